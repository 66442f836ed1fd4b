import { say, type Words } from "../../texts/text.ts";
import { strictest } from "../../policy/evaluate.ts";
import { voided, type Unbound } from "../machine/drift.ts";
import { originOfDropped } from "../machine/asking.ts";
import { decide } from "../machine/decide.ts";
import { waitingDue } from "../machine/expiry.ts";
import type { ApprovalEvent, EventOf, Look, Request } from "../machine/request.ts";
import { isFinal } from "../machine/state.ts";
import { digestOfSteps, type StepRequest } from "../machine/steps.ts";
import type { Deps } from "../deps.ts";
import type { Tx } from "../rows.ts";
import { recordNotes, recordOpening } from "./audit-record.ts";
import { postRequest } from "./notify.ts";

/**
 * What a change of a step means for its leader, in the transaction of that change: one that is under way looks at once. One
 * that waits for people is without a step that has ended by itself from that moment on, and its card says so.
 * @param tell what happens to the leader, and all that follows from it
 */
export async function followStep(
  tx: Tx,
  before: Request,
  after: Request,
  now: number,
  tell: (leader: Request, event: ApprovalEvent) => Promise<unknown>,
): Promise<void> {
  if (after.of === undefined || before.state === after.state) return;
  await tx.steps.wake(after.of.leader, now);
  const leader = await tx.requests.get(after.of.leader);
  if (leader?.state !== "Requested" || !isFinal(after.state)) return;
  const dropped = [{ name: after.target.name, why: after.outcome ?? "" }];
  await tell(leader, await droppedEvent(tx, leader.id, dropped, now));
}

/** That steps have left a request, with what is left of it. */
export async function droppedEvent(
  tx: Tx,
  leader: string,
  dropped: EventOf<"dropped">["dropped"],
  now: number,
): Promise<EventOf<"dropped">> {
  const left = (await tx.steps.all(leader)).filter(({ state }) => !isFinal(state));
  const tally = await tx.steps.tally(leader);
  return { kind: "dropped", now, dropped, digest: digestOfSteps(left), tally };
}

/** What was found of a step's target, which is not what was shown. */
export interface Found extends Look {
  readonly now: number;
  readonly why: Words;
}

/**
 * A step whose target is not what was shown leaves its leader and becomes at once a request of its own, under the verdict
 * as it is now and as it was asked of all of them; or it is denied.
 * @returns false when it has been sent meanwhile, or somebody was faster
 */
export async function dropStep(deps: Deps, tx: Tx, step: StepRequest, found: Found): Promise<boolean> {
  const leader = await tx.requests.get(step.of.leader);
  const verdict = leader === null ? step.verdict : strictest(leader.verdict, step.verdict);
  const next = found.verdict.deny === null ? ownRequest(deps, { ...step, verdict }, found) : null;
  const { now, why } = found;
  const decision = decide(step, {
    kind: "drop",
    now,
    why,
    verdict: found.verdict,
    next: next?.id ?? null,
  });
  if (decision.kind !== "changed" || !(await tx.requests.replace(decision.request))) return false;
  await recordNotes(tx, step, decision.audit, now);
  await tx.steps.wake(step.of.leader, now);
  if (next === null) return true;
  const told = await postRequest(deps, tx, next, null);
  const opened = { ...next, nobodyTold: !told };
  await tx.requests.insert(opened);
  await recordOpening(tx, next, { at: now, detail: `was step ${step.id}` });
  return true;
}

function ownRequest(deps: Deps, step: StepRequest, found: Found): Request {
  const id = deps.ids.requestId();
  const { of: _, emergency: __, ...plain } = step;
  const { now, why } = found;
  const waiting: Unbound = {
    ...plain,
    id,
    version: 0,
    state: "Requested",
    execution: null,
    requestedAt: now,
    expiresAt: now + step.verdict.expires,
    remindedAt: null,
    history: [{ at: now, by: null, text: say("drift.droppedFrom", { id: step.of.leader, why }) }],
    origin: originOfDropped(step.id),
  };
  const anew = voided({ ...waiting, seen: step.seen }, found);
  return { ...anew, dueAt: waitingDue(anew) };
}
