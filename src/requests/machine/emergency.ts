import { hasApproval } from "../../policy/approvals.ts";
import { say, type Text } from "../../texts/text.ts";
import { choice, keyed, type ArgSpecs } from "../../grammar/args.ts";
import { changed, moved, note, OLD_VIEW, person, refuse } from "./decision.ts";
import type { Action, Policy } from "../../policy/model.ts";
import type { Decision, EventOf as Event, Request } from "./request.ts";
import { viewOf } from "./view.ts";
import { isSame } from "../../shared/people.ts";

/**
 * The emergency: `emergency:true` runs at once, with the person's own token and without an approval.
 * It needs the role BreakGlass and a policy that switches it on; another Approver reviews it afterwards.
 */

const NAME = "emergency";
/** Never by a bare `true`: that may be said of an alert, or begin a reason. */
const { isBare: _, ...TRUE } = choice("true");
const ARG = keyed(TRUE, say("argument.emergency"));

/** The arguments of a command with `emergency:true` among them, before the reason that it asks for. */
export function withEmergency(args: ArgSpecs): ArgSpecs {
  const { reason, ...others } = args;
  return reason === undefined ? args : { ...others, [NAME]: ARG, reason };
}

/** Whether these arguments ask for an emergency. */
export function isEmergency(args: Readonly<Record<string, string>>): boolean {
  return args[NAME] !== undefined;
}

/** Where the policy does not say. */
const MOST_IN_EMERGENCY = 10;

/** How many targets one command may have, with these arguments. */
export function mostTargets(
  { maxTargets, emergency }: Pick<Policy, "maxTargets" | "emergency">,
  args: Readonly<Record<string, string>>,
): number {
  return isEmergency(args) ? Math.min(maxTargets, emergency.maxTargets ?? MOST_IN_EMERGENCY) : maxTargets;
}

/** Why the policy has no emergency for this action; null when it has. A `deny` of its rules still wins. */
export function emergencyRefusal(policy: Policy, action: Action): Text | null {
  const { enabled, actions } = policy.emergency;
  if (!enabled) return say("emergency.off");
  if (actions.includes(action)) return null;
  return say("emergency.notFor", { actions, action });
}

/** Whether somebody still has to look at an emergency. */
export function awaitsReview(request: Request): boolean {
  // A step is looked at with its leader.
  return request.emergency?.review === null && request.of === undefined;
}

/** Whether it runs, or has run, without anybody's approval; one that may have run and waits for approval anew does not. */
export function runsUnapproved(request: Request): boolean {
  return request.emergency !== undefined && !hasApproval(request) && request.state !== "Requested";
}

/** Another Approver has looked at an emergency; `decide` is the way in. */
export function decideReview(request: Request, event: Event<"review">): Decision {
  const { by, now, comment } = event;
  if (request.emergency === undefined) return moved(say("emergency.nothingToReview", { id: request.id }));
  const { review } = request.emergency;
  if (review !== null)
    return moved(say("emergency.reviewedAlready", { id: request.id, upn: review.person.upn }));
  if (!by.roles.includes("Approver")) return refuse(by, say("decisions.needsApprover", { verb: "review" }));
  if (isSame(by.person, request.requester)) {
    return refuse(by, say("emergency.ownEmergency"));
  }
  if (event.view !== viewOf(request, "review")) return moved(OLD_VIEW);
  const words = say("emergency.reviewed", { comment });
  return changed(
    {
      ...request,
      emergency: { review: { person: by.person, at: now, comment } },
      history: note(request, now, by.person.upn, words),
    },
    [person(by, "reviewed", comment ?? "no comment")],
    say("emergency.reviewedNews", { name: by.person.name, comment }),
  );
}

/** What the card of an emergency says above all else; empty for other requests. */
export function emergencyBanner(request: Request): Text | "" {
  if (request.emergency === undefined) return "";
  const { name, upn } = request.requester;
  const { review } = request.emergency;
  if (review === null) return say("emergency.open", { name, upn });
  const { person: reviewer, at, comment } = review;
  return say("emergency.closed", { name, upn, by: reviewer.upn, at, comment });
}
