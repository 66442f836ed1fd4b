import { DefenderError } from "../../defender/error.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { UserError, type UserErrorCode } from "../../shared/errors.ts";

const REFUSALS: readonly UserErrorCode[] = ["forbidden", "not-found", "rejected", "usage"];

/** What another attempt, by the same person, would be answered with as well. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof SignInRequired) return true;
  const isRetryable = error instanceof DefenderError && error.retryable;
  return error instanceof UserError && !isRetryable && REFUSALS.includes(error.code);
}
