/** The middle value; 0 of none. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value that `p` per cent of all don't exceed (nearest rank); 0 of none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * p) / 100) - 1)] ?? 0;
}

/** Rounded to so many digits after the point. */
export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
