import { UserError } from "../../shared/errors.ts";
import { recorded } from "../../texts/render.ts";
import type { IncidentComments } from "../../policy/model.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import {
  beginningOf,
  beginningOfEnds,
  commentOn,
  commentOnEnds,
  isToldOf,
  milestoneIn,
  originOf,
  type Ended,
  type Milestone,
} from "../machine/incident-comment.ts";
import { leaseOf } from "../machine/lease-model.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import type { IncidentComment, Tx } from "../rows.ts";
import { isSame } from "../../shared/people.ts";

/**
 * Notes down what is to be written to the incidents that a request came from, in the transaction in which it was decided or
 * ended. A loop writes it: nothing of the request waits for that or fails with it.
 */
export async function followIncident(
  deps: Deps,
  tx: Tx,
  before: Request,
  after: Request,
  event: ApprovalEvent,
): Promise<void> {
  const milestone = milestoneIn(before, after, event);
  const switches = milestone === null ? null : switchesNow(deps);
  if (milestone === null || switches === null) return;
  const { now } = event;
  const each = isLeader(after) ? await tx.steps.all(after.id) : [after];
  const told = each.filter((one) => isToldOf(one, switches));
  if (told.length > 0 && (await isGathered(tx, after, milestone, now))) return;
  const titleOf = (one: Request) => recorded(changeCommand(deps, one.command).title(one.args));
  for (const [about, some] of Map.groupBy(told, originOf)) {
    if (about === null) continue;
    const mark = beginningOf(after, milestone, now);
    await tx.incidentComments.put({
      id: `${mark} ${about}`,
      requestId: after.id,
      ...{ about, mark, author: milestone.author, at: now, dueAt: now, sentAt: null },
      text: commentOn({ request: after, each: some, titleOf }, milestone, now),
    });
  }
}

/** How long the ends of leases that began together are gathered for one comment. */
const GATHER_MS = 60_000;

/** Puts the end of one of several leases on the comment that names them all; false: it is none. */
async function isGathered(tx: Tx, after: Request, milestone: Milestone, now: number): Promise<boolean> {
  const about = originOf(after);
  const leader = milestone.isDecision || about === null ? null : await leaderOfLease(tx, after);
  if (leader === null || about === null) return false;
  const own: Ended = { name: after.target.name, state: after.state };
  const { author } = milestone;
  const row = await tx.incidentComments.newest(leader.id, about);
  if (row?.gathered !== undefined && isSame(row.author, author) && isOpen(row, now)) {
    const gathered = [...row.gathered, own];
    const next = { ...row, gathered, text: commentOnEnds(leader, row.mark, gathered) };
    if (await tx.incidentComments.replace(row, next)) return true;
  }
  const mark = beginningOfEnds(leader, milestone, now);
  await tx.incidentComments.put({
    ...{ id: `${mark} ${about}`, requestId: leader.id, about, mark, author, at: now },
    ...{ dueAt: now + GATHER_MS, sentAt: null, gathered: [own] },
    text: commentOnEnds(leader, mark, [own]),
  });
  return true;
}

/** Nobody has taken it to write it. */
function isOpen({ at, dueAt, sentAt }: IncidentComment, now: number): boolean {
  return sentAt === null && dueAt === at + GATHER_MS && now < dueAt;
}

/** What led the isolation that a release ends; null: that was none of several, or it is gone. */
async function leaderOfLease(tx: Tx, { origin }: Request): Promise<Request | null> {
  const isolationId = leaseOf(origin);
  const isolation = isolationId === null ? null : await tx.requests.get(isolationId);
  return isolation?.of === undefined ? null : tx.requests.get(isolation.of.leader);
}

/** While the policy can't be read, nothing is written anywhere: that is no permission. */
function switchesNow({ policy, log }: Deps): IncidentComments | null {
  try {
    return policy().incidentComments;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.warn("what is written to incidents could not be told from the policy", { error });
    return null;
  }
}
