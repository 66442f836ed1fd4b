import { filterWords } from "./filter-args.ts";
import type { SubscriptionRow } from "./rows.ts";
import type { ConversationRow } from "../messaging/rows.ts";

const KINDS: Readonly<Record<ConversationRow["kind"], string>> = {
  channel: "the channel",
  groupChat: "the group chat",
  personal: "the 1:1 chat",
};

/** A conversation that is not the one where it is told of. */
export function placeWords({ kind, id }: Pick<ConversationRow, "kind" | "id">): string {
  return `${KINDS[kind]} ${id}`;
}

/** "approval requests" or "alerts (severity High)". */
export function subscriptionWords({ kind, filter }: Pick<SubscriptionRow, "kind" | "filter">): string {
  return kind === "approvals" ? "approval requests" : `alerts (${filterWords(filter)})`;
}
