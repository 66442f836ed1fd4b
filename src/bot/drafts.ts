import type { Command } from "../commands/command.ts";
import type { Sender } from "../shared/people.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Deps } from "./deps.ts";

/** What somebody sent by a form and what came to nothing: whoever opens the same form again finds it filled in. */

const KIND = "draft";
/** Milliseconds: a tired person comes back within a shift's hour, and later thinks anew. */
const LIFE_MS = 3_600_000;

/** Whose form it is, and what it is about. */
export interface FormKey {
  readonly sender: Sender;
  readonly command: Command;
  /** What the form can't change. */
  readonly args: RawArgs;
}

/** Keeps what was filled in; nothing: forgets it. */
export async function keepDraft(deps: Deps, key: FormKey, raw: RawArgs | null): Promise<void> {
  const id = idOf(key);
  const now = deps.clock.now();
  await deps.store.transaction(async (tx) => {
    if (raw === null && (await tx.refs.get(id, now)) === null) return;
    const filled = Object.entries(raw ?? {}).filter(([name]) => !(name in key.args));
    const body = JSON.stringify(Object.fromEntries(filled));
    await tx.refs.put({ id, kind: KIND, body, expiresAt: now + LIFE_MS });
  });
}

/** Does what a form asks for; what was filled in is kept until that has come to something. @throws whatever `work` throws */
export async function keepingDraft<T>(
  deps: Deps,
  key: FormKey,
  raw: RawArgs,
  work: () => Promise<T>,
): Promise<T> {
  await keepDraft(deps, key, raw);
  const done = await work();
  await keepDraft(deps, key, null);
  return done;
}

/** What was filled in the last time; nothing where it was carried out, or is too long ago. */
export async function draftOf(deps: Deps, key: FormKey): Promise<RawArgs> {
  const row = await deps.store.read((tx) => tx.refs.get(idOf(key), deps.clock.now()));
  return row?.kind === KIND ? (JSON.parse(row.body) as RawArgs) : {};
}

function idOf({ sender: { oid, tid }, command, args }: FormKey): string {
  const fixed = Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([KIND, tid, oid, command.name, fixed]);
}
