import type { DefenderClient } from "../../defender/client.ts";
import { actionsOn } from "../../defender/lookup.ts";
import { actionsOfEach } from "../../defender/lookup-many.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { Text } from "../../texts/text.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import { effectOf } from "../effects.ts";
import { isShown } from "../machine/relied.ts";
import type { Look, Request } from "../machine/request.ts";
import { alreadySo } from "./already.ts";
import type { Tx } from "../rows.ts";
import { requestIdIn } from "./already.ts";
import { notToCancel } from "./cancellable.ts";
import { endedOn } from "./relied.ts";

/**
 * What a device's own actions say of a request: whether it is so already, and what it would end. What can't be read is nothing
 * certain, and holds up no click; the last look before the call demands it.
 */

/** Of one request, with a question of its own. */
export async function actedNow(
  deps: Deps,
  defender: DefenderClient,
  request: Request,
): Promise<Pick<Look, "already" | "relied" | "endsUnread">> {
  const command = changeCommand(deps, request.command);
  if (command.target === "machine-action") return { already: await endedNow(defender, request) };
  if (effectOf(deps.commands, command) === null) return { already: null };
  try {
    const actions = await actionsOn(defender, request.target.id);
    const now = deps.clock.now();
    return await deps.store.read(async (tx) => ({
      already: await alreadySo(deps, tx, command, request, actions, now),
      ...(await endedBy(deps, tx, request, actions)),
    }));
  } catch {
    return { already: null, ...(endsOthers(deps, request) && { endsUnread: true }) };
  }
}

/** What each of several requests would end, with few questions, by the request's id; of those that end nothing, none. */
export async function endedByEach(
  deps: Deps,
  defender: DefenderClient,
  requests: readonly Request[],
): Promise<ReadonlyMap<string, Pick<Look, "relied">>> {
  const ending = requests.filter((request) => endsOthers(deps, request));
  if (ending.length === 0) return new Map();
  try {
    const actions = await actionsOfEach(
      defender,
      ending.map(({ target }) => target.id),
    );
    const on = Map.groupBy(actions, ({ deviceId }) => deviceId.toLowerCase());
    return await deps.store.read(async (tx) => {
      const found = ending.map(
        async (one) => [one.id, await endedBy(deps, tx, one, on.get(one.target.id) ?? [])] as const,
      );
      return new Map(await Promise.all(found));
    });
  } catch {
    return new Map();
  }
}

/** Whether it is bound to what it would end. */
function endsOthers(deps: Deps, { command, relied }: Request): boolean {
  const change = changeCommand(deps, command);
  return relied !== undefined && effectOf(deps.commands, change)?.ends.name === change.name;
}

/** Without what Defender has listed late: what was asked for here before the request is what it was asked for to end. */
async function endedBy(
  deps: Deps,
  tx: Tx,
  request: Request,
  actions: readonly MachineAction[],
): Promise<Pick<Look, "relied">> {
  if (!endsOthers(deps, request)) return {};
  const { relied: before = [], requestedAt, target } = request;
  const { relied = [] } = endedOn(deps.commands, changeCommand(deps, request.command), actions);
  const unseen = relied.filter((one) => !isShown(one, before));
  const earlier = new Set<string>();
  for (const { key } of unseen) {
    const action = actions.find(({ id }) => id === key);
    const by = await tx.requests.get((action && requestIdIn(action)) ?? "");
    if (by?.target.id === target.id && by.requestedAt <= requestedAt) earlier.add(key);
  }
  return { relied: relied.filter(({ key }) => !earlier.has(key)) };
}

/** Whether the action that was to be cancelled has come to its end by itself. */
async function endedNow(defender: DefenderClient, { args }: Request): Promise<Text | null> {
  try {
    return notToCancel(await defender.machineAction(args["action"] ?? ""));
  } catch {
    return null;
  }
}
