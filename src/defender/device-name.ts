/*
 * Names of devices. Computers have DNS names; phones and tablets have what their owner called them: `Ole’s iPhone`,
 * `Max Mustermann iPadAir 17zoll (2ndgeneration)`.
 */

const LONGEST = 255;

/** Whether Defender can be asked for a device of that name: anything that can be seen. */
export function isAskable(name: string): boolean {
  return name.trim() !== "" && name.length <= LONGEST && !/\p{C}/u.test(name);
}

/**
 * Whether a typed word can be meant as a device's name. It may be quoted and have spaces in it; what stands for
 * something else in a command is none: patterns, paths, keys, lists, people.
 */
export function isTypedName(name: string): boolean {
  if (!isAskable(name) || name.startsWith("-")) return false;
  return /[\p{L}\p{N}]/u.test(name) && !/["*/:;,<>?@\\|]/.test(name);
}

/** `CORP\fin-lt`, `\\fin-lt` and the computer account `FIN-LT$` are `fin-lt`. */
export function withoutDomain(name: string): string {
  const bare = name.replace(/^(?:\\\\|[\w.-]{1,64}\\)/, "");
  return bare.endsWith("$") ? bare.slice(0, -1) : bare;
}

/** Whether two are spellings of one name: case, kind of apostrophe and of space, and how accents are coded don't count. */
export function isSameName(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

/**
 * The spellings that Defender may have for a name that somebody typed, at most 8: whether it minds the case is not
 * documented, phones put a typographic apostrophe where a keyboard has a straight one, and some code accents apart.
 */
export function spellingsOf(typed: string): readonly string[] {
  const name = typed.trim().normalize("NFC");
  const cases = [name.toLowerCase(), name];
  const quoted = cases.flatMap((one) => [
    one,
    one.replace(/['\u2019]/g, "'"),
    one.replace(/['\u2019]/g, "\u2019"),
  ]);
  return [...new Set(quoted.flatMap((one) => [one, one.normalize("NFD")]))];
}

function folded(name: string): string {
  return name
    .trim()
    .normalize("NFC")
    .toLowerCase()
    .replace(/\u2019/g, "'")
    .replace(/\p{Zs}/gu, " ");
}
