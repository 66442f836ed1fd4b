import { emergencyRefusal } from "../machine/emergency.ts";
import { UserError } from "../../shared/errors.ts";
import type { Request } from "../machine/request.ts";
import { auditRefusal } from "../transition/audit-record.ts";
import { applyEvent, type Decided, type DecisionClick } from "./decide.ts";
import type { Deps } from "../deps.ts";
import type { Wish } from "../open/open.ts";
import type { Person } from "../../shared/people.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

/**
 * The person who may run this wish as an emergency: by a fresh role, where the policy has switched it on, with a
 * reason. Whoever may not is refused and audited.
 * @throws UserError; SignInRequired
 */
export async function emergencyPerson(deps: Deps, wish: Wish): Promise<Person> {
  const { command, raw } = wish;
  if ((raw["reason"] ?? "").trim() === "") {
    throw new UserError("usage", `An emergency needs a reason. Example: ${command.example} emergency:true`);
  }
  const { person, roles } = await deps.identity.fresh(wish.sender, ROLE_MAX_AGE_MS, wish.signal);
  const text = roles.includes("BreakGlass")
    ? emergencyRefusal(deps.policy(), command.action)
    : "You need the role BreakGlass for emergency:true. Ask without it; an Approver can decide.";
  if (text === null) return person;
  await auditRefusal(deps, { person, command: command.name, target: null, args: raw, text });
  throw new UserError("forbidden", text);
}

/**
 * Records that another Approver has looked at an emergency.
 * @throws SignInRequired; UserError when his role could not be checked: then nothing is recorded
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
