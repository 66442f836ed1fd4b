import { isReserved } from "../defender/reserved.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { isText, verbatim, type Words } from "../texts/text.ts";
import { isList, type CardButton, type CardValue, type Content } from "./content.ts";
import { fileOrAddress, lookUpArgs } from "./look-up.ts";

/**
 * Each hash, address, device and person on a card is one click from its own card. Where a row, a cell or a button leads there
 * already, nothing is added; whatever else the card names stands under it, folded, in one list. So it holds for every card, also
 * for one that nobody has thought of yet.
 */

/** More would make the list a card of its own. */
const MOST = 12;

/** What is known of by a card of its own: the command that shows it. */
export interface Named {
  readonly value: string;
  readonly command: string;
  readonly args: RawArgs;
}

/** The buttons of the card. */
export interface Opens {
  /** Whether one of them is about that value. */
  leadsTo(value: string): boolean;
  button(title: Words, command: string, args: RawArgs): CardButton;
}

/** The card, with a button to whatever it names that nothing on it leads to. */
export function withNamed(content: Content, opens: Opens): Content {
  if (content.kind !== "card") return content;
  const { name, heading, target, names: own } = content.data;
  const lost = namedOn(content)
    .filter(({ value }) => ![name, heading, target].includes(value) && !opens.leadsTo(value))
    .slice(0, MOST);
  if (lost.length === 0) return content;
  const found = lost.map(({ value, command, args }) => opens.button(verbatim(value), command, args));
  return { ...content, data: { ...content.data, names: [...(isList(own) ? own : []), ...found] } };
}

/** What a card names, each once. */
export function namedOn(content: Content): readonly Named[] {
  if (content.kind !== "card") return [];
  const found = new Map<string, Named>();
  find(content.data, "", (named) => {
    const key = named.value.toLowerCase();
    if (!found.has(key)) found.set(key, named);
  });
  return [...found.values()];
}

/** What stands there as a value of its own: what is a part of somebody's words leads nowhere. */
function find(value: CardValue, key: string, tell: (named: Named) => void): void {
  if (typeof value === "string") {
    if (!MAY_NAME.test(value)) return;
    for (const piece of value.split(/, | [·/] /)) {
      const named = namedBy(piece.trim(), key);
      if (named !== null) tell(named);
    }
  } else if (isList(value)) {
    for (const item of value) find(item, key, tell);
  } else if (isText(value)) {
    for (const hole of Object.keys(value.with)) find(value.with[hole] ?? null, hole, tell);
  } else if (typeof value === "object" && value !== null && !("verb" in value)) {
    for (const name of Object.keys(value)) find(value[name] ?? null, name, tell);
  }
}

/** All that has a name here is a digest, or has one of these in it: most texts are passed by at once. */
const MAY_NAME = /[@\\.:]|[0-9a-f]{32}/i;

/** Nothing in it that can't be seen: what looks like somebody's name leads to nobody else. */
const UPN = /^[^\s\p{C}\p{DI}@"'<>\\]{1,200}@[^\s\p{C}\p{DI}@"'<>\\]{1,255}$/v;
/** `DOMAIN\name`, as Windows writes it; the roots of its registry look like that too. */
const SHORT_NAME = /^(?!HKEY_)[\w.-]{1,255}\\[^\\/@"'<>:;|=,+*?[\]\s]{1,64}$/i;
const DNS_NAME = /^[\w-]{1,63}(?:\.[\w-]{1,63})+$/;

/** By its looks, a device by what its hole is called: a name with dots may be a domain as well. */
function namedBy(value: string, hole: string): Named | null {
  if (UPN.test(value) || SHORT_NAME.test(value)) return { value, command: "user", args: { target: value } };
  if (hole === "device" && DNS_NAME.test(value)) return { value, command: "device", args: { target: value } };
  const found = fileOrAddress(value);
  if (found === null || (found.kind === "ip" && isReserved(found.value))) return null;
  return { value, command: found.kind, args: lookUpArgs(found) };
}
