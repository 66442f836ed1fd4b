import { z } from "zod";
import type { AttachedFile } from "../../messaging/turn.ts";
import { withoutInvisible } from "../../texts/safe-text.ts";

/** Files that somebody sends along with a message. Nothing is fetched here, and nothing in it is believed. */

/** Links to files that lie elsewhere, and pictures; other attachments are cards and copies of the text. */
const UNREADABLE = /^(?:reference$|image\/)/;
const DOWNLOAD = "application/vnd.microsoft.teams.file.download.info";
const MAX_NAME = 200;

const attachedSchema = z.looseObject({
  contentType: z.string().max(200),
  name: z.string().max(1_000).nullish(),
});
const downloadSchema = z.looseObject({
  content: z.looseObject({ downloadUrl: z.string().min(1).max(8_192) }),
});

/**
 * The file of a message; undefined: it has none. What Teams gives no download address for (a link into SharePoint, a picture)
 * is a file that can't be read.
 */
export function attachedTo(attachments: readonly unknown[] | null | undefined): AttachedFile | undefined {
  const files = (attachments ?? []).flatMap((attachment): AttachedFile[] => {
    const { data } = attachedSchema.safeParse(attachment);
    const { contentType = "" } = data ?? {};
    if (contentType !== DOWNLOAD && !UNREADABLE.test(contentType)) return [];
    const name = withoutInvisible(data?.name ?? "").slice(0, MAX_NAME);
    const download = contentType === DOWNLOAD ? downloadSchema.safeParse(attachment).data : undefined;
    return [{ name, url: download?.content.downloadUrl ?? null }];
  });
  const [first] = files;
  return files.length > 1 ? { name: first?.name ?? "", url: null, isOneOfSeveral: true } : first;
}

const CARD = /^application\/vnd\.microsoft\.(?:teams\.)?card\./;
/** Copies of what was typed, and of what it quotes. */
const TEXT = /^(?:text\/|messageReference$)/;

/** What hangs on a message and is neither a file nor its text: a card that somebody has sent on, a recording, a place. */
export function unreadIn(attachments: readonly unknown[] | null | undefined): "card" | "other" | undefined {
  const types = (attachments ?? []).flatMap((one) => attachedSchema.safeParse(one).data?.contentType ?? []);
  if (types.some((type) => CARD.test(type))) return "card";
  const isKnown = (type: string) => TEXT.test(type) || type === DOWNLOAD || UNREADABLE.test(type);
  return types.every(isKnown) ? undefined : "other";
}
