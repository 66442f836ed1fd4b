import { say, type Text } from "../../texts/text.ts";
import type { EventOf, Request } from "../machine/request.ts";
import type { Deps } from "../deps.ts";
import type { Person } from "../../shared/people.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

type Lost = NonNullable<EventOf<"approve">["lost"]>;

/**
 * Which of these approvers no longer count: those whom Entra refuses (disabled, sessions revoked, no longer assigned), and
 * those without the role. Who has merely signed out held the role at the click and still counts.
 * @throws UserError when Entra can't be asked: nobody is taken for lost then, nor for there
 */
export async function lostApprovers(
  deps: Pick<Deps, "identity">,
  approvals: Request["approvals"],
  signal: AbortSignal,
): Promise<Lost> {
  const found = await Promise.all(
    approvals.map(async ({ person }) => ({ person, why: await whyLost(deps, person, signal) })),
  );
  return found.flatMap(({ person, why }) => (why === null ? [] : [{ person, why }]));
}

/** Why what this Approver has said no longer counts; null: it does. @throws as `lostApprovers` */
export async function whyLost(
  deps: Pick<Deps, "identity">,
  person: Pick<Person, "oid" | "tid">,
  signal: AbortSignal,
): Promise<Text | null> {
  try {
    const { roles } = await deps.identity.fresh(person, ROLE_MAX_AGE_MS, signal);
    return roles.includes("Approver") ? null : say("finalCheck.approverRoleLost");
  } catch (error) {
    if (!(error instanceof SignInRequired)) throw error;
    return error.reason === "no-token" ? null : say("finalCheck.approverRefused");
  }
}
