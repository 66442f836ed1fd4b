import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const KINDS = {
  channel: "kanalen",
  groupChat: "gruppchatten",
  personal: "1:1-chatten",
} as const;

const KEYS: Readonly<Record<string, string>> = {
  severity: "allvarlighetsgrad",
  group: "enhetsgrupp",
  category: "kategori",
  device: "enhet",
  source: "källa",
  technique: "teknik",
  status: "status",
};

function valuesOf(key: string, values: readonly string[]): string {
  const name = key === "severity" ? names.severity : key === "status" ? names.status : String;
  return values.map((value) => name(value)).join(", ");
}

export const subscriptions: Catalogue["subscriptions"] = {
  severity: "Hur allvarlig",
  group: "Enhetsgrupper",
  tag: "Enheters taggar",
  category: "Defenders kategorier",
  device: "Enheter med DNS-namn",
  source: "Produkter (Endpoint, Identity, Office365, CloudApps, EntraID, …) eller identifieringskällor",
  technique: "MITRE-tekniker; T1059 omfattar även T1059.001",
  status: "I vilket läge de är när de kommer; annars alla utom dem som redan är lösta",
  filter: ({ parts }) => (parts.length === 0 ? "alla aviseringar" : parts.join(" · ")),
  part: ({ key, values }) => `${KEYS[key] ?? key} ${valuesOf(key, values)}`,
  place: ({ kind, id }) => `${KINDS[kind]} ${id}`,
  approvals: ({ filter }) =>
    filter === null ? "begäranden om godkännande" : `begäranden om godkännande (${filter})`,
  bypass: "varje vecka vad som kringgår godkännandet",
  alerts: ({ filter }) => `aviseringar (${filter})`,
};
