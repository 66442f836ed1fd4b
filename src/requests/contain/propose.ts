import { findAccounts, knownAccount, type KnownAccount } from "../../defender/account-lookup.ts";
import type { Alert } from "../../defender/alert.ts";
import type { Device } from "../../defender/device.ts";
import { orNull } from "../../defender/lookup.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { Person } from "../../shared/people.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { accountSurroundings } from "../facts/account-lines.ts";
import { roleWarnings } from "../facts/device-roles.ts";
import { ownersOn, type Owners } from "../facts/holder-devices.ts";
import { nothingCan, type Guard } from "../facts/guard.ts";
import { GUARDED_ROLES, type Holders } from "../machine/lock-out.ts";
import {
  devicesIn,
  peopleIn,
  unknownPeopleIn,
  type ContainCommand,
  type Involved,
  type Struck,
} from "./proposed.ts";

/** One thing that is proposed, ticked or not. */
export interface Proposed {
  readonly command: ContainCommand;
  /** Of the device, or of the account. */
  readonly id: string;
  readonly name: string;
  readonly because: Text;
  readonly warnings: readonly Words[];
  /** It is about somebody who approves here: not ticked, and two others look at it by itself. */
  readonly isGuarded: boolean;
}

/** What the form shows. */
export interface Proposal {
  /** Of the alert, or of the incident that it is now. */
  readonly id: string;
  readonly kind: "alert" | "incident";
  readonly title: string;
  readonly steps: readonly Proposed[];
  /** What could be missing of it. */
  readonly gaps: readonly Text[];
}

/** What a proposal is made with: nothing can be changed through it. */
export interface ProposalSight {
  /** With the token of the person who asks. */
  readonly defender: DefenderReads;
  readonly guard: Pick<Guard, "holders" | "owners">;
  readonly person: Person;
}

/**
 * What containing an alert or an incident comes to, as it is now.
 * @throws as the calls of DefenderReads
 */
export async function proposalFor(sight: ProposalSight, asked: string): Promise<Proposal> {
  const { id, kind, title, alerts, isCut } = await subjectOf(sight.defender, asked);
  const holders = await sight.guard.holders();
  const [struck, involved] = [devicesIn(alerts), peopleIn(alerts)];
  const [devices, people] = await Promise.all([devicesOf(sight, struck), peopleOf(sight, involved, holders)]);
  const unknown = unknownPeopleIn(alerts);
  const unnamed = alerts.some(({ unnamedDevice }) => unnamedDevice);
  return {
    id,
    kind,
    title,
    steps: [...devices.steps, ...people.steps],
    gaps: [
      ...(isCut ? [say("contain.alertsCut")] : []),
      ...(unnamed ? [say("contain.unnamed")] : []),
      ...devices.gaps,
      ...people.gaps,
      ...(unknown.length > 0 ? [say("contain.unknownPeople", namedOf(unknown))] : []),
    ],
  };
}

/** Names on one line. */
const MOST_NAMED = 10;

function namedOf(all: readonly string[]): { readonly names: readonly string[]; readonly more: number } {
  return { names: all.slice(0, MOST_NAMED), more: Math.max(0, all.length - MOST_NAMED) };
}

interface Subject extends Pick<Proposal, "id" | "kind" | "title"> {
  readonly alerts: readonly Alert[];
  /** There may be more of them. */
  readonly isCut: boolean;
}

async function subjectOf(defender: DefenderReads, asked: string): Promise<Subject> {
  if (!INCIDENT_ID.test(asked)) {
    const alert = await defender.alert(asked);
    return { id: alert.id, kind: "alert", title: alert.title, alerts: [alert], isCut: false };
  }
  // One that was merged into another is contained where it went.
  const { id, title, alerts, alertsCut } = await defender.incident(asked);
  return { id, kind: "incident", title, alerts: alerts ?? [], isCut: alerts === null || alertsCut === true };
}

type Part = Pick<Proposal, "steps" | "gaps">;

async function devicesOf(sight: ProposalSight, struck: readonly Struck[]): Promise<Part> {
  if (struck.length === 0) return { steps: [], gaps: [] };
  const [found, owned] = await Promise.all([
    sight.defender.devicesById(struck.map(({ id }) => id)),
    sight.guard.owners(),
  ]);
  const byId = new Map(found.map((device) => [device.id, device]));
  const steps = struck.flatMap(({ id, because }): readonly Proposed[] => {
    const device = byId.get(id);
    return device === undefined ? [] : [stepOn(device, because, owned)];
  });
  const hidden = struck.length - steps.length;
  return {
    steps,
    gaps: [
      ...(hidden > 0 ? [say("contain.hidden", { n: hidden })] : []),
      ...(owned === null ? [say("contain.ownersUnchecked")] : []),
    ],
  };
}

function stepOn(device: Device, because: Text, owned: Owners | null): Proposed {
  // What could not be checked may be any of them.
  const isGuarded = owned === null || ownersOn(owned, device).length > 0;
  const warnings = [
    ...(owned !== null && isGuarded ? [say("contain.holdersDevice")] : []),
    ...roleWarnings(device, "every action"),
    ...roleWarnings(device, "isolation"),
  ];
  return { command: "isolate", id: device.id, name: device.name, because, warnings, isGuarded };
}

/** People that are looked up. */
const MOST_PEOPLE = 20;

async function peopleOf(
  sight: ProposalSight,
  involved: readonly Involved[],
  holders: Holders,
): Promise<Part> {
  const looked = await Promise.all(
    involved
      .slice(0, MOST_PEOPLE)
      .map(async (one) => ({ one, account: await orNull(accountOf(sight, one)) })),
  );
  const known = new Map(
    looked.flatMap(({ one, account }) => (account === null ? [] : [[account.id, { one, account }] as const])),
  );
  const steps = [...known.values()].flatMap(({ one, account }) =>
    stepsOn(sight, account, one.because, holders),
  );
  const unread = involved.length - looked.filter(({ account }) => account !== null).length;
  return { steps, gaps: unread > 0 ? [say("contain.peopleUnread", { n: unread })] : [] };
}

async function accountOf({ defender }: ProposalSight, { id, upn }: Involved): Promise<KnownAccount> {
  const target =
    id === null ? ({ by: "upn", value: upn ?? "" } as const) : ({ by: "id", value: id } as const);
  const { accounts, isCertain } = await findAccounts(defender, target);
  const [found] = accounts;
  if (found === undefined || !isCertain) throw new RangeError("no such account");
  return knownAccount(defender, await defender.account(found.id));
}

function stepsOn(
  { person }: ProposalSight,
  account: KnownAccount,
  because: Text,
  holders: Holders,
): readonly Proposed[] {
  const isGuarded = GUARDED_ROLES.some((role) => holders[role].some((id) => id.toLowerCase() === account.id));
  return (["revoke-sessions", "compromised"] as const).flatMap((command) => {
    if (nothingCan(command, account) !== null) return [];
    const { warnings } = accountSurroundings(account, { action: command, requester: person, holders });
    return [{ command, id: account.id, name: account.upn, because, warnings, isGuarded }];
  });
}
