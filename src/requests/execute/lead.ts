import { CONTAIN, CONTAINMENT } from "../../policy/model.ts";
import type { Words } from "../../texts/text.ts";
import { planOf, type Plan } from "../machine/hold-rest.ts";
import { decide } from "../machine/decide.ts";
import { stopOf } from "../machine/lead.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import { countOf, isLeader, type Leader } from "../machine/steps.ts";
import type { EndBefore } from "../machine/steps-model.ts";
import { recordNotes } from "../transition/audit-record.ts";
import { applyWithin } from "../transition/apply.ts";
import type { Deps } from "../deps.ts";
import type { Tx } from "../rows.ts";

/**
 * How a request of several steps is paced. What must hold: Defender has accepted the first ones before the rest is
 * touched; what is released is counted in the transaction that releases it, which also looks at the halt; and after a
 * stop or the end of its leader no further step is released.
 */

/** What a leader does in one transaction, so that no event is a crowd of rows. */
const AT_ONCE = 25;
/** Between two looks while there is more to release. */
const PACE_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** More than are ever tried before the rest: the first two, and those that took the place of refused ones. */
const MOST_TRIED = 20;

/**
 * Moves a request of several steps on: releases the next ones, calls off those of one that has ended, and lets its own
 * state follow from what has become of them. All of it in one transaction, which a stop or a halt comes before or after.
 */
export async function lead(deps: Deps, { id }: Request): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const leader = await tx.requests.get(id);
    if (leader === null || !isLeader(leader) || leader.state === "Requested") return;
    const end = endOf(leader);
    await (end === null ? release(deps, tx, leader) : callOff(deps, tx, leader, end));
  });
  deps.kick();
}

/** How a step ends that was not released; null: it may still be. */
function endOf(leader: Leader): { readonly state: EndBefore; readonly why: Words } | null {
  const why = stopOf(leader);
  return why === null ? null : { state: leader.steps.stopped?.as ?? "Cancelled", why };
}

async function callOff(
  deps: Deps,
  tx: Tx,
  leader: Leader,
  end: { readonly state: EndBefore; readonly why: Words },
): Promise<void> {
  const now = deps.clock.now();
  // What is interrupted is over when people say so; a stop alone leaves open what became of it.
  const states = end.state === "Denied" ? (["Requested", "Interrupted"] as const) : (["Requested"] as const);
  const waiting = await tx.steps.inState(leader.id, states, AT_ONCE);
  for (const step of waiting) await applyStep(tx, step, { kind: "leave", now, ...end });
  await proceed(deps, tx, leader, { release: 0, phase: leader.steps.phase, hold: null }, now);
}

async function release(deps: Deps, tx: Tx, leader: Leader): Promise<void> {
  const now = deps.clock.now();
  const plan = planOf(leader, {
    tally: await tx.steps.tally(leader.id),
    tried: leader.steps.phase === "canary" ? await tx.steps.tried(leader.id, MOST_TRIED) : [],
    sent: {
      minute: await sentBy(tx, leader, now - MINUTE_MS),
      hour: await sentBy(tx, leader, now - HOUR_MS),
    },
    halt: await tx.switches.halt(),
  });
  if (plan.release > 0) {
    const next = await tx.steps.inState(leader.id, ["Requested"], plan.release);
    for (const step of next) await applyStep(tx, step, { kind: "release", now, leader });
  }
  await proceed(deps, tx, leader, plan, now);
}

/** Of several kinds of steps the one that most was sent of sets the pace. */
async function sentBy(tx: Tx, { action }: Leader, since: number): Promise<number> {
  const actions = action === CONTAIN ? CONTAINMENT : [action];
  return Math.max(...(await Promise.all(actions.map((one) => tx.steps.sent(one, since)))));
}

async function proceed(deps: Deps, tx: Tx, leader: Leader, plan: Plan, now: number): Promise<void> {
  const tally = await tx.steps.tally(leader.id);
  const goesOn = countOf(tally, "Requested") > 0 && plan.hold === null;
  const { phase, hold } = plan;
  const dueAt = goesOn ? now + PACE_MS : null;
  await applyWithin(deps, tx, leader, { kind: "proceed", now, tally, phase, hold, dueAt });
}

/** What people see of it they see on the leader's card. */
async function applyStep(tx: Tx, step: Request, event: ApprovalEvent): Promise<void> {
  const decision = decide(step, event);
  if (decision.kind !== "changed" || !(await tx.requests.replace(decision.request))) return;
  await recordNotes(tx, step, decision.audit, event.now);
}
