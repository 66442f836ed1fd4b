import { hasGained } from "../../policy/approvals.ts";
import { saysSame } from "../../texts/render.ts";
import { say, type Words } from "../../texts/text.ts";
import { note } from "../machine/decision.ts";
import { likelyUserWarning } from "../../defender/likely-user.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { Decision, Request } from "../machine/request.ts";
import type { Person } from "../../shared/people.ts";

/**
 * A sentence when who approves looks like a user of the device, read with their own token; null when not. It never
 * stands in the way: what can't be read is said.
 */
export async function clickerWarning(
  defender: Pick<DefenderReads, "deviceUsers">,
  request: Request,
  person: Person,
): Promise<Words | null> {
  if (request.target.kind !== "device" || request.steps !== undefined) return null;
  try {
    return likelyUserWarning(person, await defender.deviceUsers(request.target.id), "approved");
  } catch {
    return say("requests.approverUnchecked", { upn: person.upn });
  }
}

/** The decision with the warning on the card and in the history, when it has brought one more approval. */
export function withWarning(
  before: Request,
  decision: Decision,
  warning: Words | null,
  now: number,
): Decision {
  if (warning === null || decision.kind !== "changed") return decision;
  const { request } = decision;
  if (!hasGained(before, request)) return decision;
  const isKnown = request.warnings.some((one) => saysSame(one, warning));
  const warnings = isKnown ? request.warnings : [...request.warnings, warning];
  return { ...decision, request: { ...request, warnings, history: note(request, now, null, warning) } };
}
