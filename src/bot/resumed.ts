import { text } from "../messaging/content.ts";
import { parse } from "../grammar/parse.ts";
import { say, type Text } from "../texts/text.ts";
import type { MessageTurn } from "../messaging/turn.ts";
import type { Deps } from "./deps.ts";
import { keepsClick } from "./long-click.ts";
import { takeWaiting, whileHeld } from "./deduplicate.ts";
import type { Sender } from "../shared/people.ts";
import { postNotice } from "../messaging/new-post.ts";
import type { PendingRow } from "../identity/rows.ts";

/**
 * Commands that go on after their author's sign-in. Such a row goes when the command has its outcome: whoever runs it
 * holds it meanwhile. If that process dies, the author's next sign-in runs it again, or else they are told.
 */

/** After a kill the client may send its sign-in once more; only then is the author told. Milliseconds. */
const TELL_AFTER_MS = 15_000;

/** What running a command came to: it has its outcome, or it waits for another sign-in. */
export type Ran = "outcome" | "waits";

/**
 * Runs what waits for this person, one after the other; stops at one that waits on.
 * @throws what `run` throws: that command's outcome is not known then, and its author will be told
 */
export async function resumeEach(
  deps: Deps,
  sender: Sender,
  run: (turn: MessageTurn) => Promise<Ran>,
): Promise<void> {
  await tellLate(deps, sender);
  const rows = await deps.store.read((tx) => tx.pending.of(sender, deps.clock.now()));
  for (const row of rows) if (!keepsClick(row) && (await resumeOne(deps, row, run)) === "waits") return;
}

async function resumeOne(
  deps: Deps,
  { id, turn }: PendingRow,
  run: (turn: MessageTurn) => Promise<Ran>,
): Promise<Ran> {
  if (!(await takeWaiting(deps, id))) return "outcome";
  const ran = await whileHeld(
    deps,
    `pending|${id}`,
    (tx, until) => tx.pending.hold(id, until),
    () => run(JSON.parse(turn) as MessageTurn),
  );
  await deps.store.transaction<unknown>((tx) =>
    ran === "waits" ? tx.pending.hold(id, 0) : tx.pending.remove(id),
  );
  return ran;
}

/**
 * A message that waits for its author's sign-in says something else by now, or is gone: as it was it is not run any more. False:
 * nothing waits by it, or it says the same.
 * @param now what it says; null: its author has deleted it
 */
export async function takeBack(
  deps: Deps,
  { sender, conversation, activityId }: Pick<MessageTurn, "sender" | "conversation" | "activityId">,
  now: string | null,
): Promise<boolean> {
  return deps.store.transaction(async (tx) => {
    const rows = await tx.pending.unbegun(sender);
    const found = rows.find(({ turn }) => {
      const was = JSON.parse(turn) as MessageTurn;
      return was.activityId === activityId && was.conversation.id === conversation.id && was.text !== now;
    });
    return found !== undefined && (await tx.pending.remove(found.id));
  });
}

/** Whoever took longer to sign in than a command waits must not take it for done. */
async function tellLate(deps: Deps, sender: Sender): Promise<void> {
  const rows = await deps.store.read((tx) => tx.pending.late(sender, deps.clock.now()));
  for (const row of rows) await endUnrun(deps, row, "late");
}

/** Ends a row whose command has not been run, or not to its end, and tells its author. */
async function endUnrun(deps: Deps, { id, turn }: PendingRow, why: "late" | "interrupted"): Promise<void> {
  const { conversation, activityId, text: typed } = JSON.parse(turn) as MessageTurn;
  await deps.store.transaction(async (tx) => {
    if (!(await tx.pending.remove(id))) return;
    await postNotice(deps, tx, conversation, text(unrunText(deps, typed, why)), { replyTo: activityId });
  });
}

/** A step of the loops: tells the authors of commands that a kill has interrupted. */
export async function tellInterrupted(deps: Deps): Promise<void> {
  const before = deps.clock.earliest() - TELL_AFTER_MS;
  const rows = await deps.store.read((tx) => tx.pending.interrupted(before));
  for (const row of rows) if (!keepsClick(row)) await endUnrun(deps, row, "interrupted");
}

/** What was typed is not repeated: it may be anything. */
function unrunText(deps: Deps, typed: string, why: "late" | "interrupted"): Text {
  const parsed = parse(typed, deps.commands);
  const command = "command" in parsed ? parsed.command.name : null;
  return why === "late" ? say("signIn.signedInLate", { command }) : say("signIn.interrupted", { command });
}
