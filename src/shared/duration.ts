/** Lengths of time as people type them in commands and in the policy file: `30m`, `4h`. */

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** 900000 → `15m`: what `parseDuration` takes, in the largest unit that fits. @param ms whole seconds, in milliseconds */
export function durationText(ms: number): string {
  const unit = ["d", "h", "m"].find((one) => ms % (UNIT_MS[one] ?? 1) === 0) ?? "s";
  return `${ms / (UNIT_MS[unit] ?? 1)}${unit}`;
}

/** `24h` → milliseconds; null when it is no duration (a number and `s` `m` `h` `d`). */
export function parseDuration(raw: string): number | null {
  const found = /^(\d{1,6})([smhd])$/i.exec(raw);
  if (found === null) return null;
  const unit = UNIT_MS[(found[2] ?? "").toLowerCase()];
  return unit === undefined ? null : Number(found[1]) * unit;
}
