import fc from "fast-check";

const SURROGATES = { first: 0xd800, count: 0x800 } as const;

/**
 * Any character (halves of surrogate pairs are none), and ASCII as often as all others together. The library's own unit
 * `binary` means the same; it takes seconds to set up, in each file that uses it.
 */
export const anyUnit = fc
  .oneof(fc.nat(0x7f), fc.nat(0x10_ffff - SURROGATES.count))
  .map((n) => String.fromCodePoint(n < SURROGATES.first ? n : n + SURROGATES.count));
