import { portalPage, type PortalPage } from "../defender/portal.ts";
import { trimEndOf } from "../shared/trim.ts";

/** What people paste: with the punctuation of where it stood, and defanged, so that nobody follows it by mistake. */

const MARKS_BEHIND = ".,;:!?";

/** The value by itself: `fin-lt[.]corp[.]example,` is `fin-lt.corp.example`, `hxxps[:]//x` is `https://x`. */
export function pasted(text: string): string {
  const bare = trimEndOf(unwrapped(trimEndOf(text.trim(), MARKS_BEHIND)), MARKS_BEHIND);
  return bare
    .replace(
      /\[(\.|dot|::?)\]|\((\.|dot)\)|\{(\.|dot)\}/gi,
      (_, square?: string, round?: string, curly?: string) => {
        const mark = square ?? round ?? curly ?? "";
        return mark.startsWith(":") ? mark : ".";
      },
    )
    .replace(/^hxxp(?=s?:)/i, "http");
}

/** `<https://…>`, as mail programs write a link. */
function unwrapped(text: string): string {
  return text.startsWith("<") && text.endsWith(">") ? text.slice(1, -1) : text;
}

/** The page of the Defender portal that a pasted link leads to; null: it is no such link. */
export function pastedPage(text: string): PortalPage | null {
  return portalPage(pasted(text));
}

/** The command that a link by itself stands for: to show what it leads to. Null: the message is no such link. */
export function lineForLink(message: string): string | null {
  const page = pastedPage(message);
  return page === null ? null : `${page.kind} ${page.id}`;
}
