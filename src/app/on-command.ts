import { text, type Content } from "../core/content.ts";
import { MessengerError, sentenceFor, UserError, type SignInRequired } from "../core/errors.ts";
import type { ConversationRef, Sender } from "../core/model.ts";
import { parse } from "../core/parse.ts";
import type { MessageTurn } from "../core/turn.ts";
import type { Deps } from "./deps.ts";
import { flushPosts, postNotice } from "./posts.ts";
import { runCommand, type Job } from "./run-command.ts";
import { lineForLink } from "../core/pasted.ts";
import { say, sayLine, type Shown } from "../core/safe-text.ts";
import { resumeEach } from "./resumed.ts";
import { beyondSignIn, isCurable, preparePrompt, promptContent } from "./sign-in.ts";

const GREETING = /^(hi|hello|hey|start|\?)$/i;

/**
 * A message of a person: understood, run with his own rights, answered in one message. Never throws for his sake.
 * `tried`: he has just signed in silently for it.
 */
export async function onMessage(
  deps: Deps,
  turn: MessageTurn,
  signal: AbortSignal,
  tried = false,
): Promise<void> {
  try {
    await answer(deps, turn, signal);
  } catch (error) {
    if (isCurable(error)) await askToSignIn(deps, turn, error, tried);
    else await sendText(deps, turn.conversation, wordsFor(deps, error), turn.activityId);
  }
}

/** Runs what waited for this person's sign-in. */
export async function resumeWaiting(deps: Deps, sender: Sender, signal: AbortSignal): Promise<void> {
  await resumeEach(deps, sender, async (turn) => {
    await onMessage(deps, turn, signal, true);
    return "outcome";
  });
}

/** As `resumeWaiting`, for a click that can ask by itself. @throws SignInRequired; then the rest waits on */
export async function resumeByClick(deps: Deps, sender: Sender, signal: AbortSignal): Promise<void> {
  const lacking: SignInRequired[] = [];
  await resumeEach(deps, sender, async (turn) => {
    try {
      await answer(deps, turn, signal);
    } catch (error) {
      if (isCurable(error)) {
        lacking.push(error);
        return "waits";
      }
      await sendText(deps, turn.conversation, wordsFor(deps, error), turn.activityId);
    }
    return "outcome";
  });
  for (const error of lacking) throw error;
}

/** The sentence for an error: the person's own, or a reference to what was logged. */
export function wordsFor(deps: Deps, error: unknown): Shown {
  const own = beyondSignIn(error);
  if (own !== null) return sayLine(own);
  if (error instanceof UserError) return sayLine(error.message);
  const reference = deps.ids.requestId();
  deps.log.error("turn failed", { reference, error });
  const known = sentenceFor(error);
  if (known !== null) return known;
  return say`Something went wrong on my side, and nothing more was done. Please try again; if it happens again, give your administrator the reference ${reference}.`;
}

async function answer(deps: Deps, turn: MessageTurn, signal: AbortSignal): Promise<void> {
  if (turn.isTooLong === true) {
    await sendText(deps, turn.conversation, TOO_LONG, turn.activityId);
    return;
  }
  const typed = GREETING.test(turn.text.trim()) ? "help" : (lineForLink(turn.text) ?? turn.text);
  const parsed = parse(typed, deps.commands);
  switch (parsed.kind) {
    case "none":
      await sendText(deps, turn.conversation, nothingTyped(turn), turn.activityId);
      return;
    case "unknown": {
      const hint = parsed.suggestion === null ? "" : ` Did you mean "${parsed.suggestion}"?`;
      const words = say`I don't know "${parsed.word}".${hint} Type "help" for what I can do.`;
      await sendText(deps, turn.conversation, words, turn.activityId);
      return;
    }
    case "fault":
      await sendText(deps, turn.conversation, sayLine(parsed.text), turn.activityId);
      return;
    case "command":
      await runTyped(deps, turn, { command: parsed.command, raw: parsed.raw, args: parsed.args }, signal);
  }
}

const TOO_LONG = say`Your message is longer than I read, so I have done nothing. Please send the command by itself, with a short reason.`;

function nothingTyped(turn: MessageTurn): Shown {
  return turn.codeBlocks.length > 0
    ? say`I don't run what stands in code blocks or quotes. Type the command itself, or "help".`
    : say`Type "help" for what I can do.`;
}

async function runTyped(
  deps: Deps,
  turn: MessageTurn,
  typed: Pick<Job, "command" | "raw" | "args">,
  signal: AbortSignal,
): Promise<void> {
  const { place, elsewhere } = await placeFor(deps, turn.sender, turn.conversation, typed.command.shows);
  const replyTo = elsewhere ? null : turn.activityId;
  const done = await runCommand(deps, {
    ...typed,
    sender: turn.sender,
    conversation: turn.conversation,
    place,
    replyTo,
    origin: `${turn.conversation.id}|${turn.activityId}`,
    signal,
  });
  if (done.kind === "content") await send(deps, place, done.content, replyTo);
  else await flushPosts(deps);
  if (elsewhere) await sendText(deps, turn.conversation, SENT_ELSEWHERE, turn.activityId);
}

export const SENT_ELSEWHERE = say`Device data is not shown here, so I answered in our 1:1 chat. An Admin can type "enable" to allow it in this conversation.`;

/** Where an answer goes: device data only into 1:1 chats and enabled conversations (CONTRACT §4). */
export async function placeFor(
  deps: Deps,
  sender: Sender,
  conversation: ConversationRef,
  shows: "device-data" | "plain",
): Promise<{ readonly place: ConversationRef; readonly elsewhere: boolean }> {
  if (shows === "plain" || conversation.kind === "personal") return { place: conversation, elsewhere: false };
  const rows = await deps.store.read(async (tx) => ({
    here: await tx.conversations.get(conversation.id),
    own: await tx.conversations.personalOf(sender.oid),
  }));
  if (rows.here?.enabled === true) return { place: conversation, elsewhere: false };
  if (rows.own === null) {
    return { place: await deps.messenger.personal(sender, conversation.serviceUrl), elsewhere: true };
  }
  const { id, kind, tenantId, serviceUrl } = rows.own;
  return { place: { id, thread: null, kind, tenantId, serviceUrl }, elsewhere: true };
}

async function askToSignIn(
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
    // A prompt bears a secret and is soon too old: it does not wait in the store, so neither does the command.
    await deps.store.transaction((tx) => tx.pending.remove(prompt.id));
    await sendText(deps, turn.conversation, PROMPT_LOST, turn.activityId);
  }
}

const PROMPT_LOST = say`You have to sign in for that, but Teams did not take my card. Please send your command again.`;

/** Sends at once; when Teams does not take it, the message waits in the store and is sent later. */
async function send(
  deps: Deps,
  to: ConversationRef,
  content: Content,
  replyTo: string | null,
): Promise<void> {
  try {
    await deps.messenger.post(to, content, replyTo);
  } catch (error) {
    if (!(error instanceof MessengerError) || error.gone) {
      deps.log.warn("answer could not be sent", { error });
      return;
    }
    await deps.store.transaction((tx) => postNotice(deps, tx, to, content, replyTo));
  }
}

/** A plain sentence to a conversation. */
export async function sendText(
  deps: Deps,
  to: ConversationRef,
  words: Shown,
  replyTo: string | null = null,
): Promise<void> {
  await send(deps, to, text(words), replyTo);
}
