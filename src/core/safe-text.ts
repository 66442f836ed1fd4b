/** Text that others wrote, made harmless for showing (CONTRACT §6.6). */

/** Longest text that `clean` returns when nothing else is asked for, in code points. */
export const MAX_TEXT = 1000;

/** Printable Latin-1 without `<` and the soft hyphen: most texts are, and none of them is changed by what follows. */
const HARMLESS = /^[ -;=-~\u00A1-\u00AC\u00AE-\u00FF]*$/;

/**
 * The text without what a reader can't see but is misled by: control, bidi and other format characters, lone
 * surrogates. Line breaks stay. A mention tag loses its bracket, since Teams looks for it in plain text. Longer than
 * `max` code points: cut, ending in "…".
 */
export function clean(text: string, max: number = MAX_TEXT): string {
  if (text.length <= max && HARMLESS.test(text)) return text;
  const visible = text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/\t/g, " ")
    .replace(/[^\P{C}\n]/gu, "")
    .replace(/<(?=\s*\/?\s*at\b)/gi, "‹");
  // Cut by code units first, so that a huge text is not taken apart whole.
  const points = Array.from(visible.slice(0, max * 2 + 2));
  return points.length <= max ? visible : `${points.slice(0, Math.max(0, max - 1)).join("")}…`;
}

/** `clean` on one line: text of others must not look like a line of ours. */
export function cleanLine(text: string, max: number = MAX_TEXT): string {
  return clean(text, max).replace(/\n+/g, " ");
}

/**
 * Text for a place where the client reads markdown: every character that could begin markup, a link or an entity is
 * escaped with a backslash (CommonMark §2.4 allows that for all ASCII punctuation).
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\](){}#>+~|<&!-]/g, "\\$&")
    .replace(/:(?=\/)/g, "\\:")
    .replace(/^(\s*\d+)([.)])/gm, "$1\\$2");
}
