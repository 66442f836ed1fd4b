import { findingOf } from "./finding.ts";
import { driftOf } from "../machine/drift.ts";
import { INCIDENT_ARG } from "../../messaging/card-actions.ts";
import { ALERT_OWNER } from "../../policy/model.ts";
import type { Look, Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import { lookAtTarget, type Looker } from "./look-at-target.ts";
import { shown } from "./shown.ts";
import { lookAtEach, type LookAtEach } from "./look-each.ts";
import { lookAround } from "./surroundings.ts";
import type { Deps } from "../deps.ts";

/**
 * What a click stands under: the target, the policy and, where the policy asks, the alert's owner as they are now, read with the
 * clicker's own token. Who can't read it can't decide on it.
 * @throws SignInRequired; UserError: `forbidden` when Defender does not show it to them, else it could not be checked
 */
export async function lookForClick(
  deps: Deps,
  who: Looker,
  request: Request,
  signal: AbortSignal,
): Promise<(Look | LookAtEach) & { readonly alertOwners: readonly string[] }> {
  const look = isLeader(request)
    ? await lookAtEach(deps, who, request, signal)
    : await lookAtTarget(deps, who, request, signal);
  const alertOwners = await ownersOf(deps, who, request, look, signal);
  const drifted = driftOf(request, look) !== null;
  const found = drifted ? await lookAround(deps, who, request, look, signal) : look;
  return { ...found, alertOwners };
}

/** Of what is decided on itself, or else of the alert or the incident that it came from. */
async function ownersOf(
  deps: Deps,
  who: Looker,
  { verdict, alertId, args, target }: Request,
  look: Look,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (target.kind === "alert" || target.kind === "incident") return look.owners ?? [];
  // Who may read the device but not the alert can decide, unless it matters whose it is.
  const isAsked = [verdict, look.verdict].some(({ exclude }) => exclude.includes(ALERT_OWNER));
  const from = alertId ?? args[INCIDENT_ARG] ?? null;
  if (from === null || !isAsked) return [];
  const kind = alertId === null ? "incident" : "alert";
  return (await shown(findingOf(deps.defender.as(who, signal), from), kind)).owners;
}
