import { PEOPLE, type AppRole, type PersonKey } from "../../people.ts";
import { STAFF } from "../../staff.ts";
import { seededRandom } from "../../defender/random.ts";
import { seededSignIns } from "./sign-ins.ts";
import type { DirectoryGroup, SandboxAccount } from "./types.ts";

/** What an administrator of the tenant switches, and what tests look at. */
export interface Licences {
  /** Entra ID P2: risk of accounts. */
  risk: boolean;
  /** Entra ID P1: the sign-in log. */
  signIns: boolean;
  /** Defender for Identity. */
  identity: boolean;
}

/** What Entra does for Graph: the accounts of those who use the bot are its own. */
export interface EntraAccounts {
  disable(key: PersonKey): void;
  enable(key: PersonKey): void;
  revokeSessions(key: PersonKey): void;
  rolesOf(key: PersonKey): readonly AppRole[];
}

/** Which applications beside those of the first day hold permissions that change something. */
export interface Grants {
  newcomer: boolean;
}

export interface AccountDirectory {
  readonly accounts: readonly SandboxAccount[];
  readonly groups: DirectoryGroup[];
  readonly licences: Licences;
  readonly grants: Grants;
  /** Somebody new. */
  hire(account: SandboxAccount): void;
  /** By object id or UPN. */
  find(idOrUpn: string): SandboxAccount | undefined;
  /** The account as everybody sees it by now. */
  seen(account: SandboxAccount): SandboxAccount;
  /** Changes an account. Those who read it see that only after a while. */
  change(account: SandboxAccount, what: Partial<SandboxAccount>): void;
  /** How long a change takes until it is seen, in milliseconds; null: 1 to 20 s, each time another. */
  setLag(ms: number | null): void;
  /** Whether changes are seen late. */
  isLate(): boolean;
  /** Which app roles a person of the bot holds. */
  appRolesOf(account: SandboxAccount): readonly AppRole[];
}

interface Pending {
  readonly id: string;
  readonly seenAt: number;
  readonly what: Partial<SandboxAccount>;
}

/** Graph answers from copies that follow one another: a change is seen after 1 to 20 s. */
export function createAccountDirectory(now: () => number, entra: Partial<EntraAccounts>): AccountDirectory {
  const accounts = [...botUsers(now()), ...staff(now())];
  const random = seededRandom(4711);
  let lag: number | null = null;
  let pending: Pending[] = [];
  const keyOf = (account: SandboxAccount) => PEOPLE.find(({ oid }) => oid === account.id)?.key;

  function settle(): void {
    const at = now();
    for (const { id, what } of pending.filter(({ seenAt }) => seenAt <= at)) {
      const account = accounts.find((one) => one.id === id);
      if (account !== undefined) Object.assign(account, what);
    }
    pending = pending.filter(({ seenAt }) => seenAt > at);
  }

  return {
    accounts,
    groups: [],
    licences: { risk: true, signIns: true, identity: true },
    grants: { newcomer: false },
    hire: (account) => void accounts.push(account),
    find(idOrUpn) {
      const wanted = idOrUpn.toLowerCase();
      return accounts.find(({ id, upn }) => id === wanted || upn.toLowerCase() === wanted);
    },
    seen(account) {
      settle();
      return account;
    },
    change(account, what) {
      pending.push({ id: account.id, seenAt: now() + (lag ?? 1000 + random.int(19_000)), what });
      const key = keyOf(account);
      if (key === undefined) return;
      // Tokens are another matter: Entra refuses them at once.
      if (what.enabled === false) entra.disable?.(key);
      if (what.enabled === true) entra.enable?.(key);
      if (what.sessionsValidFrom !== undefined) entra.revokeSessions?.(key);
    },
    setLag: (ms) => void (lag = ms),
    isLate: () => lag !== 0,
    appRolesOf(account) {
      const key = keyOf(account);
      return key === undefined ? [] : (entra.rolesOf?.(key) ?? []);
    },
  };
}

const DIRECTORY_ROLES: Readonly<Partial<Record<PersonKey, readonly string[]>>> = {
  ana: ["Security Reader"],
  carla: ["Security Administrator", "User Administrator"],
  david: ["Security Administrator", "User Administrator"],
  erin: ["Security Reader"],
};

function botUsers(now: number): SandboxAccount[] {
  return PEOPLE.map(({ key, oid, upn, name }, index) => ({
    ...blank(now, index),
    ...{ id: oid, upn, name, home: "entra" as const, department: "IT", jobTitle: "Analyst" },
    shortName: upn.split("@")[0] ?? "",
    directoryRoles: DIRECTORY_ROLES[key] ?? [],
    signIns: seededSignIns(oid, now, index),
  }));
}

function staff(now: number): SandboxAccount[] {
  return STAFF.map((one, index) => ({
    ...blank(now, 100 + index),
    ...{ id: one.oid, upn: one.upn, name: one.name, home: one.home, shortName: one.shortName },
    ...{ department: one.department, jobTitle: one.jobTitle, managerId: one.managerOid ?? null },
    isGuest: one.guest === true,
    enabled: one.disabled !== true,
    directoryRoles: one.directoryRoles ?? [],
    risk: one.risk === undefined ? null : { ...one.risk, at: now - 5_400_000, isProcessing: false },
    signIns: seededSignIns(one.oid, now, 100 + index),
  }));
}

const SID = "S-1-5-21-1004336348-1177238915-682003330";

function blank(now: number, index: number) {
  return {
    enabled: true,
    isGuest: false,
    managerId: null,
    sid: `${SID}-${String(2000 + index)}`,
    cloudSid: `S-1-12-1-3187432-129-77-${String(4000 + index)}`,
    sessionsValidFrom: now - 40 * 86_400_000,
    passwordChangedAt: now - 40 * 86_400_000,
    risk: null,
    devices: [
      { name: `lt-${String(1000 + index)}`, os: "Windows", isCompliant: index % 3 !== 0, isManaged: true },
    ],
    identityId: `1de27170-52f4-4b1e-9b0f-1d6c3f7c${String(1000 + index)}`,
    forcedPasswordReset: false,
  } satisfies Partial<SandboxAccount>;
}
