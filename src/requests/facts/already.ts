import { say, type Text } from "../../texts/text.ts";
import type { Tx } from "../rows.ts";
import type { Deps } from "../deps.ts";
import { isScheduled } from "../machine/lease.ts";
import { leaseLength } from "../machine/lease-release.ts";
import type { Request } from "../machine/request.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { AnyCommand, ChangeCommand } from "../change-command.ts";
import { effectOf } from "../effects.ts";

/** What is so already need not be asked for: but only where Defender's own action says so, and lately. */

/** For how long an action tells how a device is, in milliseconds. */
const SAYS_SO_MS = 3_600_000;

/** What was asked for, and among which commands: what undoes it is one of them. */
export interface Wanted {
  readonly command: ChangeCommand;
  readonly commands: readonly AnyCommand[];
  readonly args: Readonly<Record<string, string>>;
}

/** The action and what undoes it, as Defender spells them. */
interface Outlasting {
  readonly type: string;
  readonly undoneBy: string;
  readonly scope: string | null;
}

/** What of a command lasts on the device; null: nothing that its actions could tell. */
function outlasting({ command, commands, args }: Wanted): Outlasting | null {
  const effect = effectOf(commands, command);
  if (effect === null) return null;
  const { makes, ends } = effect;
  const [own, other] = makes.name === command.name ? [makes.call, ends.call] : [ends.call, makes.call];
  return { type: own.type, undoneBy: other.type, scope: own.scope(args) };
}

/**
 * The action that has made it so already; null: it is not so, or that is not certain. Certain is only the newest of
 * the actions that make or undo it, if it succeeded within the hour, is of the same type, and none of them is open or
 * can't be dated.
 * @param actions of the device; null: could not be read
 * @param now epoch milliseconds
 */
export function doneBy(
  wanted: Wanted,
  actions: readonly MachineAction[] | null,
  now: number,
): MachineAction | null {
  const lasting = outlasting(wanted);
  if (lasting === null || actions === null) return null;
  const all = actions.filter(({ type }) => type === lasting.type || type === lasting.undoneBy);
  const isOpen = ({ status }: MachineAction) => ["Pending", "InProgress", "Unknown"].includes(status);
  if (all.some((action) => isOpen(action) || action.createdAt === null)) return null;
  const done = all.filter(({ status }) => status === "Succeeded");
  const newest = done.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0];
  if (newest === undefined || newest.type !== lasting.type) return null;
  // What undoes it may have taken effect later than it was asked for.
  const lastUndone = Math.max(...done.filter(({ type }) => type === lasting.undoneBy).map(endOf), -Infinity);
  const isNewest = (newest.createdAt ?? 0) > lastUndone;
  const isFresh = now - endOf(newest) <= SAYS_SO_MS;
  const isSameScope = lasting.scope === null || newest.scope?.toLowerCase() === lasting.scope.toLowerCase();
  return isNewest && isFresh && isSameScope ? newest : null;
}

function endOf({ updatedAt, createdAt }: MachineAction): number {
  return updatedAt ?? createdAt ?? 0;
}

/** The id of the request that an action says it belongs to; null: none. */
export function requestIdIn({ comment }: MachineAction): string | null {
  return /^\[([0-9A-Z]{4}-[0-9A-Z]{4}(?:\.\d{1,3})?)\]/.exec(comment ?? "")?.[1] ?? null;
}

/**
 * Whether the action lasts as long as it is wanted to.
 * @param by the request that it belongs to; null: none, so that nothing of ours will end it
 * @param release the release that is to end it, if there is one
 */
export function lastsAsLong(
  args: Readonly<Record<string, string>>,
  by: Request | null,
  release: Request | null,
): boolean {
  const wanted = leaseLength(args);
  if (by === null) return wanted === null;
  if (leaseLength(by.args) !== wanted) return false;
  return wanted === null || (release !== null && isScheduled(release));
}

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
  return say("already.soAlready", {
    target: request.target.name,
    what: command.title(request.args),
    who: whoDid(action, by),
    at: action.updatedAt ?? action.createdAt,
  });
}

function whoDid(action: MachineAction, by: Request | null): Text {
  if (by === null) return say("already.doneByPerson", { who: action.requestor });
  const approvers = by.approvals.map(({ person }) => person.upn);
  return say("already.doneByRequest", { id: by.id, upn: by.requester.upn, approvers });
}
