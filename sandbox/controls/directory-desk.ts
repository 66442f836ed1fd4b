import type { SandboxGraph } from "../graph/server.ts";
import type { SandboxAccount } from "../graph/people/types.ts";
import type { DirectoryItem, DirectorySwitch, PersonStep } from "../page-server/view.ts";
import { createListeners } from "./listeners.ts";

/** What others do in the tenant's directory: licences, grants of applications, and what becomes of accounts. */
export interface DirectoryDesk {
  item(): DirectoryItem;
  onChange(listener: () => void): () => void;
  /** @throws Error for an account that isn't there */
  step(accountId: string, step: PersonStep): void;
  flip(key: DirectorySwitch, on: boolean): void;
  /** Forgets what it did: the directory is another one now. */
  reset(): void;
}

type People = SandboxGraph["people"];

/** Each as it is, how it is switched, and what it is called. */
const SWITCHES: Readonly<
  Record<
    DirectorySwitch,
    { readonly title: string; isOn(people: People): boolean; set(people: People, on: boolean): void }
  >
> = {
  risk: {
    title: "Licence for risk (Entra ID P2)",
    isOn: ({ licences }) => licences.risk,
    set: ({ licences }, on) => void (licences.risk = on),
  },
  identity: {
    title: "Licence for Defender for Identity",
    isOn: ({ licences }) => licences.identity,
    set: ({ licences }, on) => void (licences.identity = on),
  },
  late: {
    title: "Changes of accounts show late, after 1 to 20 s",
    isOn: (people) => people.isLate(),
    set: (people, on) => people.setLag(on ? null : 0),
  },
  newcomer: {
    title: "A new application may isolate devices and switch accounts off",
    isOn: ({ grants }) => grants.newcomer,
    set: ({ grants }, on) => void (grants.newcomer = on),
  },
};

/** `graph` gives the one that runs now; `now` the time, in epoch milliseconds. */
export function createDirectoryDesk(graph: () => SandboxGraph, now: () => number = Date.now): DirectoryDesk {
  const listeners = createListeners();
  let told: string | null = null;
  const keys = Object.keys(SWITCHES) as DirectorySwitch[];
  return {
    onChange: listeners.on,
    item() {
      const { people } = graph();
      const switches = keys.map((key) => ({
        key,
        title: SWITCHES[key].title,
        on: SWITCHES[key].isOn(people),
      }));
      const accounts = people.accounts
        .map((account) => ({ id: account.id, name: account.name, enabled: people.seen(account).enabled }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
      return { accounts, switches, told };
    },
    step(accountId, step) {
      const { people } = graph();
      const account = people.find(accountId);
      if (account === undefined) throw new Error(`there is no account ${accountId}`);
      told = STEPS[step](account, people, now());
      listeners.tell();
    },
    flip(key, on) {
      SWITCHES[key].set(graph().people, on);
      listeners.tell();
    },
    reset() {
      told = null;
      listeners.tell();
    },
  };
}

const FAR = { city: "Lagos", country: "NG", ip: "203.0.113.66", app: "Office 365 Exchange Online" } as const;

/** Each does something to the account, and says what. */
const STEPS: Readonly<Record<PersonStep, (account: SandboxAccount, people: People, at: number) => string>> = {
  enable(account, people) {
    people.change(account, { enabled: true });
    return `Somebody switches ${account.name} on, and not through the bot.`;
  },
  disable(account, people) {
    people.change(account, { enabled: false });
    return `Somebody switches ${account.name} off, and not through the bot.`;
  },
  "sign-in"(account, _, at) {
    const signIn = {
      id: `far-${at}`,
      userId: account.id,
      at,
      ...FAR,
      errorCode: 0,
      failure: "Other.",
      risk: "high",
    };
    account.signIns = [signIn, ...account.signIns];
    return `${account.name} signs in from ${FAR.city}.`;
  },
  risk(account, people, at) {
    const risk = { level: "high", state: "atRisk", detail: "none", at, isProcessing: false };
    people.change(account, { risk });
    return `Entra counts ${account.name} as at high risk.`;
  },
};
