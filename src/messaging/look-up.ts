import { addressIn, domainOf, hashKindOf, urlOf, type Observable } from "../defender/observable.ts";
import type { RawArgs } from "../shared/raw-args.ts";

/** From a value to the command that shows what is known of it: its name is the value's kind. */

type Named = Pick<Observable, "kind" | "value">;

/** What a value names that can be looked up: a file by its hash, an address, a domain, also that of a URL; null: nothing. */
export function nameable(value: string): Named | null {
  const named = fileOrAddress(value);
  if (named !== null) return named;
  const domain = domainOf(hostIn(value));
  return domain === null ? null : { kind: "domain", value: domain };
}

/** The same without domains: most words could be one, and to be sure takes a URL parser. */
export function fileOrAddress(value: string): Named | null {
  if (hashKindOf(value) !== null) return { kind: "file", value: value.toLowerCase() };
  const address = addressIn(value) ?? addressIn(hostIn(value));
  return address === null ? null : { kind: "ip", value: address };
}

function hostIn(value: string): string {
  return urlOf(value)?.hostname ?? value;
}

const ARGUMENT: Readonly<Record<Observable["kind"], string>> = {
  file: "hash",
  ip: "address",
  domain: "name",
};

/** The arguments of that command, as they would be typed. */
export function lookUpArgs({ kind, value }: Named): RawArgs {
  return { [ARGUMENT[kind]]: value };
}
