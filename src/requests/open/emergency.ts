import { say } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import type { Invocation } from "../invocation.ts";
import type { Person } from "../../shared/people.ts";
import { UserError } from "../../shared/errors.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";
import { emergencyRefusal } from "../machine/emergency.ts";
import { auditRefusal } from "../transition/audit-record.ts";

/**
 * The person who may run this invocation as an emergency: by a fresh role, where the policy has switched it on, with a
 * reason. Whoever may not is refused and audited.
 * @throws UserError; SignInRequired
 */
export async function emergencyPerson(deps: Deps, invocation: Invocation): Promise<Person> {
  const { command, raw } = invocation;
  if ((raw["reason"] ?? "").trim() === "") {
    throw new UserError("usage", say("emergency.needsReason", { example: command.example }));
  }
  const { person, roles } = await deps.identity.fresh(invocation.sender, ROLE_MAX_AGE_MS, invocation.signal);
  const text = roles.includes("BreakGlass")
    ? emergencyRefusal(deps.policy(), command.action)
    : say("emergency.needsBreakGlass");
  if (text === null) return person;
  await auditRefusal(deps, { person, command: command.name, target: null, args: raw, text });
  throw new UserError("forbidden", text);
}
