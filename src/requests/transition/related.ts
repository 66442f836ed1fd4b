import { decide } from "../machine/decide.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import { recordNotes } from "./audit-record.ts";
import type { Deps } from "../deps.ts";
import { isStep } from "../machine/steps.ts";
import { followStep } from "./follow-steps.ts";
import { tellEverybody } from "./notify.ts";

/** Ends a request because of what became of another one, in the other one's transaction; people are told why. */
export async function endRelated(deps: Deps, tx: Tx, request: Request, event: ApprovalEvent): Promise<void> {
  const decision = decide(request, event);
  if (decision.kind !== "changed" || !(await tx.requests.replace(decision.request))) return;
  await recordNotes(tx, request, decision.audit, event.now);
  await tx.posts.want(request.id, event.now);
  await followStep(tx, request, decision.request, event.now, (leader, happening) =>
    endRelated(deps, tx, leader, happening),
  );
  if (isStep(request)) return;
  await tellEverybody(deps, tx, decision.request, decision.request.outcome ?? "");
}
