import { card } from "../../messaging/card.ts";
import { text, type CardButton, type Content } from "../../messaging/content.ts";
import type { ConversationRow } from "../../messaging/rows.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { filterArgs, filterLine, filterWords } from "../../subscriptions/filter-args.ts";
import {
  approvalsWords,
  chosenWords,
  placeWords,
  subscriptionWords,
} from "../../subscriptions/place-words.ts";
import type { MuteRow, SubscriptionRow } from "../../subscriptions/rows.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import type { ConfigureContext, ReadContext } from "../command.ts";

/** What is posted in a conversation by itself, what is muted there, and what has just become of one of them. */

export type SubscriptionsCardData = {
  readonly heading: Words;
  /** What has just been done from this card; or empty. */
  readonly done: Words;
  /** What undoes that. */
  readonly buttons: readonly CardButton[];
  readonly rows: readonly SubscriptionsRow[];
};

type SubscriptionsRow = {
  readonly title: Words;
  readonly line: Words;
  /** What to type to end it. */
  readonly hint: Words;
  readonly buttons: readonly CardButton[];
};

/** How a subscription that has ended, or is paused, is got back. */
export interface Again {
  /** As it is typed. */
  readonly line: string;
  readonly command: string;
  readonly args: RawArgs;
}

/** The command that subscribes to the very same. */
export function againWith({ kind, filter }: Pick<SubscriptionRow, "kind" | "filter">): Again {
  if (kind === "bypass") return { line: "bypass weekly", command: "bypass weekly", args: {} };
  const ofRequests = kind === "approvals";
  return {
    line: ["subscribe", ...(ofRequests ? ["approvals"] : []), ...filterLine(filter)].join(" "),
    command: "subscribe",
    args: { ...filterArgs(filter), ...(ofRequests ? { approvals: "true" } : {}) },
  };
}

/** What has been done by a button of this card. */
export interface JustDone {
  readonly said: Text;
  readonly again: Again | undefined;
}

/** What shows this card. */
const SHOWN_BY = ["subscriptions", "subscribe", "unsubscribe", "unmute"];

/** What is pressed on this card is answered by it as it is then; what is typed, by the words alone. */
export async function onSubscriptions(
  context: ConfigureContext,
  said: Text,
  again?: Again,
): Promise<Content> {
  const back = context.trail?.back;
  const isOnCard = back?.kind === "command" && SHOWN_BY.includes(back.command);
  return isOnCard ? subscriptionsCard(context, { said, again }) : text(said);
}

/** The card as things are now. */
export async function subscriptionsCard(
  context: ReadContext,
  { said, again }: Partial<JustDone> = {},
): Promise<Content> {
  const { id, kind } = context.conversation;
  const { here, found, mutes, unread } = await context.store.read(async (tx) => ({
    here: await tx.conversations.get(id),
    found: await tx.subscriptions.list(id),
    mutes: await tx.mutes.endingAfter(id, context.clock.now()),
    unread: await context.whyNoAlerts(tx),
  }));
  const closedSince = here?.closedSince ?? null;
  const isAdmin = (await context.identity.known(context.sender))?.roles.includes("Admin") === true;
  const elsewhere = kind === "personal" && isAdmin ? await pausedElsewhere(context) : [];
  // In a channel or a group chat others read it as well, and whoever presses it is told what it takes.
  const mayEnd = isAdmin || kind !== "personal";
  const rows = [
    ...found.map((row) => ({
      ...subscriptionLine(row, closedSince, unread),
      buttons: mayEnd ? [context.button(say("settings.unsubscribe"), "unsubscribe", { id: row.id })] : [],
    })),
    // Whose it is not, and no Admin's, is told so: it takes nobody's rights to press it.
    ...mutes.map((row) => ({
      ...muteLine(row),
      buttons: [context.button(say("settings.unmute"), "unmute", { id: row.id })],
    })),
    ...elsewhere,
  ];
  const heading = found.length === 0 ? say("settings.nothingPosted") : say("settings.posted");
  const buttons =
    again === undefined ? [] : [context.button(say("settings.subscribeAgain"), again.command, again.args)];
  return card<SubscriptionsCardData>(
    "subscriptions",
    { heading, done: said ?? "", buttons, rows },
    said ?? heading,
  );
}

/**
 * @param closedSince since when Teams refuses what is posted there (epoch milliseconds); null: it takes it
 * @param unread why there are no new alerts to post; null: nothing is known of that
 */
function subscriptionLine(row: SubscriptionRow, closedSince: number | null, unread: Text | null) {
  const title = titleOf(row);
  const paused = pauseWords(row, closedSince) ?? (row.kind === "alerts" ? unread : null);
  const line = say("settings.subscription", { paused, since: row.createdAt, by: row.createdBy });
  return { title, line, hint: `unsubscribe ${row.id}` };
}

function titleOf({ kind, filter }: SubscriptionRow): Text {
  switch (kind) {
    case "approvals":
      return say("settings.approvalRequests", { filter: chosenWords(filter) });
    case "alerts":
      return say("settings.alerts", { filter: filterWords(filter) });
    case "bypass":
      return say("settings.bypassWeekly");
  }
}

function pauseWords(row: SubscriptionRow, closedSince: number | null): Text | null {
  const { pausedSince: since } = row;
  if (since !== null) return say("settings.pausedByRole", { since, again: againWith(row).line });
  return closedSince === null ? null : say("settings.pausedByTeams", { since: closedSince });
}

/** For an Admin in their 1:1 chat: what is not posted in other conversations, which can't tell it themselves. */
async function pausedElsewhere(context: ReadContext): Promise<readonly SubscriptionsRow[]> {
  return context.store.read(async (tx) => {
    const places = (await tx.conversations.closed()).filter(({ id }) => id !== context.conversation.id);
    const rows = await Promise.all(
      places.map(async (place) => ({ place, subscribed: await tx.subscriptions.list(place.id) })),
    );
    return rows.flatMap(({ place, subscribed }) =>
      subscribed.length === 0 ? [] : [elsewhereLine(place, subscribed)],
    );
  });
}

function elsewhereLine(place: ConversationRow, subscribed: readonly SubscriptionRow[]): SubscriptionsRow {
  return {
    title: say("settings.elsewhere", {
      since: place.closedSince,
      what: subscribed.map(subscriptionWords),
    }),
    line: say("settings.elsewhereRefused", { place: placeWords(place) }),
    hint: say("settings.elsewhereHint"),
    buttons: [],
  };
}

function muteLine(row: MuteRow) {
  const what = row.kind === "approvals" ? approvalsWords(row.filter) : filterWords(row.filter);
  const line = say("settings.muteLine", { until: row.until, by: row.createdBy });
  return { title: say("settings.mute", { what }), line, hint: `unmute ${row.id}` };
}
