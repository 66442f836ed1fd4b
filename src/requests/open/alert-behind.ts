import { tellingLine } from "../../alerts/evidence.ts";
import { UserError } from "../../shared/errors.ts";
import { ALERT_ARG } from "../../messaging/card-actions.ts";
import type { Invocation } from "../invocation.ts";
import type { Request } from "../machine/request.ts";
import type { Deps } from "../deps.ts";

/** Longest command line that goes with a request; the alert itself has all of it. */
const LINE = 300;

/**
 * What the request's card says of the alert that its button stood on, read with the requester's own token. Without it the
 * card names the alert all the same: that it can't be read now keeps nobody from asking.
 */
export async function alertBehind(
  deps: Deps,
  { command, raw, sender, signal }: Invocation,
): Promise<Pick<Request, "alert">> {
  const id = raw[ALERT_ARG];
  if (id === undefined || command.target === "alert") return {};
  try {
    const found = await deps.defender.as(sender, signal).alert(id);
    const { severity, title } = found;
    return { alert: { severity, title, line: tellingLine(found)?.slice(0, LINE) ?? null } };
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}
