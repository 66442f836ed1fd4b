import { INCIDENT_ARG } from "../../shared/raw-args.ts";
import { findingOf } from "./finding.ts";
import { driftOf } from "../machine/drift.ts";
import { UserError } from "../../shared/errors.ts";
import { fewAtOnce } from "../../shared/in-pieces.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import { say } from "../../texts/text.ts";
import { ALERT_OWNER } from "../../policy/model.ts";
import type { Look, Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import { lookWith, type Looker } from "./look-at-target.ts";
import { countedNow } from "./together.ts";
import { newChecking, type Checking } from "./checking.ts";
import { shown } from "./shown.ts";
import { lookAtEach, type LookAtEach } from "./look-each.ts";
import { lookAtSurroundings } from "./surroundings.ts";
import type { Deps } from "../deps.ts";

/**
 * What a click stands under: the target, the policy and, where the policy asks, the alert's owner as they are now, read with the
 * clicker's own token. Who can't read it can't decide on it.
 * @param checking is told how far it has come
 * @throws SignInRequired; UserError: `forbidden` when Defender does not show it to them, else it could not be checked
 */
export async function lookForClick(
  deps: Deps,
  who: Looker,
  request: Request,
  signal: AbortSignal,
  checking: Checking = newChecking(),
): Promise<(Look | LookAtEach) & { readonly alertOwners: readonly string[] }> {
  const look = isLeader(request)
    ? await lookAtEach(deps, who, request, { signal, checking })
    : await lookWith(
        deps,
        { defender: deps.defender.as(who, signal), who },
        request,
        await deps.store.read((tx) => countedNow(deps, tx, { approver: who, request })),
        checking,
      );
  const alertOwners = await ownersOf(deps, who, request, look, signal);
  const drifted = driftOf(request, look) !== null;
  const found = drifted ? await lookAtSurroundings(deps, who, request, look, signal) : look;
  return { ...found, alertOwners };
}

/**
 * Of what is decided on itself, and of the alert and the incidents that it came from. Nobody where the policy does not ask:
 * who may read the device but not the alert can decide, unless it matters whose it is.
 * @throws UserError `could-not-check` where not all are known
 */
export async function ownersOf(
  deps: Deps,
  who: Looker,
  request: Request,
  look: Pick<Look, "verdict" | "owners">,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const isAsked = [request.verdict, look.verdict].some(({ exclude }) => exclude.includes(ALERT_OWNER));
  if (!isAsked) return [];
  const defender = deps.defender.as(who, signal);
  const found = await fewAtOnce(
    await originsOf(deps, request),
    async (id) => (await shown(findingOf(defender, id), INCIDENT_ID.test(id) ? "incident" : "alert")).owners,
  );
  return [look.owners === undefined ? [] : look.owners, ...found].flatMap((owners) => {
    if (owners === null) throw new UserError("could-not-check", say("drift.ownersUnread"));
    return owners;
  });
}

/** Ids of the alert and the incidents that it came from; of several targets, of every step. */
async function originsOf(deps: Deps, request: Request): Promise<readonly string[]> {
  const steps = isLeader(request) ? await deps.store.read((tx) => tx.steps.all(request.id)) : [];
  const from = [request, ...steps].flatMap(({ alertId, args }) =>
    [alertId ?? [], args[INCIDENT_ARG] ?? []].flat(),
  );
  return [...new Set(from)];
}
