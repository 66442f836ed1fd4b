import { isRecord, textOf } from "./types.ts";
import type { Json, Message } from "./types.ts";

export const FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent";
/** A file that a person attached. */
export const FILE_DOWNLOAD = "application/vnd.microsoft.teams.file.download.info";
export const FILE_INFO = "application/vnd.microsoft.teams.card.file.info";

/** A file as a message offers it, or as it says where it lies. */
export type FileCard =
  | {
      readonly kind: "offer";
      readonly name: string;
      readonly description: string;
      readonly size: number;
      readonly acceptContext: Json;
      readonly declineContext: Json;
    }
  | { readonly kind: "saved"; readonly name: string; readonly url: string };

/** The file card of a message; null: it has none. */
export function fileCardOf({ attachments }: Pick<Message, "attachments">): FileCard | null {
  for (const { contentType, content, name, contentUrl } of attachments) {
    if ([FILE_INFO, FILE_DOWNLOAD, "reference"].includes(contentType))
      return { kind: "saved", name: name ?? "", url: contentUrl ?? "" };
    if (contentType !== FILE_CONSENT || !isRecord(content)) continue;
    const { description, sizeInBytes, acceptContext, declineContext } = content;
    return {
      ...{ kind: "offer", name: name ?? "", description: textOf(description) ?? "" },
      size: typeof sizeInBytes === "number" ? sizeInBytes : 0,
      acceptContext: isRecord(acceptContext) ? acceptContext : {},
      declineContext: isRecord(declineContext) ? declineContext : {},
    };
  }
  return null;
}
