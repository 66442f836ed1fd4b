import type { Content } from "./content.ts";
import type { Sayable, Words } from "../texts/text.ts";
import type { Sender } from "../shared/people.ts";
import type { ConversationRef } from "./conversation.ts";

/** What Teams delivers, after the edge has checked it: plain data that can be stored and run again. */
interface TurnBase {
  readonly activityId: string;
  readonly sender: Sender;
  readonly conversation: ConversationRef;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Thread id of the team whose channel it is, where the activity names it. */
  readonly team?: string;
  /** Of the sender's client, such as "sv-SE", where the activity names it. */
  readonly locale?: string;
  /** Of the sender's client, such as "Europe/Stockholm", where the activity names it. */
  readonly timeZone?: string;
}

/** A file that somebody has sent along. */
export interface AttachedFile {
  /** As they call it. */
  readonly name: string;
  /** Whoever has it may read the file: it is never stored. Null: Teams gives a bot no way to it. */
  readonly url: string | null;
  readonly isOneOfSeveral?: true;
}

/** Somebody whom a message mentions. */
export interface Mentioned {
  /** What stands for them in the text: `@` and the name, with no space that parts words. */
  readonly word: string;
  /** As the sender's client names them; believed by nobody, Teams' roster says who that is. */
  readonly teamsId: string;
}

export interface MessageTurn extends TurnBase {
  readonly kind: "message";
  /** The bot's mention, code, quotes and Teams' typography removed. */
  readonly text: string;
  /** The same with its spaces, quotes and dashes as they came; absent: there is no difference. */
  readonly typed?: string;
  readonly codeBlocks: readonly string[];
  readonly file?: AttachedFile;
  /** What hangs on it and can't be read, beside files; absent: nothing does. */
  readonly unread?: "card" | "other";
  /** Absent: nobody but the bot. */
  readonly people?: readonly Mentioned[];
  /** It is longer than Teams lets people write: nothing of it was read. */
  readonly isTooLong?: true;
  /** It was sent before, with the same activity id, and has other words now. */
  readonly isEdited?: true;
}

/** A message as it may be stored, to be run again: without its file. */
export function storable({ file: _, ...turn }: MessageTurn): string {
  return JSON.stringify(turn);
}

/** A click on a card (`adaptiveCard/action`). */
export interface ClickTurn extends TurnBase {
  readonly kind: "click";
  readonly verb: string;
  /** Strings only; opaque ids and inputs, believed by nobody. */
  readonly data: Readonly<Record<string, string>>;
  readonly trigger: "manual" | "automatic";
  /** The message that bears the card (`replyToId`). */
  readonly cardActivityId: string | null;
  /** The SSO token that the client brings after a 401 loginRequest. */
  readonly ssoToken: string | null;
  /** The one-time code of the sign-in popup (`value.state`). */
  readonly code: string | null;
}

export interface TokenExchangeTurn extends TurnBase {
  readonly kind: "token-exchange";
  readonly exchangeId: string;
  readonly connectionName: string;
  readonly token: string;
}

export interface VerifyStateTurn extends TurnBase {
  readonly kind: "verify-state";
  readonly code: string;
}

export interface SignInFailureTurn extends TurnBase {
  readonly kind: "sign-in-failure";
  readonly code: string;
}

/** Where Teams says that a file may be saved. */
export interface FileTarget {
  /** Whoever has it may write there. */
  readonly uploadUrl: string;
  /** Where it can be read afterwards. */
  readonly contentUrl: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

/** The answer to the offer of a file (`fileConsent/invoke`). */
export interface FileConsentTurn extends TurnBase {
  readonly kind: "file-consent";
  /** The offer's; believed by nobody. */
  readonly ref: string;
  readonly accepted: boolean;
  /** Null where it was declined, or where Teams names none. */
  readonly target: FileTarget | null;
}

/** A search in the compose box, or a link that was pasted there (`composeExtension/query`, `composeExtension/queryLink`). */
export interface ExtensionTurn extends TurnBase {
  readonly kind: "extension";
  readonly asks:
    | { readonly kind: "search"; readonly command: string; readonly text: string }
    | { readonly kind: "link"; readonly url: string };
  /** As of a click. */
  readonly ssoToken: string | null;
  readonly code: string | null;
}

/** One thing that was found: how the list shows it, and the card that is inserted. */
export interface Found {
  readonly title: Words;
  readonly line: Words;
  readonly content: Content;
}

/**
 * The app was installed (which is greeted), the bot was added or removed, a team or channel came back (unarchived,
 * restored), somebody has deleted a message of theirs (whose id it bears), or something happened that the bot does not care
 * about.
 */
export interface LifecycleTurn extends TurnBase {
  readonly kind: "installed" | "added" | "removed" | "back" | "deleted" | "other";
}

export type Turn =
  | MessageTurn
  | ClickTurn
  | TokenExchangeTurn
  | VerifyStateTurn
  | SignInFailureTurn
  | FileConsentTurn
  | ExtensionTurn
  | LifecycleTurn;

/** What the edge answers to the delivery itself; messages are sent through the Messenger. */
export type TurnAnswer =
  /** `misunderstood`: a message that was answered with what is wrong with it. */
  | { readonly kind: "none"; readonly misunderstood?: true }
  /** An earlier delivery of this message is under way, or its process has died: to be asked again in a moment. */
  | { readonly kind: "busy" }
  | { readonly kind: "card"; readonly content: Content }
  | { readonly kind: "message"; readonly text: Sayable }
  | { readonly kind: "found"; readonly found: readonly Found[] }
  | {
      readonly kind: "error";
      readonly status: 400 | 403 | 404;
      readonly code: string;
      readonly text: Sayable;
    }
  /** 401 loginRequest. */
  | {
      readonly kind: "login";
      readonly exchangeId: string | null;
      readonly ticket: string;
      readonly text: Sayable;
    }
  /** 412 preconditionFailed: the token that the client brought was not accepted. */
  | { readonly kind: "sign-in-failed"; readonly text: Sayable }
  /** 401 invalidAuthCode. */
  | { readonly kind: "invalid-code" }
  | { readonly kind: "exchange-ok"; readonly exchangeId: string; readonly connectionName: string }
  | {
      readonly kind: "exchange-failed";
      readonly exchangeId: string;
      readonly connectionName: string;
      readonly detail: Sayable;
    };
