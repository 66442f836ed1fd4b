import { isIP } from "node:net";

/** Things that attackers leave behind, by which they can be found and blocked. Pure: nothing is looked up. */

/** The digests by which Defender knows files. */
export type HashKind = "sha1" | "sha256" | "md5";

const HASH_LENGTHS: Readonly<Record<number, HashKind>> = { 32: "md5", 40: "sha1", 64: "sha256" };

/** Which digest a text is, by its length; null: it is none. */
export function hashKindOf(text: string): HashKind | null {
  return /^[0-9a-f]+$/i.test(text) ? (HASH_LENGTHS[text.length] ?? null) : null;
}

/** What alerts and devices can be looked up by. Values are in lower case. */
export type Observable =
  /** By its SHA-1, which Defender's lists go by; the SHA-256 where it is known. */
  | { readonly kind: "file"; readonly value: string; readonly sha256: string | null }
  | { readonly kind: "ip"; readonly value: string }
  | { readonly kind: "domain"; readonly value: string };

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * A domain name in lower case, as DNS has it (international names in Punycode), without the dot at its end; null: it is
 * none. The last label is no number: that would be an address.
 */
export function domainOf(text: string): string | null {
  const ascii = asciiHost(text.replace(/\.$/, ""));
  const labels = ascii.split(".");
  const isName = labels.length >= 2 && ascii.length <= 253 && labels.every((label) => LABEL.test(label));
  return isName && !/^\d+$/.test(labels.at(-1) ?? "") ? ascii : null;
}

/** The URL parser's own way of writing a host; empty: it takes none of it. */
function asciiHost(text: string): string {
  if (/[\s/\\?#@:%<>[\]]/.test(text)) return "";
  try {
    return new URL(`http://${text}/`).hostname;
  } catch {
    return "";
  }
}

/** An address in its one spelling: `2001:DB8:0::1` is `2001:db8::1`; null: it is none. A zone (`%eth0`) is dropped. */
export function addressIn(text: string): string | null {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  const [address = ""] = bare.split("%", 1);
  switch (isIP(address)) {
    case 4:
      return address;
    case 6:
      return new URL(`http://[${address}]/`).hostname.slice(1, -1);
    default:
      return null;
  }
}

/** The URL in one spelling, of http or https; null: it is none. Credentials in it are none of Defender's business. */
export function urlOf(text: string): URL | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username === "" && url.password === "" ? url : null;
}
