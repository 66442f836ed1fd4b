import { findingOf } from "./finding.ts";
import { driftOf } from "../machine/drift.ts";
import { ALERT_OWNER } from "../../policy/model.ts";
import type { Look, Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import { lookAtTarget, shown, type Looker } from "./look-at-target.ts";
import { lookAtEach, type LookAtEach } from "./look-each.ts";
import { lookAround } from "./surroundings.ts";
import type { Deps } from "../deps.ts";

/**
 * What a click stands under: the target, the policy and, where the policy asks, the alert's owner as they are now, read with the
 * clicker's own token. Who can't read it can't decide on it.
 * @throws SignInRequired; UserError: `forbidden` when Defender does not show it to him, else it could not be checked
 */
export async function lookForClick(
  deps: Deps,
  who: Looker,
  request: Request,
  signal: AbortSignal,
): Promise<(Look | LookAtEach) & { readonly alertOwner: string | null }> {
  const about = request.target.kind === "incident" ? request.target.id : request.alertId;
  const look = isLeader(request)
    ? await lookAtEach(deps, who, request, signal)
    : await lookAtTarget(deps, who, request, signal);
  // Who may read the device but not the alert can decide, unless it matters whose alert it is.
  const isAsked = [request.verdict, look.verdict].some(({ exclude }) => exclude.includes(ALERT_OWNER));
  const alert =
    about === null || !isAsked ? null : await shown(findingOf(deps.defender.as(who, signal), about), "alert");
  const drifted = driftOf(request, look) !== null;
  const found = drifted ? await lookAround(deps, who, request, look, signal) : look;
  return { ...found, alertOwner: alert?.assignedTo ?? null };
}
