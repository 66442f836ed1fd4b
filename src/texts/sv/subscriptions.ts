import type { Catalogue } from "../catalogue.ts";

const KINDS = {
  channel: "kanalen",
  groupChat: "gruppchatten",
  personal: "1:1-chatten",
} as const;

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
  place: ({ kind, id }) => `${KINDS[kind]} ${id}`,
  approvals: ({ filter }) =>
    filter === null ? "begäranden om godkännande" : `begäranden om godkännande (${filter})`,
  alerts: ({ filter }) => `aviseringar (${filter})`,
};
