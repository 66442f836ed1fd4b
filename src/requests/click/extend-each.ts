import type { Device } from "../../defender/device.ts";
import { strictest } from "../../policy/evaluate.ts";
import type { Verdict } from "../../policy/model.ts";
import { UserError } from "../../shared/errors.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import { ownersOf } from "../facts/recheck.ts";
import { decide } from "../machine/decide.ts";
import { OLD_VIEW, type Changed } from "../machine/decision.ts";
import { isScheduled, type Scheduled } from "../machine/lease.ts";
import { verdictOn } from "../machine/lease-release.ts";
import type { Decision, EventOf, Request } from "../machine/request.ts";
import type { Leader } from "../machine/steps.ts";
import { demandStepUp, subjectOf } from "../machine/step-up.ts";
import { viewOf } from "../machine/view.ts";
import type { Tx } from "../rows.ts";
import { applyWithin, type Decided } from "../transition/apply.ts";
import { recordNotes } from "../transition/audit-record.ts";
import { noteOnIsolation } from "../transition/follow-lease.ts";
import type { DecisionClick } from "./decide.ts";

/**
 * Extend on a request of several isolations: one form and one decision for all that have an end. Each has its own release
 * and its own due time, which moves by as much. Whoever may not extend one of them extends none.
 */

/** Who presses Extend, and by how much. */
export type ExtendClick = Pick<DecisionClick, "sender" | "signal" | "proof" | "view"> & {
  readonly longer: string;
};

type Refused = Extract<Decision, { kind: "refused" }>;
type Together = ExtendClick & Pick<EventOf<"extend">, "by" | "addMs" | "maxMs">;

/** What the policy says of an isolation that lasts longer by that. @param now epoch milliseconds */
export function verdictOnLonger(
  deps: Deps,
  release: Request,
  longer: string,
  at: { readonly device: Device | null; readonly now: number },
): Verdict {
  return verdictOn({ ...release, action: "isolate", args: { for: longer } }, at, deps.policy());
}

const OLD: Refused = { kind: "refused", text: OLD_VIEW, audit: [], moved: true };
const NONE: Refused = { kind: "refused", text: say("extend.noneOpen"), audit: [], moved: true };

/** @throws SignInRequired; UserError when something could not be checked: then nothing is recorded */
export async function extendEach(deps: Deps, leader: Leader, click: Together): Promise<Decided> {
  const events = await eventsFor(deps, leader, click);
  for (const [release, event] of events.values()) {
    demandStepUp(decide(release, event), subjectOf("extend", leader.id), click.proof ?? null);
  }
  const decided = await deps.store.transaction((tx) => extendWithin(deps, tx, leader.id, { click, events }));
  if (decided === "raced") throw new UserError("conflict", say("clicks.crowded"));
  deps.kick();
  return decided;
}

type Events = ReadonlyMap<string, readonly [Scheduled, EventOf<"extend">]>;

/** Of each release, what the click is to it: under its own device as it is now. */
async function eventsFor(deps: Deps, leader: Leader, click: Together): Promise<Events> {
  const found = await deps.store.read((tx) => tx.steps.leases(leader.id));
  const releases = found.filter(isScheduled);
  const defender = deps.defender.as(click.sender, click.signal);
  const listed = await defender.devicesById(releases.map(({ target }) => target.id));
  const devices = new Map(listed.map((device) => [device.id.toLowerCase(), device]));
  const now = deps.clock.now();
  const verdicts = releases.map((release) => {
    const device = devices.get(release.target.id.toLowerCase());
    // Who can't read every one of them can't decide on all.
    if (device === undefined) throw new UserError("forbidden", say("clicks.cantDecide", { what: "device" }));
    return verdictOnLonger(deps, release, click.longer, { device, now });
  });
  const verdict = verdicts.reduce(strictest, leader.verdict);
  const alertOwners = await ownersOf(deps, click.sender, leader, { verdict }, click.signal);
  return new Map(
    releases.map((release, index) => {
      const own = verdicts[index] ?? verdict;
      return [release.id, [release, eventFor(release, click, { now, verdict: own, alertOwners })]];
    }),
  );
}

function eventFor(
  release: Scheduled,
  { by, addMs, maxMs, proof }: Together,
  found: Pick<EventOf<"extend">, "now" | "verdict" | "alertOwners">,
): EventOf<"extend"> {
  // The sign-in was made for this click, which extends them all.
  const made = proof == null ? null : { ...proof, subject: subjectOf("extend", release.id) };
  return { kind: "extend", by, addMs, maxMs, proof: made, view: viewOf(release, "extend"), ...found };
}

async function extendWithin(
  deps: Deps,
  tx: Tx,
  id: string,
  { click, events }: { readonly click: Together; readonly events: Events },
): Promise<Decided | "raced"> {
  const leader = await tx.requests.get(id);
  if (leader === null) return "raced";
  const now = deps.clock.now();
  if (viewOf(leader, "extend") !== click.view) return refused(tx, leader, OLD, now);
  const waiting = (await tx.steps.leases(id)).filter(isScheduled);
  const due = waiting.filter(({ lease }) => now >= lease.endsAt);
  const changes: Changed[] = [];
  for (const release of waiting.filter((one) => !due.includes(one))) {
    const event = events.get(release.id)?.[1];
    // It came to be while the devices were looked at: the card is shown anew with it.
    if (event === undefined) return refused(tx, leader, OLD, now);
    const decision = decide(release, { ...event, now });
    if (decision.kind === "refused") return refused(tx, leader, decision, now);
    changes.push(decision);
  }
  if (changes.length === 0) return refused(tx, leader, NONE, now);
  for (const change of changes) await write(tx, change, now);
  const decided = await tellOnce(deps, tx, id, { by: click.by, now, changes });
  return decided === "raced" || due.length === 0 ? decided : { ...decided, ...notAll(due) };
}

/** @throws UserError, which takes back the others as well: all of them are extended, or none */
async function write(tx: Tx, { request, audit }: Changed, now: number): Promise<void> {
  if (!(await tx.requests.replace(request))) throw new UserError("conflict", say("clicks.crowded"));
  await recordNotes(tx, request, audit, now);
  await tx.posts.want(request.id, now);
  // Their leader is told of all of them at once.
  await noteOnIsolation(tx, request, now);
}

/** On the request that leads them: its history, a record, and one message. */
async function tellOnce(
  deps: Deps,
  tx: Tx,
  id: string,
  { by, now, changes }: Pick<EventOf<"extend">, "by" | "now"> & { readonly changes: readonly Changed[] },
): Promise<Decided | "raced"> {
  const leader = await tx.requests.get(id);
  if (leader === null) return "raced";
  const ends = changes.map(({ request }) => request.lease?.endsAt ?? 0);
  const leases = { open: changes.length, endsAt: Math.max(...ends) };
  return applyWithin(deps, tx, leader, { kind: "prolonged", by, now, leases });
}

function notAll(due: readonly Scheduled[]): Pick<Decided, "refusal" | "moved"> {
  const refusal: Text = say("extend.notAllExtended", { names: due.map(({ target }) => target.name) });
  return { refusal, moved: true };
}

/** Nothing is extended; that somebody may not is on record. */
async function refused(tx: Tx, leader: Request, decision: Refused, now: number): Promise<Decided> {
  await recordNotes(tx, leader, decision.audit, now);
  return { request: leader, refusal: decision.text, moved: decision.moved === true };
}
