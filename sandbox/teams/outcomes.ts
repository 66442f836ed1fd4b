import { isRecord, textOf } from "./types.ts";
import type { Json } from "./types.ts";
import type { Answer } from "./wire.ts";

/** What a Teams client does with the answer to a card's invoke. */
export type Outcome =
  | { readonly kind: "card"; readonly card: Json }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "login"; readonly content: Json }
  | { readonly kind: "error"; readonly text: string; readonly code: string };

export const CARD_TYPE = "application/vnd.microsoft.card.adaptive";
const MESSAGE_TYPE = "application/vnd.microsoft.activity.message";
const LOGIN_TYPE = "application/vnd.microsoft.activity.loginRequest";

const WENT_WRONG = "Something went wrong. Please try again.";

function error(code: string, text: string = WENT_WRONG): Outcome {
  return { kind: "error", code, text };
}

function fromBody(body: Json): Outcome {
  const { type, value } = body;
  const status = typeof body["statusCode"] === "number" ? body["statusCode"] : 200;
  if (status === 200 && type === CARD_TYPE && isRecord(value)) return { kind: "card", card: value };
  if (status === 200 && type === MESSAGE_TYPE && typeof value === "string")
    return { kind: "message", text: value };
  if (status === 401 && type === LOGIN_TYPE && isRecord(value)) return { kind: "login", content: value };
  if (status === 401 && type === "application/vnd.microsoft.error.invalidAuthCode") {
    return error("invalidAuthCode", "The sign-in code was not accepted. Please sign in again.");
  }
  if (isRecord(value) && typeof type === "string" && type.startsWith("application/vnd.microsoft.error")) {
    return error(textOf(value["code"]) ?? String(status), textOf(value["message"]) ?? WENT_WRONG);
  }
  return error("unexpectedResponse");
}

/** Reads the answer to an `adaptiveCard/action` as the Universal Actions documents say. */
export function interpret(answer: Answer): Outcome {
  if (answer.failure === "timeout") return error("timeout");
  if (answer.failure !== null || answer.status >= 500)
    return error("unreachable", "Unable to reach the app.");
  if (answer.status !== 200 || !isRecord(answer.body)) return error(`http${answer.status}`);
  return fromBody(answer.body);
}
