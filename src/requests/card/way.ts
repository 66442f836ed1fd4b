import { needsNobody } from "../../policy/approvals.ts";
import { say, type Words } from "../../texts/text.ts";
import type { ChangeCommand } from "../change-command.ts";
import { runsUnapproved } from "../machine/emergency.ts";
import type { Request } from "../machine/request.ts";
import type { RequestState } from "../machine/state.ts";

/** The way of a request, step by step. An `if` in the template would cost more than the line itself. */
export type WayStep = {
  readonly text: Words;
  readonly weight: "Bolder" | "Default";
  readonly isAhead: boolean;
};

/**
 * The steps in everyday words. They are not the states' names: a card names one state only, the one it is in, so that
 * nobody (and no program that reads cards) takes a step ahead for the state.
 */
const STEPS = ["ask", "approval", "send", "wait", "run", "done"] as const;

/** What only a machine action goes through: of other calls Defender's answer is the end. */
const ON_DEVICE: readonly string[] = ["wait", "run"];

/** How many of the steps are behind a request in that state; what is not here has left the way. */
const STEPS_BEHIND: Readonly<Partial<Record<RequestState, number>>> = {
  Requested: 1,
  Approved: 2,
  Executing: 2,
  Pending: 3,
  InProgress: 4,
  Succeeded: STEPS.length,
};

/** How far a request has come, and what is ahead of it. */
export function wayOf(request: Request, command: ChangeCommand | null): readonly WayStep[] {
  const goes = (name: string) =>
    (name !== "approval" || isAsked(request)) &&
    (command?.call.kind !== "direct" || !ON_DEVICE.includes(name));
  const behind = STEPS_BEHIND[request.state];
  if (behind === undefined) {
    // It left the way: show how far it had come, and that it ended there, or waits for somebody.
    const reached = request.machineActionId !== null ? 4 : request.execution !== null ? 3 : 1;
    const way = stepsUpTo(reached, reached).filter(({ name }) => goes(name));
    return drawn([...way, { name: request.state === "Interrupted" ? "decide" : "ended", mark: "now" }]);
  }
  return drawn(stepsUpTo(behind, STEPS.length).filter(({ name }) => goes(name)));
}

/** A request that nobody had to approve has no approval to show. */
function isAsked(request: Request): boolean {
  return !runsUnapproved(request) && !needsNobody(request.verdict);
}

interface Step {
  readonly name: (typeof STEPS)[number] | "ended" | "decide";
  readonly mark: "done" | "now" | "next";
}

function drawn(steps: readonly Step[]): readonly WayStep[] {
  return steps.map(({ name, mark }, index) => ({
    text: say("requestCard.step", { name: say(`requestCard.${name}`), mark, first: index === 0 }),
    weight: mark === "now" ? "Bolder" : "Default",
    isAhead: mark === "next",
  }));
}

/** The first `end` steps, `behind` of them done. */
function stepsUpTo(behind: number, end: number): readonly Step[] {
  return STEPS.slice(0, end).map((name, index) => ({
    name,
    mark: index < behind ? "done" : index === behind ? "now" : "next",
  }));
}
