import type { Command } from "../commands/command.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import { MessengerError } from "../messaging/messenger.ts";
import { refOf } from "../messaging/new-post.ts";
import { UserError } from "../shared/errors.ts";
import type { Sender } from "../shared/people.ts";
import { say, type Text } from "../texts/text.ts";
import type { Reach } from "./answer.ts";
import type { Deps } from "./deps.ts";

/** What is said where it was asked when the answer went into the person's 1:1 chat. */
export function elsewhereText({ shows }: Pick<Command, "shows">, reach: Reach): Text {
  return say("elsewhere.answeredElsewhere", { reach, isPrivate: shows === "private" });
}

/** Where an answer goes: what is private to its asker into their 1:1 chat, device data only into 1:1 chats and enabled conversations. */
export async function placeFor(
  deps: Deps,
  sender: Sender,
  conversation: ConversationRef,
  shows: Command["shows"],
): Promise<{ readonly place: ConversationRef; readonly elsewhere: boolean }> {
  if (shows === "plain" || conversation.kind === "personal") return { place: conversation, elsewhere: false };
  const rows = await deps.store.read(async (tx) => ({
    here: await tx.conversations.get(conversation.id),
    own: await tx.conversations.personalOf(sender.oid),
  }));
  if (shows === "device-data" && rows.here?.enabled === true)
    return { place: conversation, elsewhere: false };
  const place = rows.own === null ? await openChat(deps, sender, conversation.serviceUrl) : refOf(rows.own);
  return { place, elsewhere: true };
}

/** @throws UserError: nothing was done, and what to do */
async function openChat(deps: Deps, sender: Sender, serviceUrl: string): Promise<ConversationRef> {
  try {
    const place = await deps.messenger.personal(sender, serviceUrl);
    const row = { ...place, personOid: sender.oid };
    await deps.store.transaction((tx) => tx.conversations.note(row, deps.clock.now()), "in-order");
    return place;
  } catch (error) {
    if (!(error instanceof MessengerError) || error.obstacle !== "closed") throw error;
    throw new UserError("unreachable", say("elsewhere.noChat"));
  }
}
