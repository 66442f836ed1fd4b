import leven from "leven";

/** What is longer is no misspelt word, in UTF-16 units. */
export const LONGEST_WORD = 40;

/** The word that was probably meant, whatever its case: at most two letters off, and off by less than half its length. */
export function nearest(given: string, words: readonly string[]): string | null {
  if (given.length > LONGEST_WORD) return null;
  const ranked = words
    .map((word) => ({ word, distance: leven(given.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= 2 && distance < word.length / 2)
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.word ?? null;
}

/** The same for a key, where two letters that changed places are a slip also in a short word. */
export function nearestKey(given: string, keys: readonly string[]): string | null {
  const letters = (word: string): string => [...word.toLowerCase()].toSorted().join("");
  return nearest(given, keys) ?? keys.find((key) => letters(key) === letters(given)) ?? null;
}
