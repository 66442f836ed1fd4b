import { saysSame } from "../texts/render.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import { unwatch } from "../alerts/unwatch.ts";
import { retell } from "../requests/transition/told.ts";
import { flag, positional } from "../grammar/args.ts";
import { uuidKind } from "../grammar/ids.ts";
import { card } from "../messaging/card.ts";
import { stillMuted } from "./mute.ts";
import { configures, reads, type ConfigureContext, type ReadContext } from "./command.ts";
import { text } from "../messaging/content.ts";
import { UserError } from "../shared/errors.ts";
import type { MuteRow, SubscriptionRow } from "../subscriptions/rows.ts";
import type { Tx } from "./rows.ts";
import { FILTER_ARGS, filterOf, filterWords, isOfDevices } from "../subscriptions/filter-args.ts";
import { deviceFilterOf } from "../subscriptions/filter.ts";
import {
  approvalsWords,
  chosenWords,
  placeWords,
  subscriptionRecord,
  subscriptionWords,
} from "../subscriptions/place-words.ts";
import type { ConversationRow } from "../messaging/rows.ts";

export type SubscriptionsCardData = {
  readonly heading: Words;
  /** `hint` is what to type to end it. */
  readonly rows: readonly { readonly title: Words; readonly line: Words; readonly hint: Words }[];
};

const DAY_MS = 86_400_000;

export const subscribe = configures({
  name: "subscribe",
  summary: say("summary.subscribe"),
  args: { ...FILTER_ARGS, approvals: flag(say("argument.approvals")) },
  example: "subscribe severity:high,medium",
  suggested: "shared",
  shows: "plain",
  permissions: ["Alert.Read"],
  roles: (args, conversation) =>
    conversation.kind === "personal" && args.approvals === true && isOfDevices(args)
      ? ["Admin", "Approver"]
      : ["Admin"],
  async run(context, args) {
    // Whoever lets others see Defender's data has to be able to see it themselves.
    await context.defender.alerts({
      severities: [],
      statuses: [],
      createdSince: context.clock.now() - DAY_MS,
      top: 1,
    });
    const filter = filterOf(args);
    const ofRequests = { kind: "approvals", filter: deviceFilterOf(filter) ?? {} } as const;
    // An Approver who is no Admin has approval requests alone, of the devices that they name.
    const alerts = context.roles.includes("Admin") && (args.approvals !== true || filter !== null);
    const wanted: Wanted[] = [
      ...(args.approvals === true ? [ofRequests] : []),
      ...(alerts ? [{ kind: "alerts", filter: filter ?? {} } as const] : []),
    ];
    const { known, but } = await context.store.transaction(async (tx) => {
      const rows = await tx.subscriptions.list(context.conversation.id);
      const fresh = wanted.filter((one) => !rows.some((row) => isSame(row, one)));
      for (const one of fresh) await insert(context, tx, one);
      const kinds = new Set(wanted.map(({ kind }) => kind));
      const isWanted = ({ kind }: SubscriptionRow) => kind !== "bypass" && kinds.has(kind);
      const paused = rows.filter((row) => row.pausedSince !== null && isWanted(row));
      for (const row of paused) await resume(context, tx, row);
      const but = [
        kinds.has("alerts") ? await context.whyNoAlerts(tx) : null,
        await stillMuted(context, tx, [...kinds]),
      ].filter((why) => why !== null);
      return { known: fresh.length === 0 && paused.length === 0, but };
    });
    const what = wanted.map(subscriptionWords);
    return text(say(known ? "settings.subscribedAlready" : "settings.subscribed", { what, but }));
  },
});

/** What is subscribed with this command. */
interface Wanted extends Pick<SubscriptionRow, "filter"> {
  readonly kind: "approvals" | "alerts";
}

function isSame(row: SubscriptionRow, wanted: Wanted): boolean {
  return row.kind === wanted.kind && saysSame(subscriptionWords(row), subscriptionWords(wanted));
}

async function insert(context: ConfigureContext, tx: Tx, wanted: Wanted): Promise<void> {
  await tx.subscriptions.insert({
    ...wanted,
    id: context.ids.uuid(),
    conversationId: context.conversation.id,
    createdBy: context.person.upn,
    createdAt: context.clock.now(),
    pausedSince: null,
  });
  await context.record(tx, subscriptionRecord(context.conversation.id, "subscribed", wanted));
}

/** Whoever asks for it again holds the role again: that was looked up for this command. */
async function resume(context: ConfigureContext, tx: Tx, row: SubscriptionRow): Promise<void> {
  await tx.subscriptions.resume(row.id, context.clock.now());
  await context.record(tx, subscriptionRecord(context.conversation.id, "subscribed", row));
}

export const subscriptions = reads({
  name: "subscriptions",
  summary: say("summary.subscriptions"),
  args: {},
  example: "subscriptions",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context) {
    const { id, kind } = context.conversation;
    const { here, found, mutes, unread } = await context.store.read(async (tx) => ({
      here: await tx.conversations.get(id),
      found: await tx.subscriptions.list(id),
      mutes: await tx.mutes.endingAfter(id, context.clock.now()),
      unread: await context.whyNoAlerts(tx),
    }));
    const closedSince = here?.closedSince ?? null;
    const elsewhere = kind === "personal" ? await pausedElsewhere(context) : [];
    const rows = [
      ...found.map((row) => subscriptionLine(row, closedSince, unread)),
      ...mutes.map(muteLine),
      ...elsewhere,
    ];
    const heading = found.length === 0 ? say("settings.nothingPosted") : say("settings.posted");
    return card<SubscriptionsCardData>("subscriptions", { heading, rows }, heading);
  },
});

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

/** What to type once the role is held again. */
const AGAIN: Readonly<Record<SubscriptionRow["kind"], string>> = {
  approvals: "subscribe approvals",
  alerts: "subscribe",
  bypass: "bypass weekly",
};

function pauseWords({ kind, pausedSince }: SubscriptionRow, closedSince: number | null): Text | null {
  if (pausedSince !== null) {
    return say("settings.pausedByRole", { since: pausedSince, again: AGAIN[kind] });
  }
  return closedSince === null ? null : say("settings.pausedByTeams", { since: closedSince });
}

/** For an Admin in their 1:1 chat: what is not posted in other conversations, which can't tell it themselves. */
async function pausedElsewhere(context: ReadContext) {
  const standing = await context.identity.known(context.sender);
  if (standing?.roles.includes("Admin") !== true) return [];
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

function elsewhereLine(place: ConversationRow, subscribed: readonly SubscriptionRow[]) {
  return {
    title: say("settings.elsewhere", {
      since: place.closedSince,
      what: subscribed.map(subscriptionWords),
    }),
    line: say("settings.elsewhereRefused", { place: placeWords(place) }),
    hint: say("settings.elsewhereHint"),
  };
}

function muteLine(row: MuteRow) {
  const what = row.kind === "approvals" ? approvalsWords(row.filter) : filterWords(row.filter);
  const line = say("settings.muteLine", { until: row.until, by: row.createdBy });
  return { title: say("settings.mute", { what }), line, hint: "unmute" };
}

export const unsubscribe = configures({
  name: "unsubscribe",
  summary: say("summary.unsubscribe"),
  args: { id: positional(uuidKind, say("argument.unsubscribeId")) },
  example: "unsubscribe 0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context, args) {
    const removed = await context.store.transaction(async (tx) => {
      const row = await tx.subscriptions.get(args.id);
      if (row?.conversationId !== context.conversation.id) return false;
      await tx.subscriptions.remove(args.id);
      await withdrawn(tx, row, context.clock.now());
      await context.record(tx, subscriptionRecord(row.conversationId, "unsubscribed", row));
      return true;
    });
    if (!removed) throw new UserError("not-found", say("settings.noSubscription", { id: args.id }));
    return text(say("settings.unsubscribed"));
  },
});

/** What waited there for its sake is not posted any more; of a request that nobody hears of now, that is said. */
async function withdrawn(tx: Tx, { kind, conversationId }: SubscriptionRow, now: number): Promise<void> {
  if (kind === "alerts") return unwatch(tx, conversationId);
  const left = await tx.subscriptions.list(conversationId);
  // What one of several by devices was about, another may be.
  if (left.some((one) => one.kind === kind)) return;
  const missing = await tx.posts.missingIn(conversationId);
  await tx.posts.withdraw(conversationId, kind);
  for (const id of missing) await retell(tx, id, now);
}
