import type { Clock } from "./ports.ts";
import type { Store } from "./store.ts";

/**
 * Whether it is time for what happens every `everyMs` and was put off until `dueAt`: a time that lies further ahead than that
 * was set by a clock that has gone back since, and is not waited for. All in milliseconds.
 */
export function isDue(now: number, dueAt: number, everyMs: number): boolean {
  return now >= dueAt || dueAt - now > everyMs;
}

/** For how long what is taken is held, in milliseconds: longer than it is worked on, and no longer than a process holds anything. */
const HELD_MS = 60_000;

/** Rows that say when something is to be done. */
export interface DueRows<Tx, Row> {
  /** Those that are due, the oldest first. */
  due(tx: Tx, now: number, limit: number): Promise<readonly Row[]>;
  /** Puts one off until `until`: the row as it is then; null: there is nothing to do for it any more. */
  hold(tx: Tx, row: Row, until: number): Promise<Row | null>;
}

/**
 * Takes what is due, so that nobody else works on it meanwhile. It is not given back: whoever has done it says when it is due
 * next, and what a process that died had taken is due again in a minute.
 * @param most rows at once
 */
export async function takeDue<Tx, Row>(
  { store, clock }: { readonly store: Store<Tx>; readonly clock: Pick<Clock, "now"> },
  rows: DueRows<Tx, Row>,
  most: number,
): Promise<readonly Row[]> {
  // Mostly nothing is due, and to see that takes no transaction that writes.
  if ((await store.read((tx) => rows.due(tx, clock.now(), 1))).length === 0) return [];
  return store.transaction(async (tx) => {
    const now = clock.now();
    const taken: Row[] = [];
    for (const row of await rows.due(tx, now, most)) {
      const held = await rows.hold(tx, row, now + HELD_MS);
      if (held !== null) taken.push(held);
    }
    return taken;
  });
}
