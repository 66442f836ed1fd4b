import type { Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import { isSentBy } from "../machine/standing.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Tx } from "../rows.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";

/**
 * Once Defender has accepted a call, those that wait for the same have nothing left to do; after an emergency, all that
 * wait for that action on that target.
 * @param end ends one of them, in the same transaction
 */
export async function endEquals(
  deps: Deps,
  tx: Tx,
  before: Request,
  sent: Request,
  end: (other: Request, why: Text) => Promise<unknown>,
): Promise<void> {
  if (!isAccepted(before, sent)) return;
  const command = changeCommand(deps, sent.command);
  const others = await tx.requests.openOn(sent.target.id, sent.action);
  for (const other of others.filter((one) => isSentBy(command, one, sent))) {
    const { id, emergency } = sent;
    await end(other, say("already.sentBy", { id, emergency: emergency !== undefined }));
  }
}

/** Whether Defender has accepted its call just now: by an action, or, where it leaves none, by its answer. */
function isAccepted(before: Request, sent: Request): boolean {
  // Its steps make the calls.
  if (isLeader(sent)) return false;
  if (sent.machineActionId !== null) return before.machineActionId === null;
  const isDone = before.state === "Executing" && sent.state === "Succeeded";
  return isDone && (sent.execution?.sentAt ?? null) !== null;
}
