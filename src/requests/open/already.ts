import { say, type Text } from "../../texts/text.ts";
import { doneBy, lastsAsLong, requestIdIn } from "../facts/already.ts";
import type { Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { ChangeCommand } from "../change-command.ts";
import type { Deps } from "../deps.ts";

/**
 * Why nothing is left to do, with who did it and when: what the request asks for is so already, as the device's own
 * actions say. Null: it is not so, or that is not certain; then the request goes its way.
 * @param actions of the device; null: could not be read
 * @param now epoch milliseconds
 */
export async function alreadySo(
  { commands }: Pick<Deps, "commands">,
  tx: Tx,
  command: ChangeCommand,
  request: Pick<Request, "id" | "args" | "target">,
  actions: readonly MachineAction[] | null,
  now: number,
): Promise<Text | null> {
  const action = doneBy({ command, commands, args: request.args }, actions, now);
  if (action === null) return null;
  const id = requestIdIn(action);
  // Its own earlier call is looked up in its own way.
  if (id === request.id) return null;
  const by = id === null ? null : await tx.requests.get(id);
  // Of a request that is not known, nor is it for how long.
  if (id !== null && by?.machineActionId !== action.id) return null;
  const release = by?.leasedTo === undefined ? null : await tx.requests.get(by.leasedTo.releaseId);
  if (!lastsAsLong(request.args, by, release)) return null;
  return say("requests.soAlready", {
    target: request.target.name,
    what: command.title(request.args),
    who: whoDid(action, by),
    at: action.updatedAt ?? action.createdAt,
  });
}

function whoDid(action: MachineAction, by: Request | null): Text {
  if (by === null) return say("requests.doneByPerson", { who: action.requestor });
  const approvers = by.approvals.map(({ person }) => person.upn);
  return say("requests.doneByRequest", { id: by.id, upn: by.requester.upn, approvers });
}
