import { Fault, SignInRequired, unreachable, UserError } from "../../core/errors.ts";
import type { Log } from "../../core/ports.ts";
import { AuthError, InteractionRequiredAuthError } from "./msal.ts";
import { NoAnswer, Refusal } from "./network.ts";

/** AADSTS numbers: the person or an administrator has to agree. */
const CONSENT = new Set([65001, 65004, 90094]);
/** AADSTS numbers: second factor, conditional access, device, terms of use, password change. */
const INTERACTION = new Set([
  50055, 50058, 50072, 50074, 50076, 50079, 50125, 50127, 50129, 50131, 50142, 50158, 53000, 53001, 53003,
  53004,
]);
/** AADSTS numbers of what passes by itself. */
const PASSING = new Set([50196, 90006, 90024, 90033, 90055]);
/** AADSTS numbers of a person's grant that no longer holds, should `error` not say `invalid_grant`. */
const REFUSED = new Set([50013, 50034, 50053, 50057, 50105, 50173, 500133, 54005, 70008, 700082, 700084]);

/**
 * What a failure at Entra means for whoever asked. Logged with Entra's codes only.
 * `person`: the token is a person's, so a refusal can be cured by signing in; else it is a fault of the set-up.
 */
export function explain(error: unknown, log: Log, whose: "person" | "application"): Error {
  if (error instanceof NoAnswer) {
    log.warn("Entra ID gave no usable answer", { why: error.why });
    return unreachable("Entra ID");
  }
  if (error instanceof Refusal) return explainRefusal(error, log, whose);
  if (error instanceof UserError || error instanceof SignInRequired || error instanceof Fault) return error;
  if (error instanceof InteractionRequiredAuthError) {
    return new SignInRequired(error.errorCode === "no_tokens_found" ? "no-token" : "refused");
  }
  // Neither message nor cause: they may quote what was sent or received.
  const errorCode = error instanceof AuthError ? error.errorCode : error instanceof Error ? error.name : "";
  return new Fault("entra", "The identity library failed", { errorCode });
}

function explainRefusal(refusal: Refusal, log: Log, whose: "person" | "application"): Error {
  const { error, codes, correlationId } = refusal;
  const fields = { error, errorNo: codes.join(" "), correlationId };
  const has = (set: ReadonlySet<number>) => codes.some((code) => set.has(code));
  log.warn("Entra ID refused", { ...fields, whose });
  if (has(PASSING) || error === "temporarily_unavailable" || error === "server_error") {
    return unreachable("Entra ID");
  }
  if (whose === "application") return new Fault("entra", "Entra ID refused the application", fields);
  if (has(CONSENT) || error === "consent_required" || refusal.suberror === "consent_required") {
    return new SignInRequired("consent", refusal.claims);
  }
  if (has(INTERACTION) || error === "interaction_required" || refusal.claims !== null) {
    return new SignInRequired("interaction", refusal.claims);
  }
  if (has(REFUSED) || error === "invalid_grant" || error === "login_required") {
    return new SignInRequired("refused");
  }
  return new Fault("entra", "Entra ID refused the application", fields);
}
