import type { Request } from "../machine/request.ts";
import { type DecisionClick } from "./decide.ts";
import { applyEvent, type Decided } from "../transition/apply.ts";
import type { Deps } from "../deps.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

/**
 * Records that another Approver has looked at an emergency.
 * @throws SignInRequired; UserError when their role could not be checked: then nothing is recorded
 */
export async function reviewEmergency(
  deps: Deps,
  request: Request,
  click: Pick<DecisionClick, "sender" | "signal" | "view"> & { readonly comment: string | null },
): Promise<Decided> {
  const { person, roles } = await deps.identity.fresh(click.sender, ROLE_MAX_AGE_MS, click.signal);
  const by = { person, roles };
  const { comment, view } = click;
  const now = deps.clock.now();
  const decided = await applyEvent(deps, request.id, { kind: "review", by, now, comment, view });
  deps.kick();
  return decided;
}
