import { UserError } from "../../shared/errors.ts";
import { isOnFileHost } from "../../shared/file-hosts.ts";
import { say } from "../../texts/text.ts";
import type { Success } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { linkSchema } from "./schemas.ts";

/**
 * The link in an answer. Defender puts some in quotes of their own.
 * @throws DefenderError when there is none; UserError when it leads where nothing is to be linked to (FILE_HOSTS)
 */
export function linkIn(answer: Success, fileHosts: readonly string[]): string {
  const link = linkSchema.safeParse(answer.body).data?.value?.replace(/^"|"$/g, "") ?? "";
  const url = URL.parse(link);
  if (url === null) throw unreadable(answer.status, answer.context);
  if (!isOnFileHost(url.href, fileHosts)) {
    throw new UserError("rejected", say("defender.unlistedHost", { host: url.host }));
  }
  return url.href;
}
