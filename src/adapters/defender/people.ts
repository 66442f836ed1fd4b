import type { PeopleChanges, PeopleReads } from "../../defender/people-client.ts";
import type { Account, AccountTarget, IdentityAccount, SignIn } from "../../defender/account.ts";
import { DefenderError } from "../../defender/error.ts";
import { OPERATIONS, pathOf, type Row } from "../../defender/operations.ts";
import { OBJECT_ID } from "../../shared/shapes.ts";
import { unreadable } from "./errors.ts";
import { callDefender, type CallerDeps, type Lane } from "./caller.ts";
import { instant, literal } from "./odata.ts";
import { changingGrants } from "./permission-grants.ts";
import * as schemas from "./people-schemas.ts";
import { checkedId, one, type Read } from "./reading.ts";
import type { RiskPace } from "./risk-pace.ts";
import { whole } from "./linked-pages.ts";
import { roleHolders } from "./role-holders.ts";

/** People, by Microsoft Graph. */
export function peopleMethods(
  deps: CallerDeps,
  lane: Lane,
  { appId, pace }: { readonly appId: string; readonly pace: RiskPace },
): PeopleReads & PeopleChanges {
  const read = (operation: Row, path: string, isAdvanced = false) =>
    callDefender(deps, lane, { operation, path, ...(isAdvanced ? { headers: ADVANCED } : {}) });
  return {
    ...accountMethods(deps, read),
    ...riskMethods(deps, read, (call) => pace.inTurn("look", call, lane.signal)),
    roleHolders: () => roleHolders(deps, read, appId),
    changingGrants: () => changingGrants(deps, lane, read, appId),
    ...changes(deps, lane, pace),
  };
}

/** Graph answers what its directory can look up only in its index when it is told so. */
const ADVANCED = { consistencyLevel: "eventual" };
const MANAGER = `$expand=manager($levels=1;$select=id,displayName,userPrincipalName)`;

/** Accounts of one name that somebody chooses from. */
const MOST_NAMED = 50;

type AccountReads = Pick<PeopleReads, "account" | "accountsNamed" | "accountRoles" | "accountDevices">;

function accountMethods(deps: CallerDeps, read: Read): AccountReads {
  return {
    async account(id) {
      const path = pathOf(OPERATIONS.account, { id: checkedId(id, OBJECT_ID, "account") });
      const asked = `${path}?$select=${schemas.ACCOUNT_FIELDS}&${MANAGER}`;
      return one(await read(OPERATIONS.account, asked), schemas.accountSchema, schemas.toAccount, id);
    },
    async accountsNamed(target) {
      const filter = encodeURIComponent(filterOf(target));
      const path = `${OPERATIONS.accounts.path}?$filter=${filter}&$select=${schemas.ACCOUNT_FIELDS}&$count=true&$top=${MOST_NAMED}`;
      const indexed: Read = (operation, next) => read(operation, next, true);
      const shape = [schemas.accountSchema, schemas.toAccount] as const;
      return whole(deps, indexed, { operation: OPERATIONS.accounts, path }, shape, { enough: MOST_NAMED });
    },
    async accountRoles(id) {
      const operation = OPERATIONS.accountRoles;
      const path = pathOf(operation, { id: checkedId(id, OBJECT_ID, "account") });
      const first = { operation, path: `${path}?$count=true&$select=id,displayName&$top=999` };
      // A role whose name the person may not read is one all the same, and so is one on a later page.
      const advanced: Read = (row, page) => read(row, page, true);
      return whole(deps, advanced, first, [schemas.roleSchema, (raw) => raw.displayName ?? raw.id]);
    },
    async accountDevices(id) {
      const operation = OPERATIONS.accountDevices;
      const path = pathOf(operation, { id: checkedId(id, OBJECT_ID, "account") });
      const found = await whole(deps, read, { operation, path }, [schemas.ownDeviceSchema, (raw) => raw]);
      return found.flatMap((raw) => schemas.toOwnDevice(raw) ?? []);
    },
  };
}

function filterOf(target: AccountTarget): string {
  switch (target.by) {
    case "id":
      return `id eq ${literal(target.value)}`;
    case "upn":
      return `userPrincipalName eq ${literal(target.value)} or mail eq ${literal(target.value)}`;
    case "short-name":
      return `onPremisesSamAccountName eq ${literal(target.value)}`;
    case "name":
      return `displayName eq ${literal(target.value)} or startswith(userPrincipalName,${literal(`${target.value}@`)})`;
  }
}

type RiskReads = Pick<PeopleReads, "accountRisk" | "signIns" | "lastSignIn" | "identityAccount">;

function riskMethods(
  deps: CallerDeps,
  read: Read,
  inTurn: <T>(call: () => Promise<T>) => Promise<T>,
): RiskReads {
  return {
    async accountRisk(id) {
      const operation = OPERATIONS.accountRisk;
      const path = pathOf(operation, { id: checkedId(id, OBJECT_ID, "account") });
      try {
        return one(await inTurn(() => read(operation, path)), schemas.riskSchema, schemas.toRisk, id);
      } catch (error) {
        // Entra keeps no record of whom it has nothing against.
        if (error instanceof DefenderError && error.code === "not-found") return null;
        throw error;
      }
    },
    async signIns(id, since, top) {
      const shape = [schemas.signInSchema, (raw: RawSignIn) => raw] as const;
      const found = await whole(deps, read, signInsOf(id, since, top), shape, { enough: top });
      return newestFirst(ofAccount(id, found)).slice(0, top);
    },
    async lastSignIn(id, since) {
      // Somebody who guesses passwords fails a thousand times: the one that succeeded may be behind all of them.
      const shape = [schemas.signInSchema, (raw: RawSignIn) => raw] as const;
      const found = ofAccount(id, await whole(deps, read, signInsOf(id, since, MOST_SIGN_INS), shape));
      return newestFirst(found.filter(({ errorCode }) => errorCode === 0))[0] ?? null;
    },
    identityAccount: (account) => identityAccount(deps, read, account),
  };
}

/** Graph gives so many of them on a page. */
const MOST_SIGN_INS = 1000;

function signInsOf(id: string, since: number, top: number) {
  const operation = OPERATIONS.signIns;
  const who = checkedId(id, OBJECT_ID, "account");
  const filter = `userId eq ${literal(who)} and createdDateTime ge ${instant(since)}`;
  const path = `${operation.path}?$filter=${encodeURIComponent(filter)}&$top=${String(top)}`;
  return { operation, path };
}

type RawSignIn = Parameters<typeof schemas.toSignIn>[0];

/** An answer that ignores the filter must not bring somebody else's. */
function ofAccount(id: string, found: readonly RawSignIn[]): readonly SignIn[] {
  return found
    .filter(({ userId }) => userId === null || userId.toLowerCase() === id.toLowerCase())
    .map(schemas.toSignIn);
}

function newestFirst(signIns: readonly SignIn[]): readonly SignIn[] {
  return signIns.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

async function identityAccount(
  deps: CallerDeps,
  read: Read,
  { sid, cloudSid }: Pick<Account, "sid" | "cloudSid">,
): Promise<IdentityAccount | null> {
  const [field, value] =
    sid === null
      ? (["cloudSecurityIdentifier", cloudSid] as const)
      : (["onPremisesSecurityIdentifier", sid] as const);
  if (value === null) return null;
  const operation = OPERATIONS.identityAccounts;
  const path = `${operation.path}?$filter=${encodeURIComponent(`${field} eq ${literal(value)}`)}`;
  const { identityAccountSchema: schema, toIdentityAccount } = schemas;
  const all = await whole(deps, read, { operation, path }, [schema, (raw) => raw]);
  // An answer that ignores the filter must not lend us somebody else's account.
  const found = all.filter((raw) => raw[field] === value).map(toIdentityAccount);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function changes(deps: CallerDeps, lane: Lane, pace: RiskPace): PeopleChanges {
  const call = async (
    operation: Row,
    path: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const answer = await callDefender(deps, lane, {
      operation,
      path,
      ...(body === undefined ? {} : { body }),
    });
    if (contradicts(answer.body, body ?? {})) throw unreadable(answer.status, answer.context);
  };
  const idOf = (id: string): string => checkedId(id, OBJECT_ID, "account");
  const { revokeSessions, switchAccount, confirmCompromised, invokeAccountAction } = OPERATIONS;
  return {
    revokeSessions: (id) => call(revokeSessions, pathOf(revokeSessions, { id: idOf(id) })),
    switchAccount: (id, enabled) =>
      call(switchAccount, pathOf(switchAccount, { id: idOf(id) }), { accountEnabled: enabled }),
    confirmCompromised: (id) =>
      pace.inTurn(
        "change",
        () => call(confirmCompromised, confirmCompromised.path, { userIds: [id] }),
        lane.signal,
      ),
    invokeAccountAction: (id, what) =>
      call(invokeAccountAction, pathOf(invokeAccountAction, { id: idOf(id) }), what),
  };
}

/**
 * Whether an answer says something else than that it was done: an error, "no", or that it was about another account. What an
 * answer does not say counts for nothing: the pages differ in what it sends.
 */
function contradicts(answer: unknown, asked: Readonly<Record<string, unknown>>): boolean {
  const said = objectIn(answer);
  if (said === null) return false;
  if ("error" in said || said["value"] === false) return true;
  // The result is inside `value` on one of the pages, with capitals on another.
  const told = objectIn(said["value"]) ?? said;
  return ["accountId", "action"].some((key) => {
    const [wanted, found] = [asked[key], told[key]];
    const isBoth = typeof wanted === "string" && typeof found === "string";
    return isBoth && wanted.toLowerCase() !== found.toLowerCase();
  });
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}
