import { UserError } from "../shared/errors.ts";
import type { Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import type { Tx } from "./rows.ts";

/**
 * What the bot reads by itself and can't: that is told, since silence would look like peace, and so is its end. Both are kept
 * in the store, so that whoever was told to look elsewhere "until I say that it works again" hears it, also from the process
 * or the instance that comes after.
 */

const BLIND_MS = 5 * 60_000;

/** Something that is read again and again, on one instance at a time. */
export interface Reading {
  /** Its name in the store. */
  readonly name: string;
  /** @param why words of Defender's refusal; null: it did not refuse */
  cantRead(since: number, why: Text | null): Text;
  readonly canReadAgain: Text;
  /** Tells whoever relies on it; false: nobody is known. */
  tell(tx: Tx, words: Text): Promise<boolean>;
}

type Known = Pick<Deps, "store" | "clock">;

/** It could not be read because of `error`; told once when it has lasted for five minutes. */
export async function couldNotRead(deps: Known, reading: Reading, error: unknown): Promise<void> {
  const now = deps.clock.now();
  await deps.store.transaction(async (tx) => {
    const { since, told } = await stateOf(tx, reading);
    if (since === null) await tx.cursors.set(sinceOf(reading), now);
    if (since === null || told || now - since < BLIND_MS) return;
    const why = error instanceof UserError && error.code === "forbidden" ? error.text : null;
    // Somebody may turn up later.
    if (await reading.tell(tx, reading.cantRead(since, why))) await tx.cursors.set(toldOf(reading), now);
  });
}

/** Since when it can't be read, where that was told (epoch milliseconds); null: it can, or it has only just begun. */
export async function unreadSince(tx: Tx, reading: Pick<Reading, "name">): Promise<number | null> {
  const { since, told } = await stateOf(tx, reading);
  return told ? since : null;
}

/** It was read; whoever was told that it could not be is told so. */
export async function couldRead(deps: Known, reading: Reading): Promise<void> {
  if ((await deps.store.read((tx) => stateOf(tx, reading))).since === null) return;
  await deps.store.transaction(async (tx) => {
    const { told } = await stateOf(tx, reading);
    await tx.cursors.set(sinceOf(reading), NEVER);
    await tx.cursors.set(toldOf(reading), NEVER);
    if (told) await reading.tell(tx, reading.canReadAgain);
  });
}

const NEVER = 0;

function sinceOf({ name }: Pick<Reading, "name">): string {
  return `${name} unread since`;
}

function toldOf({ name }: Pick<Reading, "name">): string {
  return `${name} told as unread`;
}

async function stateOf(
  tx: Tx,
  reading: Pick<Reading, "name">,
): Promise<{ readonly since: number | null; readonly told: boolean }> {
  const since = (await tx.cursors.get(sinceOf(reading))) ?? NEVER;
  const told = (await tx.cursors.get(toldOf(reading))) ?? NEVER;
  return { since: since === NEVER ? null : since, told: told !== NEVER };
}
