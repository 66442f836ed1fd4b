import { text } from "../messaging/content.ts";
import { postNotice } from "../messaging/new-post.ts";
import type { FileConsentTurn } from "../messaging/turn.ts";
import { isSame } from "../shared/people.ts";
import { say, type Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import { contextOf } from "./offer.ts";
import type { FileRow, Tx } from "./rows.ts";

/**
 * The answer to an offer, as Teams brings it. It counts once, from the person whom the file is for, in a 1:1 chat; the
 * address that comes with it is believed only where it lies on a listed host. What is accepted is a row from then on: it is
 * saved whatever happens to this process.
 */
export async function answerFileConsent(deps: Deps, turn: FileConsentTurn): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const row = await tx.files.get(turn.ref);
    const isTheirs = row !== null && isSame(row, turn.sender) && turn.conversation.kind === "personal";
    // Whoever is not meant learns nothing of it.
    const words = isTheirs ? await decided(deps, tx, row, turn) : say("files.unknown");
    if (words === null) return;
    await postNotice(deps, tx, turn.conversation, text(words), { asker: turn.sender.oid });
  });
}

/** What is to be said besides; null: nothing. */
async function decided(deps: Deps, tx: Tx, row: FileRow, turn: FileConsentTurn): Promise<Text | null> {
  const { name } = row;
  if (row.state !== "offered") return say("files.answered", { name, state: row.state });
  const now = deps.clock.now();
  if (deps.clock.latest() >= row.expiresAt) {
    await forget(tx, row, now, say("files.expired", { name }));
    return null;
  }
  if (!turn.accepted) {
    await forget(tx, row, now, say("files.declined", { name }));
    return null;
  }
  const { target } = turn;
  if (target === null || !deps.files.isListed(target.uploadUrl) || !deps.files.isListed(target.contentUrl)) {
    deps.log.warn("a file was to be saved at an address that is not listed");
    return say("files.strangePlace", { name });
  }
  const sealed = deps.files.seal.close(JSON.stringify(target), contextOf(row.id));
  await tx.files.change(row.id, "offered", { state: "accepted", target: sealed, attempts: 0, dueAt: now });
  return null;
}

/** The content goes, and the card says why. */
export async function forget(tx: Tx, row: FileRow, now: number, why: Text): Promise<void> {
  const facts = { state: "declined", body: "", target: "", dueAt: null } as const;
  if (await tx.files.change(row.id, row.state, facts)) await tx.posts.show(row.postId, text(why), now);
}
