/** What a person waits for an answer at most (a sentence within 10 s). */
export const PERSON_WAITS_MS = 10_000;

/** The outcome of some work; rejects when it takes longer, as a client does that has waited enough. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const signal = AbortSignal.timeout(ms);
  signal.addEventListener("abort", () => reject(new Error(`no answer within ${ms} ms`)), { once: true });
  return Promise.race([work, promise]);
}
