import type { Request } from "../machine/request.ts";
import { isSentBy } from "../machine/standing.ts";
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
  end: (other: Request, why: string) => Promise<unknown>,
): Promise<void> {
  if (before.machineActionId !== null || sent.machineActionId === null) return;
  const command = changeCommand(deps, sent.command);
  const others = await tx.requests.openOn(sent.target.id, sent.action);
  for (const other of others.filter((one) => isSentBy(command, one, sent))) {
    await end(
      other,
      `${sent.emergency === undefined ? "sent already by" : "sent as an emergency by"} ${sent.id}`,
    );
  }
}
