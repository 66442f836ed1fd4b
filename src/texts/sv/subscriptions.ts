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
  filter: ({ parts }) => (parts.length === 0 ? "alla aviseringar" : parts.join(" · ")),
  part: ({ key, values }) => `${KEYS[key] ?? key} ${valuesOf(key, values)}`,
  place: ({ kind, id }) => `${KINDS[kind]} ${id}`,
  approvals: ({ filter }) =>
    filter === null ? "begäranden om godkännande" : `begäranden om godkännande (${filter})`,
  bypass: "varje vecka vad som kringgår godkännandet",
  alerts: ({ filter }) => `aviseringar (${filter})`,
};
