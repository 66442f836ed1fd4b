import type { ConversationRef } from "../messaging/conversation.ts";
import type { Content } from "../messaging/content.ts";
import { noticePost } from "../messaging/new-post.ts";
import { UserError } from "../shared/errors.ts";
import { say, type Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import { safeFileName } from "./name.ts";
import type { FileRow, Tx } from "./rows.ts";

/**
 * Files go to one person, in their 1:1 chat, and only when they say so: Teams asks them where they want it (file consent),
 * and gives the address to write it to. Until then the content lies sealed in the store.
 */

/** The biggest file, in bytes: what is sealed in a row, and sent in one piece (Teams wants pieces from 4 MiB on). */
export const MAX_FILE_BYTES = 4 * 1_024 * 1_024;
/** How long a file is on offer, in milliseconds. */
export const OFFER_MS = 24 * 3_600_000;
/** Most files on offer to one person at a time. */
const MOST_OFFERS = 10;

export interface FileToOffer {
  /** Anybody's: made harmless here. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it is, for the card that offers it. */
  readonly about: Text;
}

/** Whom a file is for. */
export interface Recipient {
  readonly oid: string;
  readonly tid: string;
  /** Their 1:1 chat. */
  readonly chat: ConversationRef;
}

/** Offers a file. @throws UserError when it is empty, too big, or too many wait for that person */
export async function offerFile(
  deps: Pick<Deps, "files" | "clock" | "ids">,
  tx: Tx,
  { oid, tid, chat }: Recipient,
  { name: given, bytes, about }: FileToOffer,
): Promise<void> {
  const name = safeFileName(given);
  const size = bytes.byteLength;
  if (chat.kind !== "personal") throw new UserError("forbidden", say("files.onlyPersonal"));
  if (size === 0) throw new UserError("rejected", say("files.empty", { name }));
  if (size > MAX_FILE_BYTES) throw new UserError("rejected", say("files.tooBig", { name, size }));
  if ((await tx.files.countOf({ oid, tid })) >= MOST_OFFERS)
    throw new UserError("throttled", say("files.tooMany", { most: MOST_OFFERS }));
  const id = deps.ids.uuid();
  const body = deps.files.seal.close(Buffer.from(bytes).toString("base64"), contextOf(id));
  const post = noticePost(deps, chat, offerOf({ id, name, size }, about), { asker: oid });
  await tx.posts.insert(post);
  const expiresAt = deps.clock.now() + OFFER_MS;
  const unsent = { state: "offered", target: "", attempts: 0, dueAt: null } as const;
  await tx.files.insert({ id, oid, tid, name, size, postId: post.id, body, expiresAt, ...unsent });
}

/** The card that asks whether a file is wanted. */
export function offerOf({ id, name, size }: Pick<FileRow, "id" | "name" | "size">, about: Text): Content {
  return { kind: "file-offer", ref: id, name, size, text: about };
}

/** What is sealed of a file opens for that file alone. */
export function contextOf(id: string): string {
  return `file ${id}`;
}
