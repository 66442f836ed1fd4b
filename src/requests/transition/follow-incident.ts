import { UserError } from "../../shared/errors.ts";
import { recorded } from "../../texts/render.ts";
import type { IncidentComments } from "../../policy/model.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import { beginningOf, commentOn, isToldOf, milestoneIn, originOf } from "../machine/incident-comment.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import type { Tx } from "../rows.ts";

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
