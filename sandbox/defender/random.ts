/** A small seeded generator (mulberry32): the same fleet and the same alerts at every start. */
export interface Random {
  /** Integer in [0, below). */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
  hex(length: number): string;
  uuid(): string;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const int = (below: number) => Math.floor(next() * below);
  const hex = (length: number) => Array.from({ length }, () => int(16).toString(16)).join("");
  return {
    int,
    hex,
    pick: (from) => {
      if (from.length === 0) throw new Error("nothing to pick from");
      return from[int(from.length)]!;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}

/**
 * ISO 8601 UTC as Defender prints it: 0 to 7 fraction digits. The first three are those of `ms` (epoch
 * milliseconds), the rest come from `ticks` (0–9999, units of 100 ns).
 */
export function defenderTime(ms: number, digits = 7, ticks = 0): string {
  const iso = new Date(ms).toISOString();
  const fraction = `${iso.slice(20, 23)}${String(ticks).padStart(4, "0")}`.slice(0, digits);
  return `${iso.slice(0, 19)}${fraction === "" ? "" : `.${fraction}`}Z`;
}
