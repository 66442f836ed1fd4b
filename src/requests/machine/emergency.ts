import { choice, keyed, type ArgSpecs } from "../../grammar/args.ts";
import { changed, moved, note, OLD_VIEW, person, refuse } from "./decision.ts";
import { utc } from "../../shared/format.ts";
import type { Action, Policy } from "../../policy/model.ts";
import type { Decision, EventOf as Event, Request } from "./request.ts";
import { viewOf } from "./view.ts";
import { isSame } from "../../shared/people.ts";

/**
 * The emergency: `emergency:true` runs at once, with the person's own token and without an approval.
 * It needs the role BreakGlass and a policy that switches it on; another Approver reviews it afterwards.
 */

const NAME = "emergency";
const ARG = keyed(
  choice("true"),
  "Run it now, without waiting for approval (role BreakGlass, where the policy allows)",
);

/** The arguments of a command with `emergency:true` among them, before the reason that it asks for. */
export function withEmergency(args: ArgSpecs): ArgSpecs {
  const { reason, ...others } = args;
  return reason === undefined ? args : { ...others, [NAME]: ARG, reason };
}

/** Whether these arguments ask for an emergency. */
export function isEmergency(args: Readonly<Record<string, string>>): boolean {
  return args[NAME] !== undefined;
}

/** Why the policy has no emergency for this action; null when it has. A `deny` of its rules still wins. */
export function emergencyRefusal(policy: Policy, action: Action): string | null {
  const { enabled, actions } = policy.emergency;
  if (!enabled)
    return "The policy does not allow emergencies. Ask without emergency:true; an Approver can decide.";
  if (actions.includes(action)) return null;
  return `The policy allows emergencies for ${actions.join(", ")}, and not for "${action}". Ask without emergency:true.`;
}

/** Whether somebody still has to look at an emergency. */
export function awaitsReview(request: Request): boolean {
  return request.emergency?.review === null;
}

/** Whether it runs, or has run, without anybody's approval; one that may have run and waits for approval anew does not. */
export function runsUnapproved({ emergency, approvals, state }: Request): boolean {
  return emergency !== undefined && approvals.length === 0 && state !== "Requested";
}

/** Another Approver has looked at an emergency; `decide` is the way in. */
export function decideReview(request: Request, event: Event<"review">): Decision {
  const { by, now, comment } = event;
  if (request.emergency === undefined)
    return moved(`${request.id} was no emergency: there is nothing to review.`);
  const { review } = request.emergency;
  if (review !== null) return moved(`${request.id} was reviewed already by ${review.person.upn}.`);
  if (!by.roles.includes("Approver")) return refuse(by, "You need the role Approver to review this.");
  if (isSame(by.person, request.requester)) {
    return refuse(by, "You ran this yourself, so another Approver has to review it.");
  }
  if (event.view !== viewOf(request, "review")) return moved(OLD_VIEW);
  const words = comment === null ? "reviewed the emergency" : `reviewed the emergency: ${comment}`;
  return changed(
    {
      ...request,
      emergency: { review: { person: by.person, at: now, comment } },
      history: note(request, now, by.person.upn, words),
    },
    [person(by, "reviewed", comment ?? "no comment")],
    `${by.person.name} ${words}`,
  );
}

/** What the card of an emergency says above all else; empty for other requests. */
export function emergencyBanner(request: Request): string {
  if (request.emergency === undefined) return "";
  const ran = `${request.requester.name} (${request.requester.upn}) ran this without approval.`;
  const { review } = request.emergency;
  if (review === null) return `${ran} A review by another Approver is open.`;
  const comment = review.comment === null ? "" : `: ${review.comment}`;
  return `${ran} Reviewed by ${review.person.upn} at ${utc(review.at)}${comment}`;
}
