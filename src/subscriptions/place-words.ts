import { recorded } from "../texts/render.ts";
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
  switch (kind) {
    case "approvals":
      return approvalsWords(filter);
    case "alerts":
      return say("subscriptions.alerts", { filter: filterWords(filter) });
    case "bypass":
      return say("subscriptions.bypass");
  }
}

/** What the audit record says of it. */
export function subscriptionRecord(
  conversation: string,
  event: "subscribed" | "unsubscribed",
  one: Pick<SubscriptionRow, "kind" | "filter">,
) {
  return { event, args: { conversation, what: recorded(subscriptionWords(one)) }, outcome: event };
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
