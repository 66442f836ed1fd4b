import { say, type Text } from "../texts/text.ts";
import { deviceFilterOf } from "./filter.ts";
import { filterWords } from "./filter-args.ts";
import type { SubscriptionRow } from "./rows.ts";
import type { ConversationRow } from "../messaging/rows.ts";

/** A conversation that is not the one where it is told of. */
export function placeWords({ kind, id }: Pick<ConversationRow, "kind" | "id">): Text {
  return say("subscriptions.place", { kind, id });
}

/** "approval requests", "approval requests (group Servers)" or "alerts (severity High)". */
export function subscriptionWords({ kind, filter }: Pick<SubscriptionRow, "kind" | "filter">): Text {
  return kind === "approvals"
    ? approvalsWords(filter)
    : say("subscriptions.alerts", { filter: filterWords(filter) });
}

/** "approval requests" or "approval requests (group Servers)". */
export function approvalsWords(filter: SubscriptionRow["filter"]): Text {
  return say("subscriptions.approvals", { filter: chosenWords(filter) });
}

/** Which requests, where not all; null: all. */
export function chosenWords(filter: SubscriptionRow["filter"]): Text | null {
  const chosen = deviceFilterOf(filter);
  return chosen === null ? null : filterWords(chosen);
}
