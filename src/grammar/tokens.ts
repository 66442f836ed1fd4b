/** The words of a message. */

export interface Token {
  /** The key, lower case, when the token has the form `key:value`. */
  readonly key: string | null;
  readonly value: string;
  /** As typed, quotes included. */
  readonly source: string;
}

/** One after the other, with nothing but space between them; a no-break space is part of a name. */
export const TOKEN = /[^\S\u00a0]*((?:([A-Za-z][A-Za-z0-9-]*):)?(?:"([^"]*)"[.,;]?(?=\s|$)|([\S\u00a0]+)))/gy;
const BARE_KEY = /^([A-Za-z][A-Za-z0-9-]*):$/;

/** Takes a message apart. */
export function tokenize(text: string): readonly Token[] {
  return [...text.matchAll(TOKEN)].map(([, source = "", key, quoted, plain = ""]) => {
    const bare = BARE_KEY.exec(source)?.[1];
    if (bare !== undefined) return { key: bare.toLowerCase(), value: "", source };
    return { key: key?.toLowerCase() ?? null, value: quoted ?? plain, source };
  });
}

/** A key that is parted from its value: `type:` of `type: full`. */
export function isParted({ key, source }: Token): boolean {
  return key !== null && source.endsWith(":");
}
