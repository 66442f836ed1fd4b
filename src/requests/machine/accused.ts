import { say } from "../../texts/text.ts";
import type { Clicker } from "./clicker.ts";
import { refuse } from "./decision.ts";
import type { ApprovalEvent, Decision, Request } from "./request.ts";

/** The accused decides nothing: whoever a request is about may be an intruder who sits at that account. */

/** Whether a request is about that person. */
function isTarget({ target, steps, requester }: Request, { person }: Clicker): boolean {
  const people = steps === undefined ? (target.kind === "user" ? [target.id] : []) : (steps.people ?? []);
  const isNamed = people.some((id) => id.toLowerCase() === person.oid.toLowerCase());
  return isNamed && requester.tid === person.tid;
}

/** What decides on a request, or is a judgement of it. */
const BARRED = ["approve", "deny", "stop", "resume", "review"] as const;
type Barred = Extract<ApprovalEvent, { readonly kind: (typeof BARRED)[number] }>;

function isBarred(event: ApprovalEvent): event is Barred {
  return (BARRED as readonly string[]).includes(event.kind);
}

/** The refusal of a click by whom the request is about; null: it is somebody else's, or takes nothing from them. */
export function refusedAsAccused(request: Request, event: ApprovalEvent): Decision | null {
  return isBarred(event) && isTarget(request, event.by) ? refuse(event.by, say("decisions.accused")) : null;
}
