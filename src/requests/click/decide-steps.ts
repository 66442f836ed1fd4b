import { say, type Words } from "../../texts/text.ts";
import { UserError } from "../../shared/errors.ts";
import type { EventOf, Look, Request } from "../machine/request.ts";
import { isLeader, isStep } from "../machine/steps.ts";
import { subjectOf } from "../machine/step-up.ts";
import { viewOf } from "../machine/view.ts";
import { demandKept, type Checking } from "../facts/checking.ts";
import type { Drop, LookAtEach } from "../facts/look-each.ts";
import { demandCountedYet } from "../facts/together.ts";
import type { Deps } from "../deps.ts";
import type { Tx } from "../rows.ts";
import { droppedEvent, dropStep } from "../transition/follow-steps.ts";
import { applyWithin, type Decided } from "../transition/apply.ts";

/** Clicks on requests of several steps, as far as they concern single ones of them. */

/** The click that is decided, as far as this is concerned with it. */
interface OfClick {
  readonly request: Pick<Request, "id">;
  readonly checking: Checking;
}

/** More steps than a request ever has. */
const ALL = 1000;

/**
 * Steps that are not what was shown leave their request; whoever clicked is shown the rest, and has decided nothing yet.
 * Approvals that were given stay: they were given for the rest as well.
 */
export async function leaveOut(
  deps: Deps,
  { request: { id }, checking }: OfClick,
  drops: readonly Drop[],
  now: number,
): Promise<Decided> {
  const decided = await deps.store.transaction(async (tx): Promise<Decided | "raced"> => {
    await demandKept(tx, checking);
    const dropped: { readonly name: string; readonly why: Drop["why"] }[] = [];
    for (const { step, look, why } of drops) {
      const current = await tx.requests.get(step.id);
      if (current?.version !== step.version || !isStep(current)) continue;
      if (await dropStep(deps, tx, current, { ...look, why, now }))
        dropped.push({ name: step.target.name, why });
    }
    const leader = await tx.requests.get(id);
    if (leader === null || !isLeader(leader)) return "raced";
    return applyWithin(deps, tx, leader, await droppedEvent(tx, id, dropped, now));
  });
  deps.kick();
  if (decided === "raced") throw new UserError("conflict", say("clicks.crowded"));
  return { ...decided, refusal: say("clicks.lookAgain"), moved: true };
}

/** What was held goes on, and each step that is interrupted is resumed with it, in one transaction. */
export async function resumeEach(
  deps: Deps,
  { request: { id }, checking }: OfClick,
  event: EventOf<"resume">,
  { looks, left }: Pick<LookAtEach, "looks" | "left">,
): Promise<Decided> {
  const decided = await deps.store.transaction(async (tx): Promise<Decided | "raced"> => {
    const leader = await tx.requests.get(id);
    if (leader === null) return "raced";
    await demandKept(tx, checking);
    await demandCountedYet(deps, tx, leader, event);
    const now = { ...event, halt: await tx.switches.halt() };
    const outcome = await applyWithin(deps, tx, leader, now);
    if (outcome === "raced" || outcome.refusal !== null) return outcome;
    const changed = left.map(({ step, why }) => ({ name: step.target.name, why }));
    const refused = await resumeInterrupted(deps, tx, id, now, looks);
    return notResumed(outcome, [...changed, ...refused]);
  });
  if (decided === "raced") throw new UserError("conflict", say("clicks.crowded"));
  return decided;
}

/** A step that stays interrupted, and why. */
interface Left {
  readonly name: string;
  readonly why: Words;
}

/** Whoever pressed Resume is told what of it was not resumed. */
function notResumed(decided: Decided, left: readonly Left[]): Decided {
  if (left.length === 0) return decided;
  const each = left.map((one) => say("drift.droppedOne", one));
  return { ...decided, refusal: say("clicks.notResumed", { each }), moved: true };
}

/** Those that can't be resumed, by the limits or otherwise, stay interrupted. */
async function resumeInterrupted(
  deps: Deps,
  tx: Tx,
  id: string,
  event: EventOf<"resume">,
  looks: ReadonlyMap<string, Look>,
): Promise<readonly Left[]> {
  const refused: Left[] = [];
  for (const step of await tx.steps.inState(id, ["Interrupted"], ALL)) {
    const look = looks.get(step.id);
    if (look === undefined) continue;
    // The sign-in was made for this click, which resumes them all.
    const proof = event.proof == null ? null : { ...event.proof, subject: subjectOf("resume", step.id) };
    const outcome = await applyWithin(deps, tx, step, {
      ...event,
      ...look,
      proof,
      view: viewOf(step, "resume"),
    });
    const why = outcome === "raced" ? say("clicks.crowded") : outcome.refusal;
    if (why !== null) refused.push({ name: step.target.name, why });
  }
  return refused;
}
