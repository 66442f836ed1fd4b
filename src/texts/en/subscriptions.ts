import { names } from "./terms.ts";

type Kind = "channel" | "groupChat" | "personal";

const KINDS: Readonly<Record<Kind, string>> = {
  channel: "the channel",
  groupChat: "the group chat",
  personal: "the 1:1 chat",
};

/** Microsoft's enums by their names; what people have named themselves stays. */
function valuesOf(key: string, values: readonly string[]): string {
  const name = key === "severity" ? names.severity : key === "status" ? names.status : String;
  return values.map((value) => name(value)).join(", ");
}

/** What is posted by itself or muted, as a filter says it: severity, groups, tags. */
export const subscriptions = {
  /** "severity High, Medium · group Servers". */
  filter: ({ parts }: { parts: readonly string[] }) =>
    parts.length === 0 ? "every alert" : parts.join(" · "),
  part: ({ key, values }: { key: string; values: readonly string[] }) => `${key} ${valuesOf(key, values)}`,
  place: ({ kind, id }: { kind: Kind; id: string }) => `${KINDS[kind]} ${id}`,
  approvals: ({ filter }: { filter: string | null }) =>
    filter === null ? "approval requests" : `approval requests (${filter})`,
  bypass: "every week what gets round the approval",
  alerts: ({ filter }: { filter: string }) => `alerts (${filter})`,
};
