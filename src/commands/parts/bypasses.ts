import type { DefenderClient } from "../../defender/client.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { PermissionGrant } from "../../defender/permission-grants.ts";
import type { Store } from "../../shared/store.ts";
import type { Tx } from "../rows.ts";

/** Machine actions that are looked at, the newest first. */
export const MOST_ACTIONS = 10_000;

/** What can be done, and was done, without an approval here. */
export interface Bypasses {
  /** What each application holds that may change things by itself or for others; no list is empty. */
  readonly applications: readonly (readonly PermissionGrant[])[];
  /** Machine actions that no request of this bot has asked for. */
  readonly foreign: readonly MachineAction[];
  /** How many machine actions were looked at. */
  readonly looked: number;
  /** Whether there were more permissions than were looked at. */
  readonly isGrantsCut: boolean;
  /** Whether everything was looked at. */
  readonly isWhole: boolean;
}

interface Looking {
  readonly defender: DefenderClient;
  readonly store: Store<Tx>;
}

/**
 * Looks with the rights of whoever the client acts as.
 * @param since of machine actions, epoch milliseconds
 * @throws UserError, SignInRequired
 */
export async function lookForBypasses({ defender, store }: Looking, since: number): Promise<Bypasses> {
  const [grants, actions] = await Promise.all([
    defender.changingGrants(),
    defender.machineActions({ since, top: MOST_ACTIONS }),
  ]);
  const held = grants.items.filter(isWayRound);
  return {
    applications: [...Map.groupBy(held, ({ applicationId }) => applicationId).values()],
    foreign: await notFromHere(store, actions.items),
    looked: actions.items.length,
    isGrantsCut: !grants.isWhole,
    isWhole: grants.isWhole && actions.isWhole && actions.items.length < MOST_ACTIONS,
  };
}

/** One permission of one application, the same whenever it is looked at. */
export function keyOf({ applicationId, as, permission }: PermissionGrant): string {
  return `${applicationId} ${as} ${permission}`;
}

/** That people act through the bot with their own rights is what it is for. */
function isWayRound({ isOwn, as }: PermissionGrant): boolean {
  return !isOwn || as === "application";
}

/**
 * A comment may say anything, also the `[ID]` of another's request: an action is the request's only where that names the
 * action too.
 */
async function notFromHere(
  store: Store<Tx>,
  actions: readonly MachineAction[],
): Promise<readonly MachineAction[]> {
  const marks = new Set(actions.flatMap((action) => markIn(action) ?? []));
  const own = await store.read(async (tx) => {
    const found = await Promise.all([...marks].map((id) => actionOf(tx, id)));
    return new Set(found);
  });
  return actions.filter(({ id }) => !own.has(id));
}

/** Records of a request that are looked through. */
const MOST_RECORDS = 100;

/** Which action a request made; of one that is swept by now, its record tells. Null: none is known. */
async function actionOf(tx: Tx, id: string): Promise<string | null> {
  const request = await tx.requests.get(id);
  if (request !== null) return request.machineActionId;
  const records = await tx.audit.list(id, MOST_RECORDS);
  return records.find(({ event }) => event === "executed")?.outcome ?? null;
}

function markIn({ comment }: MachineAction): string | null {
  return /^\[([0-9A-Z]{4}-[0-9A-Z]{4}(?:\.\d{1,3})?)\]/.exec(comment ?? "")?.[1] ?? null;
}
