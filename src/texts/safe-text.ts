/** Text that others wrote, made harmless for showing. All patterns here take linear time. */

/** Longest text that `clean` returns when nothing else is asked for, in code points. */
export const MAX_TEXT = 1000;

/** What lies further back is not even looked at, in UTF-16 units: the time to clean a text is bounded before it begins. */
const MAX_READ = 32_768;

/**
 * Printable Latin-1 without `<` and the soft hyphen, and the dashes, quotation marks and dots of our own sentences: most texts
 * are, and none of them is changed by what follows.
 */
const HARMLESS =
  /^[ -;=-~\u00A1-\u00AC\u00AE-\u00FF\u2013\u2014\u2018\u2019\u201C\u201D\u2026\u203A\u25CB\u25CF]*$/;

/**
 * The text without what a reader can't see but is misled by: control, bidi and other format characters, fillers, lone
 * surrogates, and accents piled so high that they cover other lines. Line breaks stay. A mention tag loses its bracket,
 * since Teams looks for it in plain text. Longer than `max` code points: cut, ending in "…".
 */
export function clean(text: string, max: number = MAX_TEXT): string {
  if (text.length <= max && HARMLESS.test(text)) return text;
  const visible = withoutInvisible(text.slice(0, MAX_READ))
    .replace(/(\p{M}{4})\p{M}+/gu, "$1")
    .replace(/\t/g, " ")
    .replace(/<(?=\s*(?:\/\s*)?at\b)/gi, "‹");
  // Cut by code units first, so that a huge text is not taken apart whole.
  const points = Array.from(visible.slice(0, max * 2 + 2));
  const whole = points.length <= max && text.length <= MAX_READ;
  return whole ? visible : `${points.slice(0, Math.max(0, max - 1)).join("")}…`;
}

/**
 * Without what can't be seen (control, format and filler characters, lone surrogates), tabs and line breaks apart, which
 * become `\n`. Everything that people type goes through it as well.
 */
export function withoutInvisible(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(/[[\p{C}\p{DI}]--[\n\t]]/gv, "");
}

/** Whether a reader sees anything of it: not where it is made of blanks (the Braille one too) and invisible characters. */
export function isVisible(text: string): boolean {
  return /[^\p{Z}\p{C}\p{DI}\u2800]/v.test(text);
}

/** `clean` on one line: text of others must not look like a line of ours. */
export function cleanLine(text: string, max: number = MAX_TEXT): string {
  const cleaned = clean(text, max);
  return cleaned.includes("\n") ? cleaned.replace(/\n+/g, " ") : cleaned;
}

declare const shown: unique symbol;

/**
 * A message of ours, fit for a place where nothing but its text is shown: a plain message, a notification, a toast.
 * Only `shown` (render.ts) and `sayLine` make it, so a raw text of others does not pass the compiler.
 */
export type Shown = string & { readonly [shown]: true };

/** A sentence that was put together elsewhere, of words of ours and of others: on one line, no mention, no link. */
export function sayLine(text: string): Shown {
  return inert(text) as Shown;
}

/** Clients make links of addresses in plain text; analysts know the spelling of which none does. */
function inert(text: string): string {
  return cleanLine(text)
    .replace(/:(?=\/\/)/g, "[:]")
    .replace(/\bwww\.(?=\w)/gi, "www[.]");
}

/** What could begin markup, and a character that looks alike and means nothing. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map([
  ["\\", "∖"],
  ["`", "ˋ"],
  ["*", "∗"],
  ["_", "＿"],
  ["~", "∼"],
  ["[", "［"],
  ["]", "］"],
  ["<", "‹"],
  [">", "›"],
  ["&", "＆"],
  ["|", "∣"],
  ["#", "＃"],
]);

/**
 * One line for a place that some clients read as markdown and others don't, such as the text that stands for a card: a
 * backslash before each mark would be seen in the latter. Brackets that are round stay as they are, and so does an
 * underscore within a word, which is none.
 */
export function unmarked(line: Shown, max: number = MAX_TEXT): Shown {
  return cleanLine(line, max)
    .replace(
      /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[\\`*~[\]<>|]|&(?=[#\w])|^#/gu,
      (mark) => LOOK_ALIKES.get(mark) ?? mark,
    )
    .replace(/^[-+](?=\s)/, "‐") as Shown;
}
