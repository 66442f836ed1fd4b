import { Fault, unreachable, UserError } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import { msal } from "./msal.ts";
import { NoAnswer, Refusal } from "./network.ts";
import { meaningOf, type Hopeless } from "./refusals.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";

/**
 * What a failure at Entra means for whoever asked. Logged with Entra's codes only.
 * `person`: the token is a person's: a refusal is cured by signing in, by an administrator (`advice`), or, where it says
 * that the set-up is wrong, told in words. Else it is a fault of the set-up.
 */
export function explain(error: unknown, log: Log, whose: "person" | "application"): Error {
  if (error instanceof NoAnswer) {
    log.warn("Entra ID gave no usable answer", { why: error.why });
    return unreachable("Entra ID");
  }
  if (error instanceof Refusal) return explainRefusal(error, log, whose);
  if (error instanceof UserError || error instanceof SignInRequired || error instanceof Fault) return error;
  if (error instanceof msal().InteractionRequiredAuthError) {
    return new SignInRequired(error.errorCode === "no_tokens_found" ? "no-token" : "refused");
  }
  // Neither message nor cause: they may quote what was sent or received.
  const errorCode =
    error instanceof msal().AuthError ? error.errorCode : error instanceof Error ? error.name : "";
  return new Fault("entra", "The identity library failed", { errorCode });
}

function explainRefusal(refusal: Refusal, log: Log, whose: "person" | "application"): Error {
  const { error, codes, claims, correlationId } = refusal;
  const fields = { error, errorNo: codes.join(" "), correlationId };
  log.warn("Entra ID refused", { ...fields, whose });
  const kind = kindOf(refusal);
  if (kind === "passing") return unreachable("Entra ID");
  const fault = new Fault("entra", "Entra ID refused the application", fields);
  if (whose === "application" || kind === null) return fault;
  if (typeof kind === "string") return new SignInRequired(kind, kind === "refused" ? null : claims);
  if (kind.kind === "admin-consent") return new SignInRequired("consent", null, null, kind.advice);
  // A wrong set-up says nothing of the person: neither a denial nor a permission, and no sign-in mends it.
  return kind.kind === "barred"
    ? new SignInRequired("refused", null, null, kind.advice)
    : new UserError("could-not-check", kind.advice);
}

/** What no sign-in can cure, as the table has it; else what a sign-in would be for. Null: nothing known. */
function kindOf({
  error,
  codes,
  suberror,
  claims,
}: Refusal): "passing" | "consent" | "interaction" | "refused" | Hopeless | null {
  const meaning = meaningOf(codes);
  if (meaning !== null && "advice" in meaning) return meaning;
  if (meaning?.kind === "passing" || error === "temporarily_unavailable" || error === "server_error") {
    return "passing";
  }
  if (meaning?.kind === "consent" || error === "consent_required" || suberror === "consent_required") {
    return "consent";
  }
  if (meaning?.kind === "interaction" || error === "interaction_required" || claims !== null) {
    return "interaction";
  }
  const stale = meaning?.kind === "stale" || error === "invalid_grant" || error === "login_required";
  return stale ? "refused" : null;
}
