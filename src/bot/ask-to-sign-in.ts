import { MessengerError } from "../messaging/messenger.ts";
import type { MessageTurn } from "../messaging/turn.ts";
import type { SignInRequired } from "../identity/sign-in-required.ts";
import { say } from "../texts/text.ts";
import { sendText } from "./answer.ts";
import type { Deps } from "./deps.ts";
import { preparePrompt, promptContent } from "./sign-in-prompt.ts";

/** Asks the author of a message to sign in; the message goes on afterwards. `tried`: as in `preparePrompt`. */
export async function askToSignIn(
  deps: Deps,
  turn: MessageTurn,
  why: SignInRequired,
  tried: boolean,
): Promise<void> {
  const prompt = await preparePrompt(deps, turn.sender, why, turn, tried);
  const content = promptContent(prompt, turn.sender, turn.conversation.kind === "channel");
  try {
    await deps.messenger.post(turn.conversation, content, turn.activityId);
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error;
    // It stands there, whatever its id.
    if (error.obstacle === "nameless") return;
    // A prompt bears a secret and is soon too old: it does not wait in the store, so neither does the command.
    await deps.store.transaction((tx) => tx.pending.remove(prompt.id));
    await sendText(deps, turn.conversation, say("signIn.promptLost"), turn.activityId);
  }
}
