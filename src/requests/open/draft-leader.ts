import type { MachineAction } from "../../defender/machine-action.ts";
import { strictest } from "../../policy/evaluate.ts";
import { CONTAIN } from "../../policy/model.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { say, type Words } from "../../texts/text.ts";
import { minutesFor } from "../machine/hold-rest.ts";
import { bound, type Unbound } from "../machine/drift.ts";
import type { Holders } from "../machine/lock-out.ts";
import { warningsOn } from "../machine/relied.ts";
import type { Request } from "../machine/request.ts";
import { digestOfSteps, namesOf, stepId, type Leader, type StepRequest } from "../machine/steps.ts";

/** A request for one target, before it is open, and the actions of its device as they were read for it. */
export interface Drafted {
  readonly drafted: Request;
  readonly actions: readonly MachineAction[] | null;
  /** Who holds the roles that nobody must be left alone with, where it is about an account. */
  readonly holders: Holders | undefined;
}

/** A target that is not asked for, and why. */
export interface LeftOut {
  readonly name: Words;
  readonly why: Words;
}

/** What is decided together; which of them are opened, the transaction says. */
export interface Together {
  readonly each: readonly Drafted[];
}

/** A request of several steps. */
export interface Led {
  readonly leader: Leader;
  readonly steps: readonly StepRequest[];
}

/**
 * The request that leads these drafts as its steps.
 * @param origin one opens one request
 * @param busy ids of targets on which something is under way: the first two are none of them, where there are others
 * @throws RangeError when there is none
 */
export function leading(
  drafts: readonly Request[],
  origin: string,
  busy: ReadonlySet<string> = new Set(),
): Led {
  const [first] = drafts;
  if (first === undefined) throw new RangeError("a request without steps");
  const { id } = first;
  const steps = drafts.map((drafted, index) => stepFrom(drafted, id, index + 1, busy));
  const names = [...new Set(drafts.map(({ target }) => target.name))];
  const leads = leadingOf(steps);
  const { account: _, relied: __, ...shared } = first;
  const isMixed = drafts.some(({ command }) => command !== first.command);
  const minutes = minutesFor(steps.length, isMixed ? "device" : first.target.kind);
  const asked = say("several.asked", { n: steps.length, minutes });
  const leader: Unbound & Pick<Leader, "steps"> = {
    ...shared,
    ...(isMixed ? { command: CONTAIN, action: CONTAIN } : {}),
    target: { ...first.target, id, name: namesOf(names) },
    args: inCommon(drafts.map(({ args }) => args)),
    verdict: drafts.map(({ verdict }) => verdict).reduce(strictest),
    device: null,
    namesakes: null,
    facts: [],
    warnings: [],
    address: undefined,
    alertId: first.target.kind === "alert" ? null : first.alertId,
    history: [...first.history, { at: first.requestedAt, by: null, text: asked }],
    origin,
    steps: leads,
  };
  return { leader: { ...bound(leader, first.requestedAt), steps: leads }, steps };
}

/** What the leader of these steps knows of them: none is sent yet. */
function leadingOf(steps: readonly StepRequest[]): Leader["steps"] {
  const people = steps.flatMap(({ target }) => (target.kind === "user" ? [target.id] : []));
  return {
    count: steps.length,
    digest: digestOfSteps(steps),
    waiting: steps.length,
    phase: "canary",
    tally: { Requested: steps.length },
    ...(people.length === 0 ? {} : { people: [...new Set(people)] }),
  };
}

/** What is asked of all alike. */
function inCommon([first = {}, ...others]: readonly RawArgs[]): RawArgs {
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}

/** More than any number of warnings. */
const UNDER_WAY_RISK = 1000;

function riskOf(drafted: Request, busy: ReadonlySet<string>): number {
  return warningsOn(drafted).length + (busy.has(drafted.target.id) ? UNDER_WAY_RISK : 0);
}

/** Ids of the devices on which an action is under way: what comes of another one there says nothing of the rest. */
export function busyAmong(each: readonly Drafted[]): ReadonlySet<string> {
  const busy = each.filter(({ actions }) => actions?.some(({ status }) => OPEN.includes(status)));
  return new Set(busy.map(({ drafted }) => drafted.target.id));
}

/** The same of steps that were opened before. */
export function underWay(steps: readonly Request[]): ReadonlySet<string> {
  const busy = steps.filter(({ of }) => of !== undefined && of.risk >= UNDER_WAY_RISK);
  return new Set(busy.map(({ target }) => target.id));
}

const OPEN: readonly MachineAction["status"][] = ["Pending", "InProgress"];

function stepFrom(drafted: Request, leader: string, n: number, busy: ReadonlySet<string>): StepRequest {
  const id = stepId(leader, n);
  return {
    ...drafted,
    id,
    origin: `step|${id}`,
    state: "Requested",
    executor: null,
    execution: null,
    dueAt: null,
    of: { leader, n, risk: riskOf(drafted, busy) },
  };
}
