import type { TurnAnswer } from "../../messaging/turn.ts";
import type { Tongue } from "../../texts/render.ts";
import { signInUrl, type Rendering } from "./messages.ts";
import type { Spoken } from "../../messaging/spoken.ts";

const CARD = "application/vnd.microsoft.card.adaptive";
const PREVIEW = "application/vnd.microsoft.card.thumbnail";

/** What a message extension's query is answered with, as Teams wants it: results, a sign-in, a sentence, or nothing. */
export function extensionBody(answer: Spoken<TurnAnswer>, rendering: Rendering, tongue: Tongue): object {
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
      return signInFirst(answer.ticket, rendering, tongue);
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

function signInFirst(ticket: string, rendering: Rendering, { catalogue }: Tongue): object {
  const action = { type: "openUrl", value: signInUrl(ticket, rendering), title: catalogue.cards.signIn };
  return { composeExtension: { type: "auth", suggestedActions: { actions: [action] } } };
}
