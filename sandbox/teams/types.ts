/** Vocabulary of the fake Teams channel; the page uses these types too. */

/** What the channel must know of a person of the tenant. */
export interface ChannelPerson {
  /** Short name: `ana`. */
  readonly key: string;
  /** Entra object id. */
  readonly oid: string;
  readonly upn: string;
  readonly name: string;
  /** Teams id, `29:…`. */
  readonly teamsId: string;
}

/** What the channel needs of the fake Entra ID. */
export interface ChannelEntra {
  /** The token that a Teams client gets silently for the bot's own URI. */
  ssoToken(personKey: string): Promise<string> | string;
  /** Claims of an access token that this Entra issued and that is still good, else null. */
  verifyAccessToken(
    token: string,
  ): Promise<Readonly<Record<string, unknown>> | null> | Readonly<Record<string, unknown>> | null;
}

export type ConversationKind = "personal" | "groupChat" | "channel";

export interface Conversation {
  /** Id without `;messageid=…`. */
  readonly id: string;
  /** Short name for code and tests: `ana`, `night-shift`, `soc`, `general`. */
  readonly alias: string;
  readonly kind: ConversationKind;
  readonly name: string;
  readonly teamId: string | null;
  readonly teamName: string | null;
  /** Keys of the people in it. */
  readonly members: readonly string[];
  /** False after the app was removed: the bot's calls are refused. */
  installed: boolean;
}

export interface Attachment {
  readonly contentType: string;
  readonly content?: unknown;
  readonly name?: string;
  readonly contentUrl?: string;
}

export type Delivery = "sending" | "delivered" | "failed";

export interface Message {
  /** Epoch milliseconds as text, unique in the channel. */
  readonly id: string;
  readonly conversationId: string;
  /** Root message of the thread in a channel; null for roots and in chats. */
  readonly rootId: string | null;
  /** Key of the person, or null for the bot. */
  readonly author: string | null;
  text: string;
  textFormat: "plain" | "markdown" | "xml";
  summary: string | null;
  attachments: readonly Attachment[];
  readonly replyToId: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  editedAt: number | null;
  deleted: boolean;
  /** Counts edits. */
  revision: number;
  /** For people's messages: whether the bot took it. */
  delivery: Delivery;
}

/** An action as the client sends it. */
export interface CardAction {
  readonly type: "Action.Execute" | "Action.Submit";
  readonly id?: string;
  readonly verb?: string;
  readonly title?: string;
  /** The action's data with the inputs' values merged in. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the compose box asks the app: a search by the id of its command, or a link that was pasted there. */
export type ComposeAsk =
  | { readonly kind: "search"; readonly command: string; readonly text: string }
  | { readonly kind: "link"; readonly url: string };

/** One thing that was found: a line of the list, and the card that is inserted. */
export interface Found {
  readonly title: string;
  readonly text: string;
  readonly card: Json;
}

/** What the compose box makes of the app's answer. */
export type Composed =
  | { readonly kind: "found"; readonly found: readonly Found[] }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "sign-in"; readonly title: string; readonly url: string }
  | { readonly kind: "nothing" };

/** What is shown under a card to one person. */
export type Note =
  | { readonly kind: "toast" | "error"; readonly text: string }
  | {
      readonly kind: "sign-in";
      readonly text: string;
      readonly title: string;
      readonly url: string;
      /** The click that is to be repeated once signed in; null for an OAuth card. */
      readonly action: CardAction | null;
    };

/** One person's own view of a message. */
export interface PersonalView {
  /** Card from an invoke's answer, valid while the message's revision is `cardRevision`. */
  card: unknown;
  cardRevision: number;
  refreshedAt: number;
  refreshedRevision: number;
  note: Note | null;
  busy: boolean;
  /** True once an OAuth card has done its work: it is hidden. */
  signedIn: boolean;
}

export interface PersonSettings {
  /** Whether the Teams client can get an SSO token without asking. */
  silentSso: boolean;
  /** Live clients of the person: each sends its own `signin/tokenExchange` for the same card. */
  devices: number;
}

export type ChannelEvent =
  | { readonly kind: "message"; readonly conversationId: string; readonly messageId: string }
  | { readonly kind: "view"; readonly person: string; readonly messageId: string }
  | {
      readonly kind: "typing";
      readonly conversationId: string;
      readonly rootId: string | null;
      readonly on: boolean;
    }
  | { readonly kind: "read"; readonly person: string; readonly conversationId: string }
  | { readonly kind: "settings" }
  | { readonly kind: "reset" };

/** Anything that JSON can say about an object, not yet looked into. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a plain object (not null, not an array). */
export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value when it is a non-empty string, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
