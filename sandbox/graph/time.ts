/** One of Defender's times (0 to 7 fraction digits) with all seven digits, as Graph prints them. */
export function graphTime(time: string): string;
export function graphTime(time: string | null): string | null;
export function graphTime(time: string | null): string | null {
  const [, seconds = "", fraction = ""] = /^(.{19})(?:\.(\d{1,7}))?Z$/.exec(time ?? "") ?? [];
  return seconds === "" ? null : `${seconds}.${fraction.padEnd(7, "0")}Z`;
}
