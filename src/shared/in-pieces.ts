/** Much work in small pieces: as many questions at once as the other side takes kindly. */

/** The answers for all of them, in their order, `size` of them to a question. @throws whatever `ask` throws */
export async function inPieces<A, B>(
  all: readonly A[],
  size: number,
  ask: (some: readonly A[]) => Promise<readonly B[]>,
): Promise<readonly B[]> {
  const found: B[] = [];
  for (let from = 0; from < all.length; from += size)
    found.push(...(await ask(all.slice(from, from + size))));
  return found;
}

/** Targets of one invocation or request that are read beside one another. */
const AT_ONCE = 8;

/** One question for each of them, a few at a time; the answers in their order. @throws whatever `ask` throws */
export function fewAtOnce<A, B>(all: readonly A[], ask: (one: A) => Promise<B>): Promise<readonly B[]> {
  return inPieces(all, AT_ONCE, (some) => Promise.all(some.map(ask)));
}
