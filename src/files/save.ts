import { text } from "../messaging/content.ts";
import { takeDue, type DueRows } from "../shared/due.ts";
import { noticePost, postNotice } from "../messaging/new-post.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import type { FileTarget } from "../messaging/turn.ts";
import { say } from "../texts/text.ts";
import { forget } from "./consent.ts";
import type { Deps } from "./deps.ts";
import { contextOf, offerOf } from "./offer.ts";
import type { FileRow, Tx } from "./rows.ts";

const BATCH = 5;
/** Between the attempts at one address, in milliseconds; after the last one the file is offered again. */
const PAUSES_MS = [2_000, 10_000] as const;

/** A step of the loops: saves what people have accepted. */
export async function saveFiles(deps: Deps): Promise<void> {
  await Promise.all((await takeDue(deps, ACCEPTED, BATCH)).map((row) => save(deps, row)));
}

const ACCEPTED: DueRows<Tx, FileRow> = {
  due: (tx, now, limit) => tx.files.due(now, limit),
  async hold(tx, row, dueAt) {
    const attempts = row.attempts + 1;
    return (await tx.files.change(row.id, "accepted", { dueAt, attempts })) ? row : null;
  },
};

/** @param row as it was before this attempt */
async function save(deps: Deps, row: FileRow): Promise<void> {
  const [body, target] = [row.body, row.target].map((sealed) =>
    deps.files.seal.open(sealed, contextOf(row.id)),
  );
  if (typeof body !== "string" || typeof target !== "string") {
    return deps.store.transaction((tx) =>
      forget(tx, row, deps.clock.now(), say("files.lost", { name: row.name })),
    );
  }
  const place = JSON.parse(target) as FileTarget;
  const written = await deps.files.save(place.uploadUrl, Buffer.from(body, "base64"));
  if (written === "saved") return deps.store.transaction((tx) => saved(deps, tx, row, place));
  const pause = written === "gone" ? undefined : PAUSES_MS[row.attempts];
  const dueAt = deps.clock.now() + (pause ?? 0);
  return deps.store.transaction(async (tx) => {
    if (pause === undefined) return offerAgain(deps, tx, row);
    await tx.files.change(row.id, "accepted", { dueAt });
  });
}

async function saved(deps: Deps, tx: Tx, row: FileRow, place: FileTarget): Promise<void> {
  const facts = { state: "saved", body: "", target: "", dueAt: null } as const;
  if (!(await tx.files.change(row.id, "accepted", facts))) return;
  const { name, postId } = row;
  const words = say("files.saved", { name });
  const { contentUrl, uniqueId, fileType } = place;
  await tx.posts.show(postId, text(words), deps.clock.now());
  const chat = await chatOf(tx, row);
  if (chat === null) return;
  const content = { kind: "file-saved", name, contentUrl, uniqueId, fileType, text: words } as const;
  await postNotice(deps, tx, chat, content, { asker: row.oid });
}

/** It could not be saved: what is there is asked for once more, with a new address. */
async function offerAgain(deps: Deps, tx: Tx, row: FileRow): Promise<void> {
  const { id, name, oid, attempts } = row;
  const [now, chat] = [deps.clock.now(), await chatOf(tx, row)];
  const why = say("files.notSaved", { name, perhaps: attempts > 0 });
  if (chat === null || deps.clock.latest() >= row.expiresAt) return forget(tx, row, now, why);
  const post = noticePost(deps, chat, offerOf(row, why), { asker: oid });
  const facts = { state: "offered", target: "", attempts: 0, dueAt: null, postId: post.id } as const;
  if (!(await tx.files.change(id, "accepted", facts))) return;
  await tx.posts.show(row.postId, text(why), now);
  await tx.posts.insert(post);
}

/** Where it was offered; null: the bot was removed there. */
async function chatOf(tx: Tx, { postId }: FileRow): Promise<ConversationRef | null> {
  return (await tx.posts.get(postId))?.conversation ?? null;
}
