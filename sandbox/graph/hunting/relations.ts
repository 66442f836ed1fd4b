import { semanticFault } from "./faults.ts";
import { compare, plainText, type KqlValue } from "./values.ts";

/** How values are compared. */

export type Relation = (left: KqlValue, right: KqlValue) => boolean;

/** Texts, whatever their case. */
export function caseless(check: (left: string, right: string) => boolean): Relation {
  return (left, right) => check(plainText(left).toLowerCase(), plainText(right).toLowerCase());
}

const ordered =
  (check: (order: number) => boolean): Relation =>
  (left, right) =>
    left !== null && right !== null && check(compare(left, right));

/** A whole word: letters and digits, with none of either beside it. */
function hasTerm(text: string, term: string): boolean {
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    const beside = `${text[at - 1] ?? " "}${text[at + term.length] ?? " "}`;
    if (!/[\p{L}\p{N}]/u.test(beside)) return true;
  }
  return false;
}

/** What stands between two values. */
export const RELATIONS: Readonly<Record<string, Relation>> = {
  "==": (left, right) => left !== null && left === right,
  "!=": (left, right) => left !== right,
  "=~": caseless((left, right) => left === right),
  "!~": caseless((left, right) => left !== right),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  has: caseless(hasTerm),
  "!has": caseless((left, right) => !hasTerm(left, right)),
  contains: caseless((left, right) => left.includes(right)),
  "!contains": caseless((left, right) => !left.includes(right)),
  startswith: caseless((left, right) => left.startsWith(right)),
  "!startswith": caseless((left, right) => !left.startsWith(right)),
  endswith: caseless((left, right) => left.endsWith(right)),
  "!endswith": caseless((left, right) => !left.endsWith(right)),
};

/** Operators with a list: the relation that one of its members, or none (`!in`), has to fulfil. */
export const LISTS: Readonly<Record<string, Relation>> = {
  in: (left, right) => left === right,
  "!in": (left, right) => left === right,
  has_any: caseless(hasTerm),
};

/** A pattern as the engine writes it (RE2), which may begin with its flags. @throws GraphFault 400 */
export function patternOf(operator: string, text: string): RegExp {
  const [whole = "", flags = ""] = /^\(\?([ims]+)\)/.exec(text) ?? [];
  try {
    return new RegExp(text.slice(whole.length), flags);
  } catch {
    throw semanticFault(operator, `The regular expression '${text}' is invalid`);
  }
}
