import type { ExtensionTurn, TurnAnswer } from "../../messaging/turn.ts";
import type { Tongue } from "../../texts/render.ts";
import { signInUrl, type Rendering } from "./messages.ts";
import type { Spoken } from "../../messaging/spoken.ts";

const CARD = "application/vnd.microsoft.card.adaptive";
const PREVIEW = "application/vnd.microsoft.card.thumbnail";

/** What a message extension's query is answered with, as Teams wants it: results, a sign-in, a sentence, or nothing. */
export function extensionBody(
  { ssoToken }: ExtensionTurn,
  answer: Spoken<TurnAnswer>,
  rendering: Rendering,
  tongue: Tongue,
): object {
  switch (answer.kind) {
    case "found":
      return {
        composeExtension: {
          type: "result",
          attachmentLayout: "list",
          attachments: answer.found.map(({ title, line, content }) => ({
            contentType: CARD,
            content: content.kind === "card" ? rendering.render(content, tongue) : {},
            preview: { contentType: PREVIEW, content: { title, text: line } },
          })),
        },
      };
    case "login":
      return signInFirst(ssoToken === null ? "silentAuth" : "auth", answer.ticket, rendering, tongue);
    case "message":
      return { composeExtension: { type: "message", text: answer.text } };
    case "none":
    case "busy":
    case "card":
    case "error":
    case "sign-in-failed":
    case "invalid-code":
    case "exchange-ok":
    case "exchange-failed":
      return {};
  }
}

/**
 * `silentAuth`: the client brings a token of its own, and shows the button only where it has none; `auth`, the button, once
 * that token was not enough.
 */
function signInFirst(
  type: "silentAuth" | "auth",
  ticket: string,
  rendering: Rendering,
  { catalogue }: Tongue,
): object {
  const action = { type: "openUrl", value: signInUrl(ticket, rendering), title: catalogue.cards.signIn };
  return { composeExtension: { type, suggestedActions: { actions: [action] } } };
}
