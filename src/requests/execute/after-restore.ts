import { decide } from "../machine/decide.ts";
import { text } from "../../messaging/content.ts";
import type { Halt } from "../machine/halt.ts";
import type { ApprovalEvent, Decision, Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import { recorded } from "../../texts/render.ts";
import { say } from "../../texts/text.ts";
import type { Tx } from "../rows.ts";
import { recordNotes } from "../transition/audit-record.ts";
import { showOnIsolation } from "../transition/follow-lease.ts";
import { tellRequester, type Teller } from "../transition/notify.ts";
import type { Writer } from "../../messaging/deps.ts";
import { alarmApprovers } from "../../subscriptions/audience.ts";

/** What became of the open requests of a restored store, as numbers. */
export interface Settled {
  /** They wait for approvals anew. */
  readonly waiting: number;
  /** They were being sent; a person has to resume them. */
  readonly interrupted: number;
  /** Defender had taken them; they are followed to their end. */
  readonly followed: number;
}

/**
 * Makes of a store that was just put back from a copy one that sends nothing by itself: it is halted, what was open waits
 * for people anew, and they are told. Runs in the transaction of the restore.
 * @param copiedAt epoch milliseconds
 */
export async function settleRestored(deps: Teller, tx: Tx, copiedAt: number): Promise<Settled> {
  const after: Request[] = [];
  for (const step of await tx.steps.outliving())
    await apply(tx, step, { kind: "restored", now: deps.clock.now(), copiedAt });
  for (const request of await tx.requests.open()) {
    const settled = await settle(deps, tx, request, copiedAt);
    if (settled !== null) after.push(settled);
  }
  await halt(deps, tx, copiedAt);
  const among = (...states: readonly Request["state"][]) =>
    after.filter(({ state }) => states.includes(state)).length;
  return {
    waiting: among("Requested"),
    interrupted: among("Interrupted"),
    followed: among("Pending", "InProgress"),
  };
}

async function settle(deps: Teller, tx: Tx, request: Request, copiedAt: number): Promise<Request | null> {
  const now = deps.clock.now();
  if (isLeader(request)) {
    for (const step of await tx.steps.all(request.id))
      await apply(tx, step, { kind: "restored", now, copiedAt });
  }
  const tally = isLeader(request) ? { tally: await tx.steps.tally(request.id) } : {};
  const decision = await apply(tx, request, { kind: "restored", now, copiedAt, ...tally });
  if (decision.kind !== "changed") return null;
  await tx.posts.want(request.id, now);
  await showOnIsolation(tx, decision.request, now);
  if (decision.tell !== null) await tellRequester(deps, tx, decision.request, decision.tell);
  return decision.request;
}

async function apply(tx: Tx, request: Request, event: ApprovalEvent): Promise<Decision> {
  const decision = decide(request, event);
  if (decision.kind !== "changed") return decision;
  await tx.requests.replace(decision.request);
  await recordNotes(tx, request, decision.audit, event.now);
  return decision;
}

async function halt(deps: Writer, tx: Tx, copiedAt: number): Promise<void> {
  const now = deps.clock.now();
  const before = await tx.switches.halt();
  const earlier = before === null ? null : `${before.by}: ${before.reason}`;
  const reason = recorded(say("restored.backupRestored", { copiedAt, before: earlier })).slice(0, 500);
  const mine: Halt = { reason: reason.toWellFormed(), by: "npm run restore", since: now };
  await tx.switches.setHalt(mine);
  await tx.audit.append({
    at: now,
    actor: { system: true },
    event: "halted",
    command: "restore",
    args: { reason: mine.reason },
    outcome: "every changing action is stopped",
  });
  await alarmApprovers(deps, tx, text(say("restored.storeWasRestored", { copiedAt })));
}
