import type { Command } from "../commands/command.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { BoundArgs } from "../grammar/parse.ts";
import type { Sender } from "../shared/people.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import type { Content } from "../messaging/content.ts";
import type { DoneRow } from "../commands/command.ts";
import type { Trail } from "../messaging/trail.ts";
import type { Chosen } from "../messaging/card-actions.ts";
import type { Text } from "../texts/text.ts";
import type { Request } from "../requests/machine/request.ts";
import type { Tx } from "./rows.ts";

/** A command with its arguments, and who runs it where. */
export interface Job {
  readonly command: Command;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly sender: Sender;
  /** Where the answer goes: this conversation, or the person's 1:1 chat. */
  readonly place: ConversationRef;
  /** Where it was asked. */
  readonly conversation: ConversationRef;
  readonly replyTo: string | null;
  readonly origin: string;
  /** As in a `Invocation`. */
  readonly allTheSame?: boolean | undefined;
  readonly address?: string | undefined;
  /** Where the click came from that led here; absent: it was typed. */
  readonly trail?: Trail | undefined;
  /** What has just been done to a row of the list that is shown again. */
  readonly done?: DoneRow | undefined;
  /** As in a `Invocation`. */
  readonly each?: readonly RawArgs[] | undefined;
  /** What was left ticked on the form that it comes from; absent: there was none yet. */
  readonly chosen?: readonly Chosen[] | undefined;
  /** A usual reason that was pressed on that form; absent: none. */
  readonly fill?: Text | undefined;
  readonly signal: AbortSignal;
  /** Whether its answer is still waited for: it may have been stopped, also at another instance. Absent: it is. */
  readonly isWanted?: ((tx: Tx) => Promise<boolean>) | undefined;
}

/** How a command ended: something to show, or a request whose card is posted and kept up to date by itself. */
export type Done =
  | { readonly kind: "content"; readonly content: Content }
  | { readonly kind: "request"; readonly request: Request };
