import { say, type Words } from "../../texts/text.ts";
import { haltLine, isStoppable, type Halt } from "./halt.ts";
import type { Request, Target } from "./request.ts";
import { countOf, type Leader } from "./steps.ts";
import type { Leading, Tally } from "./steps-model.ts";

/**
 * How many steps are released next. The first two are sent by themselves: what is wrong with all of them shows on two.
 * Where Defender refuses one because of its target, the next takes its place; anything else holds the rest.
 */

const CANARIES = 2;
/** From so many refusals on it is no accident of one target, and no more of the first ones are tried. */
const MOST_REFUSED = 5;
/** After the first two, so many interrupted ones hold the rest. */
const MOST_INTERRUPTED = 3;
/** Steps of one request that are released and not sent yet. */
const MOST_UNDER_WAY = 10;

/** Defender takes 100 calls of a kind a minute and 1,500 an hour: a fifth is left to what people do beside it. */
const PACE = { minute: 80, hour: 1200 } as const;

/** What a plan is made of. */
export interface Sighted {
  readonly tally: Tally;
  /** The steps that were released, as long as the first two count. */
  readonly tried: readonly Request[];
  /** What was sent of that action in the last minute and hour, or is about to be. */
  readonly sent: { readonly minute: number; readonly hour: number };
  readonly halt: Halt | null;
}

export interface Plan {
  readonly release: number;
  readonly phase: Leading["phase"];
  readonly hold: Words | null;
}

/** What to do next for a leader that is approved. Pure. */
export function planOf(leader: Leader, sighted: Sighted): Plan {
  const { steps, action } = leader;
  const { tally, halt } = sighted;
  const waiting = countOf(tally, "Requested");
  const stays: Plan = { release: 0, phase: steps.phase, hold: steps.held ?? null };
  if (waiting === 0 || steps.stopped !== undefined || steps.held !== undefined) return stays;
  if (halt !== null && isStoppable(action))
    return { ...stays, hold: say("steps.halted", { halted: haltLine(halt) }) };
  if (steps.phase === "canary") return canaryPlan(steps, sighted, waiting);
  const interrupted = countOf(tally, "Interrupted") - (steps.excused ?? 0);
  if (interrupted >= MOST_INTERRUPTED)
    return { ...stays, hold: say("steps.tooManyInterrupted", { n: interrupted }) };
  return { ...stays, release: roomFor(sighted, waiting) };
}

function canaryPlan(steps: Leading, sighted: Sighted, waiting: number): Plan {
  const { tally, tried } = sighted;
  const plan = { release: 0, phase: "canary", hold: null } as const;
  if (countOf(tally, "Interrupted") > (steps.excused ?? 0))
    return { ...plan, hold: say("steps.canaryUnclear") };
  const proven = tried.filter(isProof).length;
  if (proven >= CANARIES) return { ...plan, phase: "rest", release: roomFor(sighted, waiting) };
  const refused = tried.filter(
    ({ state, machineActionId }) => state === "Failed" && machineActionId === null,
  );
  if (refused.length >= MOST_REFUSED)
    return { ...plan, hold: say("steps.canaryRefused", { n: refused.length }) };
  const underWay = countOf(tally, "Approved", "Executing");
  const room = [waiting, CANARIES - proven - underWay, MOST_REFUSED - refused.length - underWay];
  return { ...plan, release: Math.max(0, Math.min(...room)) };
}

/** Defender has answered with an action of ours, or, where a call leaves none, that it is done. */
function isProof({ state, machineActionId, execution }: Request): boolean {
  if (machineActionId !== null) return true;
  return state === "Succeeded" && (execution?.sentAt ?? null) !== null;
}

function roomFor({ tally, sent }: Sighted, waiting: number): number {
  const underWay = countOf(tally, "Approved", "Executing");
  const room = [MOST_UNDER_WAY - underWay, PACE.minute - sent.minute, PACE.hour - sent.hour, waiting];
  return Math.max(0, Math.min(...room));
}

/** Defender counts all calls of the application together, whatever they are. */
const CALLS = { minute: 100, hour: 1500 } as const;
/** For a device: it and its actions are read before the call, and what became of that is looked at afterwards. */
export const CALLS_ON_DEVICE = 4;

/** How long it takes to send so many steps, in whole minutes: each call counts that is made for them. */
export function minutesFor(steps: number, on: Target["kind"]): number {
  const atPace = minutesAt(PACE, steps);
  return on === "device" ? Math.max(atPace, minutesAt(CALLS, steps * CALLS_ON_DEVICE)) : atPace;
}

function minutesAt({ minute, hour }: typeof PACE | typeof CALLS, n: number): number {
  const hours = Math.floor((n - 1) / hour);
  return hours * 60 + Math.ceil((n - hours * hour) / minute);
}
