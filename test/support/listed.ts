import type { Listed } from "../../src/defender/listed.ts";

/** A list that was read whole. */
export function listed<T>(items: readonly T[]): Listed<T> {
  return { items, isWhole: true, unread: 0 };
}
