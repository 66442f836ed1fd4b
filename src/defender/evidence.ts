import type { Evidence } from "./alert.ts";
import { addressIn, domainOf, hashKindOf, urlOf, type Observable } from "./observable.ts";

/** How a fact is called that is the id of a device: 40 hex digits, as the SHA-1 of a file. */
export const DEVICE_ID_LABEL = "Device id";

/** What an alert's evidence names, in the one spelling in which it is looked up. */
export function observablesIn(evidence: readonly Evidence[]): readonly Observable[] {
  const found = evidence.flatMap(({ type, headline, facts }) => {
    const told = facts.filter(([label]) => label !== DEVICE_ID_LABEL).map(([, value]) => value);
    const values = /^device/i.test(type) ? told : [headline, ...told];
    const sha256 = values.find((value) => hashKindOf(value) === "sha256")?.toLowerCase() ?? null;
    return values.flatMap((value) => observableIn(value, sha256));
  });
  return [...new Map(found.map((one) => [`${one.kind} ${one.value}`, one])).values()];
}

function observableIn(text: string, sha256: string | null): readonly Observable[] {
  if (hashKindOf(text) === "sha1") return [{ kind: "file", value: text.toLowerCase(), sha256 }];
  const ip = addressIn(text);
  if (ip !== null) return [{ kind: "ip", value: ip }];
  const host = urlOf(text)?.hostname ?? null;
  const domain = host === null ? null : domainOf(host);
  return domain === null ? [] : [{ kind: "domain", value: domain }];
}

/** Whether a piece of evidence names it. */
export function isEvidence(of: Observable, evidence: readonly Evidence[]): boolean {
  const isFile = (value: string) => of.kind === "file" && value.toLowerCase() === of.sha256;
  return (
    observablesIn(evidence).some((one) => one.kind === of.kind && one.value === of.value) ||
    evidence.some(({ headline, facts }) => [headline, ...facts.map(([, value]) => value)].some(isFile))
  );
}
