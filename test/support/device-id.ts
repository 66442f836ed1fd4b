/**
 * A device's id, as Defender has them, of which no two are the same. Not a number that is filled up with the mark: where that holds
 * the digits that the number lacks, a small and a big one come out alike.
 * @param mark hexadecimal, by which its tests tell it
 */
export function deviceIdOf(mark: string, n: number): string {
  return mark.repeat(32).slice(0, 32) + n.toString(16).padStart(8, "0");
}
