/** One after the other, each as a sentence of its own: some are said as the part of one elsewhere. */
export function sentences(all: readonly string[]): string {
  return all.map((one) => (/[.!?…]$/.test(one) ? one : `${one}.`)).join(" ");
}
