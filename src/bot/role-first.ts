import type { Command } from "../commands/command.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import { ROLE_MAX_AGE_MS, type Standing } from "../identity/identity.ts";
import { isEmergency } from "../requests/machine/emergency.ts";
import { auditRefusal } from "../requests/transition/audit-record.ts";
import { UserError } from "../shared/errors.ts";
import type { Role } from "../shared/people.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { say } from "../texts/text.ts";
import { boundSoFar } from "./approval-needed.ts";
import type { Deps } from "./deps.ts";
import type { Job } from "./job.ts";

/** The role that a command takes: looked up when it is run, and once before anybody fills in a form for nothing. */

type Asking = Pick<Job, "sender" | "conversation" | "command" | "raw" | "signal">;

/** One of these roles, from a token of this minute. @throws UserError, after an audit record; SignInRequired */
export async function demandRole(
  deps: Deps,
  asking: Pick<Asking, "sender" | "command" | "raw" | "signal">,
  allowed: readonly Role[] | null,
): Promise<Standing> {
  const standing = await deps.identity.fresh(asking.sender, ROLE_MAX_AGE_MS, asking.signal);
  if (allowed === null || isAmong(standing, allowed)) return standing;
  const { person } = standing;
  const command = asking.command.name;
  const text = say("typed.needsRole", { roles: allowed, command });
  await auditRefusal(deps, { person, command, target: null, args: asking.raw, text });
  throw new UserError("forbidden", text);
}

/**
 * Said before the form: it is no permission, which is looked up again when the form is sent. Who is not known to lack the role
 * gets the form. @throws UserError, after an audit record
 */
export async function refuseBeforeForm(deps: Deps, asking: Asking): Promise<void> {
  const allowed = rolesFor(asking);
  if (allowed === null) return;
  const known = await deps.identity.known(asking.sender);
  if (known === null || isAmong(known, allowed)) return;
  try {
    await demandRole(deps, asking, allowed);
  } catch (error) {
    const isRefused = error instanceof UserError && error.code === "forbidden";
    if (isRefused || !(error instanceof UserError || error instanceof SignInRequired)) throw error;
  }
}

function isAmong({ roles }: Standing, allowed: readonly Role[]): boolean {
  return allowed.some((role) => roles.includes(role));
}

/** Any one of them; null: none, or another one that is looked up when it is run. */
function rolesFor({ command, raw, conversation }: Asking): readonly Role[] | null {
  switch (command.effect) {
    case "reads":
      return command.roles ?? null;
    case "configures":
      return rolesOf(command, raw, conversation);
    case "proposes":
      return command.roles;
    case "changes":
      return command.role === null || isEmergency(raw) ? null : [command.role];
  }
}

function rolesOf(
  command: Extract<Command, { effect: "configures" }>,
  raw: RawArgs,
  conversation: Asking["conversation"],
): readonly Role[] | null {
  return command.roles(boundSoFar(command, raw), conversation);
}
