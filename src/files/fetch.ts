import { UserError } from "../shared/errors.ts";
import { say } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import { MAX_FILE_BYTES } from "./offer.ts";

/** The bytes behind a link, which goes into no message and no log. @throws UserError in words */
export async function fetchFile({ files }: Pick<Deps, "files">, url: string): Promise<Uint8Array> {
  const fetched = await files.fetch(url, MAX_FILE_BYTES);
  switch (fetched.kind) {
    case "bytes":
      return fetched.bytes;
    case "too-big":
      throw new UserError("rejected", say("files.bringsTooMuch"));
    case "unlisted":
    case "failed":
      throw new UserError("unreachable", say("files.notFetched"));
  }
}
