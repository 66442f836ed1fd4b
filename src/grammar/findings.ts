import type { ArgKind } from "./args.ts";
import { pasted } from "./pasted.ts";
import { addressIn, domainOf, hashKindOf, urlOf } from "../defender/observable.ts";
import { indicatedBy, type Indicated } from "../defender/indicator.ts";
import { say } from "../texts/text.ts";

/** What is found in an investigation and looked up: pasted with its punctuation, perhaps defanged. */

/** A file's SHA-1, SHA-256 or MD5, in lower case. */
export const fileHash: ArgKind<string> = {
  name: "hash",
  allowed: say("allowed.hash"),
  example: "3395856ce81f2b7382dee72602f798b642f14140",
  prefixes: ["md5", "sha1", "sha-1", "sha256", "sha-256"],
  parse(raw) {
    const hash = pasted(raw).replace(/^(?:md5|sha-?1|sha-?256)\s*[:=]\s*/i, "");
    return hashKindOf(hash) === null ? null : hash.toLowerCase();
  },
};

/** A file's SHA-1, in lower case. */
export const sha1: ArgKind<string> = {
  name: "SHA-1",
  allowed: say("allowed.sha1"),
  example: "87662bc3d60e4200ceaf7aae249d1c343f4b83c9",
  parse: (raw) => (/^[0-9a-f]{40}$/i.test(raw) ? raw.toLowerCase() : null),
};

/** An IP address, in its one spelling. */
export const ipAddress: ArgKind<string> = {
  name: "address",
  allowed: say("allowed.address"),
  example: "198.51.100.23",
  parse: (raw) => addressIn(pasted(raw)),
};

/** A domain name, or the one in a URL. */
export const domainName: ArgKind<string> = {
  name: "domain",
  allowed: say("allowed.domainName"),
  example: "bad.example",
  parse(raw) {
    const typed = pasted(raw);
    return domainOf(urlOf(typed)?.hostname ?? typed);
  },
};

/** The number of a published vulnerability, in capitals. */
export const cveId: ArgKind<string> = {
  name: "vulnerability",
  allowed: say("allowed.cveId"),
  example: "CVE-2026-21412",
  parse(raw) {
    const id = pasted(raw).toUpperCase();
    return /^(?:CVE|TVM)-\d{4}-\d{4,7}$/.test(id) ? id : null;
  },
};

/** A product's name as Defender's inventory has it: `edge`, or with its vendor `microsoft edge`. */
export const softwareName: ArgKind<string> = {
  name: "software",
  allowed: say("allowed.softwareName"),
  example: "openssl",
  hasSpaces: true,
  parse(raw) {
    const name = raw.trim();
    return /^[\p{L}\p{N}][\p{L}\p{N} ._+#-]{0,99}$/u.test(name) ? name : null;
  },
};

/** What Defender can block: recognised by its form. 40 digits behind `cert=` or in pairs are a certificate's thumbprint. */
export const indicatedValue: ArgKind<Indicated> = {
  name: "value",
  allowed: say("allowed.indicator"),
  example: "bad.example",
  parse(raw) {
    const typed = pasted(raw).replace(/^(?:md5|sha-?1|sha-?256)=/i, "");
    const thumbprint = /^(?:cert|thumbprint)=(.*)$/i.exec(typed)?.[1];
    return thumbprint === undefined ? indicatedBy(typed) : indicatedBy(thumbprint, true);
  },
};
