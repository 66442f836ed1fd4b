import { say, type Text } from "../texts/text.ts";
import { filterWords } from "./filter-args.ts";
import type { SubscriptionRow } from "./rows.ts";
import type { ConversationRow } from "../messaging/rows.ts";

/** A conversation that is not the one where it is told of. */
export function placeWords({ kind, id }: Pick<ConversationRow, "kind" | "id">): Text {
  return say("subscriptions.place", { kind, id });
}

/** "approval requests" or "alerts (severity High)". */
export function subscriptionWords({ kind, filter }: Pick<SubscriptionRow, "kind" | "filter">): Text {
  return kind === "approvals"
    ? say("subscriptions.approvals")
    : say("subscriptions.alerts", { filter: filterWords(filter) });
}
