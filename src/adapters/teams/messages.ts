import type { Activity } from "botbuilder-core";
import type { Content } from "../../messaging/content.ts";
import type { Tongue } from "../../texts/render.ts";
import type { Shown } from "../../texts/safe-text.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import type { Reader } from "../../messaging/language.ts";
import { spoken, type Spoken } from "../../messaging/spoken.ts";

export type CardContent = Extract<Spoken<Content>, { kind: "card" }>;

/** What is needed to put content into Teams' words. */
export interface Rendering {
  readonly clientId: string;
  readonly publicUrl: string;
  readonly render: (content: CardContent, tongue: Tongue) => Readonly<Record<string, unknown>>;
  /** The language of those who read along there; `reader`: who alone does. */
  readonly tongueOf: (conversation: ConversationRef, reader?: Reader) => Promise<Tongue>;
}

const ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive";
const FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent";
const FILE_INFO = "application/vnd.microsoft.teams.card.file.info";
const OAUTH_CARD = "application/vnd.microsoft.card.oauth";
/** Clients may ignore a card without one; nothing is looked up by it. */
const CONNECTION = "defender";

/**
 * Content of an OAuthCard: the silent exchange for `api://botid-<CLIENT_ID>`, unless it would be in vain, and the
 * popup's button, which is the only way past a missing consent.
 */
export function oauthContent(
  prompt: { readonly exchangeId: string | null; readonly ticket: string; readonly text: Shown },
  { clientId, publicUrl }: Rendering,
  { catalogue }: Tongue,
): object {
  const title = catalogue.cards.signIn;
  const url = signInUrl(prompt.ticket, { publicUrl });
  return {
    text: prompt.text,
    connectionName: CONNECTION,
    ...(prompt.exchangeId === null
      ? {}
      : { tokenExchangeResource: { id: prompt.exchangeId, uri: `api://botid-${clientId}` } }),
    buttons: [{ type: "signin", title, text: title, value: url }],
  };
}

/** Where the sign-in popup begins. */
export function signInUrl(ticket: string, { publicUrl }: Pick<Rendering, "publicUrl">): string {
  const url = new URL("/auth/start", publicUrl);
  url.searchParams.set("ticket", ticket);
  return url.href;
}

/** The activity for some content. A card goes alone, with a summary: Teams splits text and card into two messages. */
export async function activityOf(
  to: ConversationRef,
  toShow: Content,
  rendering: Rendering,
): Promise<Partial<Activity>> {
  const tongue = await rendering.tongueOf(to);
  const content = spoken(toShow, tongue);
  const base = { type: "message", from: { id: `28:${rendering.clientId}`, name: "" } };
  switch (content.kind) {
    case "text":
      return { ...base, text: content.text, textFormat: "plain" };
    case "card": {
      const attachment = { contentType: ADAPTIVE_CARD, content: rendering.render(content, tongue) };
      return { ...base, attachments: [attachment], summary: content.summary };
    }
    case "file-offer": {
      const { name, size, ref } = content;
      const asked = {
        ...{ description: content.text, sizeInBytes: size },
        ...{ acceptContext: { ref }, declineContext: { ref } },
      };
      const attachment = { contentType: FILE_CONSENT, name, content: asked };
      return { ...base, attachments: [attachment], summary: content.text };
    }
    case "file-saved": {
      const { name, contentUrl, uniqueId, fileType } = content;
      const attachment = { contentType: FILE_INFO, name, contentUrl, content: { uniqueId, fileType } };
      return { ...base, attachments: [attachment], summary: content.text };
    }
    case "oauth": {
      const attachment = { contentType: OAUTH_CARD, content: oauthContent(content, rendering, tongue) };
      return { ...base, attachments: [attachment], summary: content.text };
    }
  }
}
