import { z } from "zod";
import { isSafeUrl } from "../shared/safe-url.ts";
import { trimEndOf } from "../shared/trim.ts";

/** Kinds of values that a variable may have: what each must be, in words that follow its name. */

/** An address whose every letter counts, query included. */
export const endpoint = z.string().refine((value) => {
  const url = URL.parse(value);
  return url !== null && isSafeUrl(url);
}, "must be an https URL (http only for loopback)");

export const origin = endpoint.transform((value) => trimEndOf(value, "/"));

/** What people and Entra are led back to: paths are the bot's own. */
export const publicOrigin = endpoint
  .refine((value) => {
    const url = URL.parse(value);
    return url?.pathname === "/" && url.search === "" && url.hash === "";
  }, "must be an origin: no path, query or fragment")
  .transform((value) => new URL(value).origin);

export const httpsOrigin = z
  .string()
  .refine((value) => URL.parse(value)?.protocol === "https:", "must be an https URL")
  .transform((value) => trimEndOf(value, "/"));

/** Asked for by name, since a user and password may stand in it and no message may quote it. */
export const proxy = z.string().refine((value) => {
  const url = URL.parse(value);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "";
}, "must be the http or https URL of a proxy (no SOCKS)");

export const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must be a GUID");

export const key = z
  .string()
  .refine((value) => /^[A-Za-z0-9+/_-]{43}=?$/.test(value), "must be 32 bytes in base64")
  .transform((value) => Buffer.from(value, "base64"));

export function whole(min: number, max: number) {
  return z
    .string()
    .refine((value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max, {
      message: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);
}

export const hosts = z
  .string()
  .transform((value) => value.split(",").map((host) => host.trim().toLowerCase()))
  .refine((list) => list.every((host) => /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/.test(host)), {
    message: "must be a comma list of host or host:port, without wildcards",
  })
  .refine(
    (list) => list.every((host) => URL.canParse(`https://${host}`)),
    "names a host or port that can't be",
  )
  // As addresses are compared: the port that goes without saying is not said.
  .transform((list) => list.map((host) => new URL(`https://${host}`).host));

export const fileHosts = z
  .string()
  .transform((value) => value.split(",").map((host) => host.trim().toLowerCase()))
  .refine(
    (list) => list.every((host) => /^(\*\.[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9.-]+(:\d{1,5})?)$/.test(host)),
    "must be a comma list of host, host:port or *.domain",
  )
  .refine(
    (list) => list.every((host) => URL.canParse(`https://${host.replace("*", "x")}`)),
    "names a host or port that can't be",
  )
  .transform((list) => list.map((host) => (host.startsWith("*") ? host : new URL(`https://${host}`).host)));

export function namesOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}

export function oneOf<K extends string>(words: readonly K[]) {
  const allowed = `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
  return z.enum(words, { error: `must be ${allowed}` });
}
