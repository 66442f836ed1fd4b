/**
 * Does the work with a signal that ends it after so many milliseconds. Not `AbortSignal.timeout`, which fires, at some cost,
 * long after the work is done.
 */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), ms);
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
  }
}
