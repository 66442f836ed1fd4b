import { inPieces } from "../../shared/in-pieces.ts";
import type { RoleHolders } from "../../defender/account.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import type { CallerDeps } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { whole } from "./linked-pages.ts";
import { literal } from "./odata.ts";
import { appSchema, assignmentSchema, holderSchema } from "./people-schemas.ts";
import { one, type Read } from "./reading.ts";

/** Graph takes so many comparisons in one filter. */
const MOST_COMPARED = 15;

/**
 * Who holds the bot's roles and can act on it: people whose accounts are switched on. Roles reach a group's direct members
 * and nobody further.
 * @throws DefenderError, also where what is shown can't be all: to whom the directory shows little, it shows an empty list
 */
export async function roleHolders(deps: CallerDeps, read: Read, appId: string): Promise<RoleHolders> {
  const path = pathOf(OPERATIONS.appRegistration, { appId: encodeURIComponent(appId) });
  const answer = await read(OPERATIONS.appRegistration, `${path}?$select=id,appRoles`);
  const app = one(answer, appSchema, (raw) => raw, null);
  const assigned = await listOf(deps, read, "appRoleHolders", app.id, assignmentSchema);
  const givenTo = (role: keyof RoleHolders): readonly Assigned[] => {
    const ids = app.appRoles.filter(({ value }) => value === role).map(({ id }) => id.toLowerCase());
    return assigned.filter(({ appRoleId }) => ids.includes(appRoleId.toLowerCase()));
  };
  const direct = [...givenTo("Approver"), ...givenTo("BreakGlass")].filter(isOf("user"));
  const on = new Set(await switchedOn(deps, read, direct));
  const holders = async (role: keyof RoleHolders): Promise<readonly string[]> => {
    const given = givenTo(role);
    const people = given.filter(isOf("user")).map(({ principalId }) => principalId.toLowerCase());
    const groups = given.filter(isOf("group"));
    const members = await Promise.all(groups.map(({ principalId }) => membersOf(deps, read, principalId)));
    return [...new Set([...people.filter((id) => on.has(id)), ...members.flat()])];
  };
  const [Approver, BreakGlass] = await Promise.all([holders("Approver"), holders("BreakGlass")]);
  // Nothing could ever have been approved: this is not the list.
  if (Approver.length === 0) throw unreadable(answer.status, answer.context);
  return { Approver, BreakGlass };
}

interface Assigned {
  readonly principalId: string;
  readonly principalType: string | null;
}

/** A role may be given to an application as well, which is nobody who could undo something. */
function isOf(type: "user" | "group") {
  return ({ principalType }: Assigned) => principalType?.toLowerCase() === type;
}

/** Those of them whose accounts are not known to be switched off. */
async function switchedOn(
  deps: CallerDeps,
  read: Read,
  assigned: readonly Assigned[],
): Promise<readonly string[]> {
  const ids = [...new Set(assigned.map(({ principalId }) => principalId.toLowerCase()))];
  const operation = OPERATIONS.accounts;
  const found = await inPieces(ids, MOST_COMPARED, (some) => {
    const filter = encodeURIComponent(some.map((id) => `id eq ${literal(id)}`).join(" or "));
    const path = `${operation.path}?$filter=${filter}&$select=id,accountEnabled&$top=50`;
    return whole(deps, read, { operation, path }, [holderSchema, (raw) => raw]);
  });
  const off = new Set(
    found.flatMap(({ id, accountEnabled }) => (accountEnabled === false ? [id.toLowerCase()] : [])),
  );
  return ids.filter((id) => !off.has(id));
}

async function membersOf(deps: CallerDeps, read: Read, groupId: string): Promise<readonly string[]> {
  const members = await listOf(
    deps,
    read,
    "groupMembers",
    groupId,
    holderSchema,
    "&$select=id,accountEnabled",
  );
  return members.flatMap(({ id, accountEnabled }) => (accountEnabled === false ? [] : [id.toLowerCase()]));
}

function listOf<S extends typeof assignmentSchema | typeof holderSchema>(
  deps: CallerDeps,
  read: Read,
  name: "appRoleHolders" | "groupMembers",
  id: string,
  schema: S,
  more = "",
) {
  const operation = OPERATIONS[name];
  const path = `${pathOf(operation, { id: encodeURIComponent(id) })}?$top=999${more}`;
  return whole(deps, read, { operation, path }, [schema, (raw) => raw as S["_zod"]["output"]]);
}
