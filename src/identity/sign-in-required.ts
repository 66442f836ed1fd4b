import type { Text } from "../texts/text.ts";
import type { Permission } from "../defender/operations.ts";

/**
 * Why Entra wants to see the person: the bot holds nothing, Entra refused, something must be agreed to, or the policy
 * asks for a sign-in for this very click.
 */
export type SignInReason = "no-token" | "refused" | "consent" | "interaction" | "step-up";

/** The person has to sign in before the work can go on; with `advice`, an administrator has to do something first. */
export class SignInRequired extends Error {
  readonly reason: SignInReason;
  /** Claims challenge of Entra (JSON text), to be passed on to the sign-in. */
  readonly claims: string | null;
  /** The permission that was asked for in vain: the person has to be asked for this one. */
  readonly permission: Permission | null;
  /** What to tell the person where no sign-in helps, since only an administrator can; null: a sign-in may help. */
  readonly advice: Text | null;

  constructor(
    reason: SignInReason,
    claims: string | null = null,
    permission: Permission | null = null,
    advice: Text | null = null,
  ) {
    super("sign-in required");
    this.name = "SignInRequired";
    this.reason = reason;
    this.claims = claims;
    this.permission = permission;
    this.advice = advice;
  }
}
