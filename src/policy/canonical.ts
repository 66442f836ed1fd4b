import type { Person } from "../shared/people.ts";
import type { Match } from "./model.ts";

/**
 * How names are compared by rules and filters. What looks the same to a person is the same: compatibility forms (NFKC),
 * blanks at the ends or of another kind, invisible characters and case make no difference.
 */

/** Every kind of blank, also the Braille pattern that looks like one. */
const BLANK = /[\p{Z}\t-\r\u0085\u2800]/gu;
/** What no reader sees: default-ignorable characters (a byte order mark is one), format and control characters. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu;

/** The text as it is compared, on both sides. Takes linear time, whatever the text is. */
export function comparable(text: string): string {
  return (
    text
      .normalize("NFKC")
      .replace(BLANK, " ")
      .replace(INVISIBLE, "")
      .toLowerCase()
      // Lower case may leave what can be composed again.
      .normalize("NFKC")
      .split(" ")
      .filter((word) => word !== "")
      .join(" ")
  );
}

/**
 * The first of the patterns that `value` fits, or null: `*` is any run of characters. Takes no more than the product of
 * both lengths, whatever a device is called.
 */
export function fitting(patterns: readonly string[], value: string): string | null {
  const text = comparable(value);
  return patterns.find((pattern) => fits(comparable(pattern), text)) ?? null;
}

/** Whether the patterns name this person, by UPN or by object id; unknown when Entra gave no UPN to compare. */
export function namesPerson(patterns: readonly string[], person: Person): Match {
  if (patterns.some((pattern) => pattern.toLowerCase() === person.oid.toLowerCase())) return "yes";
  if (comparable(person.upn) === "" && patterns.length > 0) return "unknown";
  return fitting(patterns, person.upn) === null ? "no" : "yes";
}

function fits(pattern: string, text: string): boolean {
  const [first = "", ...middle] = pattern.split("*");
  const last = middle.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of middle) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - from >= last.length && text.endsWith(last);
}
