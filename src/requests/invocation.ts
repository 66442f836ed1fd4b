import type { ChangeCommand } from "./change-command.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { BoundArgs } from "../grammar/parse.ts";
import type { Sender } from "../shared/people.ts";
import type { ConversationRef } from "../messaging/conversation.ts";

/** One call of a command that changes something: the command with its arguments, and who asks where. */
export interface Invocation {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly sender: Sender;
  /** Where its card goes. */
  readonly place: ConversationRef;
  readonly replyTo: string | null;
  /** One origin opens one request: a conversation and activity, or a card that is one person's own. */
  readonly origin: string;
  /** Whether the person has seen that another one is open for this, and asks all the same. */
  readonly allTheSame?: boolean | undefined;
  /** What is asked of each of its targets beside what is asked of all, in their order; absent: nothing. */
  readonly each?: readonly RawArgs[] | undefined;
  /** Two people have to look at it, by itself, whatever the policy says: it is about somebody who approves here. */
  readonly isGuarded?: true;
  /** The IP address that the device was named by, where the target has become its id since. */
  readonly address?: string | undefined;
  readonly signal: AbortSignal;
}
