import { say, type Words } from "../../texts/text.ts";
import { likelyUserWarning } from "../../defender/likely-user.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { Request } from "../machine/request.ts";
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
    return say("clicks.approverUnchecked", { upn: person.upn });
  }
}
