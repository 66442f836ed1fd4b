import type { Clock } from "../shared/ports.ts";
import type { CursorRows, Store } from "../shared/store.ts";
import { UserError } from "../shared/errors.ts";
import type { Text } from "../texts/text.ts";

/**
 * What the bot does by itself again and again, and can't do for long: that is told, since silence would look like peace, and
 * so is its end. Both are kept in the store, so that whoever was told to look elsewhere "until I say that it works again"
 * hears it, also from the process or the instance that comes after.
 */

/** How long it may last before people are told, in milliseconds. */
const TELL_MS = 5 * 60_000;

/** Something that is done by one instance at a time, and whom it concerns that it is not. */
export interface Outage<T> {
  /** Its name in the store. */
  readonly name: string;
  /** @param why the cause in words; null: there are none to tell */
  lasts(since: number, why: Text | null): Text;
  readonly over: Text;
  /** Tells whoever relies on it; false: nobody is known. */
  tell(tx: T, words: Text): Promise<boolean>;
}

interface Rows {
  readonly cursors: CursorRows;
}

interface Known<T> {
  readonly store: Store<T>;
  readonly clock: Clock;
}

/** It could not be done once more; told once when that has lasted for five minutes. */
export async function lasts<T extends Rows>(
  { store, clock }: Known<T>,
  outage: Outage<T>,
  why: Text | null,
): Promise<void> {
  const now = clock.now();
  await store.transaction(async (tx) => {
    const { since, told } = await stateOf(tx, outage);
    if (since === null) await tx.cursors.set(sinceOf(outage), now);
    if (since === null || told || now - since < TELL_MS) return;
    // Somebody may turn up later.
    if (await outage.tell(tx, outage.lasts(since, why))) await tx.cursors.set(toldOf(outage), now);
  });
}

/** It was done; whoever was told that it could not be is told so. */
export async function isOver<T extends Rows>({ store }: Known<T>, outage: Outage<T>): Promise<void> {
  if ((await store.read((tx) => stateOf(tx, outage))).since === null) return;
  await store.transaction(async (tx) => {
    const { told } = await stateOf(tx, outage);
    await tx.cursors.set(sinceOf(outage), NEVER);
    await tx.cursors.set(toldOf(outage), NEVER);
    if (told) await outage.tell(tx, outage.over);
  });
}

/** Since when it can't be done, where that was told (epoch milliseconds); null: it can, or it has only just begun. */
export async function toldOutage(tx: Rows, outage: Named): Promise<number | null> {
  const { since, told } = await stateOf(tx, outage);
  return told ? since : null;
}

/** Why a service refused, in words that tell what to do about it; null: it did not refuse. */
export function refusalIn(error: unknown): Text | null {
  return error instanceof UserError && error.code === "forbidden" ? error.text : null;
}

const NEVER = 0;

type Named = Pick<Outage<unknown>, "name">;

function sinceOf({ name }: Named): string {
  return `${name} out since`;
}

function toldOf({ name }: Named): string {
  return `${name} told as out`;
}

async function stateOf(
  { cursors }: Rows,
  outage: Named,
): Promise<{ readonly since: number | null; readonly told: boolean }> {
  const since = (await cursors.get(sinceOf(outage))) ?? NEVER;
  const told = (await cursors.get(toldOf(outage))) ?? NEVER;
  return { since: since === NEVER ? null : since, told: told !== NEVER };
}
