import type { ApprovalEvent, Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import type { Deps } from "../deps.ts";
import { endRelated } from "./related.ts";

/** A call that is about to be made takes the place of earlier ones that it undoes and that wait to be sent again. */
export async function overtake(deps: Deps, tx: Tx, dispatched: Request, event: ApprovalEvent): Promise<void> {
  if (event.kind !== "dispatch" || event.ahead !== null) return;
  for (const id of event.overtakes) {
    const other = await tx.requests.get(id);
    if (other === null) continue;
    await endRelated(deps, tx, other, { kind: "overtaken", now: event.now, by: dispatched.id });
  }
}
