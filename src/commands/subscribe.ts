import type { Words } from "../texts/text.ts";
import { recorded } from "../texts/render.ts";
import { flag, positional, uuidKind } from "../grammar/args.ts";
import type { AuditEvent } from "../audit/record.ts";
import { card } from "../messaging/card.ts";
import { configures, reads, type ConfigureContext, type ReadContext } from "./command.ts";
import { text } from "../messaging/content.ts";
import { UserError } from "../shared/errors.ts";
import { utc } from "../shared/format.ts";
import type { MuteRow, SubscriptionRow } from "../subscriptions/rows.ts";
import type { Tx } from "./rows.ts";
import { FILTER_ARGS, filterOf, filterWords } from "../subscriptions/filter-args.ts";
import { say, sayLine } from "../shared/safe-text.ts";
import { placeWords, subscriptionWords } from "../subscriptions/place-words.ts";
import type { ConversationRow } from "../messaging/rows.ts";

export type SubscriptionsCardData = {
  readonly heading: Words;
  /** `hint` is what to type to end it. */
  readonly rows: readonly { readonly title: Words; readonly line: Words; readonly hint: Words }[];
};

const DAY_MS = 86_400_000;

export const subscribe = configures({
  name: "subscribe",
  summary: "Post new alerts, or approval requests, in this conversation",
  args: { ...FILTER_ARGS, approvals: flag("Approval requests") },
  example: "subscribe severity:high,medium",
  suggested: "shared",
  shows: "plain",
  permissions: ["Alert.Read"],
  roles: (args, conversation) =>
    conversation.kind === "personal" && args.approvals === true && filterOf(args) === null
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
    const wanted: Wish[] = [
      ...(args.approvals === true ? [{ kind: "approvals", filter: {} } as const] : []),
      ...(args.approvals !== true || filter !== null
        ? [{ kind: "alerts", filter: filter ?? {} } as const]
        : []),
    ];
    const known = await context.store.transaction(async (tx) => {
      const rows = await tx.subscriptions.list(context.conversation.id);
      const fresh = wanted.filter((wish) => !rows.some((row) => isSame(row, wish)));
      for (const wish of fresh) await insert(context, tx, wish);
      const kinds = new Set(wanted.map(({ kind }) => kind));
      const paused = rows.filter((row) => row.pausedSince !== null && kinds.has(row.kind));
      for (const row of paused) await resume(context, tx, row);
      return fresh.length === 0 && paused.length === 0;
    });
    const what = wanted.map(wordsOf).join(" and ");
    if (known) return text(say`This conversation gets this already: ${what}.`);
    return text(
      say`From now on I post here: ${what}. Older ones are not posted. Everybody in this conversation sees what is posted, whatever their own Defender rights are.`,
    );
  },
});

function wordsOf(one: Wish): string {
  return recorded(subscriptionWords(one));
}

type Wish = Pick<SubscriptionRow, "kind" | "filter">;

function isSame(row: Wish, wish: Wish): boolean {
  return row.kind === wish.kind && wordsOf(row) === wordsOf(wish);
}

async function insert(context: ConfigureContext, tx: Tx, wish: Wish): Promise<void> {
  await tx.subscriptions.insert({
    ...wish,
    id: context.ids.uuid(),
    conversationId: context.conversation.id,
    createdBy: context.person.upn,
    createdAt: context.clock.now(),
    pausedSince: null,
  });
  await tx.audit.append(auditOf(context, "subscribed", wordsOf(wish)));
}

/** Whoever asks for it again holds the role again: that was looked up for this command. */
async function resume(context: ConfigureContext, tx: Tx, row: SubscriptionRow): Promise<void> {
  await tx.subscriptions.resume(row.id, context.clock.now());
  await tx.audit.append(auditOf(context, "subscribed", wordsOf(row)));
}

export const subscriptions = reads({
  name: "subscriptions",
  summary: "What is posted in this conversation by itself, and what is muted",
  args: {},
  example: "subscriptions",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context) {
    const { id, kind } = context.conversation;
    const { here, found, mutes } = await context.store.read(async (tx) => ({
      here: await tx.conversations.get(id),
      found: await tx.subscriptions.list(id),
      mutes: await tx.mutes.endingAfter(id, context.clock.now()),
    }));
    const closedSince = here?.closedSince ?? null;
    const elsewhere = kind === "personal" ? await pausedElsewhere(context) : [];
    const rows = [
      ...found.map((row) => subscriptionLine(row, closedSince)),
      ...mutes.map(muteLine),
      ...elsewhere,
    ];
    const heading = found.length === 0 ? "Nothing is posted here by itself" : "Posted here by itself";
    return card<SubscriptionsCardData>("subscriptions", { heading, rows }, sayLine(heading));
  },
});

/** @param closedSince since when Teams refuses what is posted there (epoch milliseconds); null: it takes it */
function subscriptionLine(row: SubscriptionRow, closedSince: number | null) {
  const title =
    row.kind === "approvals" ? "Approval requests" : `Alerts: ${recorded(filterWords(row.filter))}`;
  const origin = `since ${utc(row.createdAt)}, by ${row.createdBy}`;
  const line = [pauseWords(row, closedSince), origin].filter((part) => part !== null).join(" · ");
  return { title, line, hint: `unsubscribe ${row.id}` };
}

function pauseWords({ kind, pausedSince }: SubscriptionRow, closedSince: number | null): string | null {
  if (pausedSince !== null) {
    const again = kind === "approvals" ? "subscribe approvals" : "subscribe";
    return `paused since ${utc(pausedSince)}: Entra ID does not confirm the role any more; once it does, type: ${again}`;
  }
  if (closedSince === null) return null;
  return `paused since ${utc(closedSince)}: Teams refuses my messages here; I try again now`;
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
  const since = place.closedSince === null ? "" : ` since ${utc(place.closedSince)}`;
  return {
    title: `Elsewhere, paused${since}: ${subscribed.map(wordsOf).join(", ")}`,
    line: `Teams refuses my messages in ${recorded(placeWords(place))}; I keep trying`,
    hint: "a word to me from there, or adding me again, makes me try at once",
  };
}

function muteLine(row: MuteRow) {
  const what = row.kind === "approvals" ? "approval requests" : recorded(filterWords(row.filter));
  return { title: `Muted: ${what}`, line: `until ${utc(row.until)}, by ${row.createdBy}`, hint: "unmute" };
}

export const unsubscribe = configures({
  name: "unsubscribe",
  summary: "End a subscription of this conversation",
  args: { id: positional(uuidKind, "The subscription") },
  example: "unsubscribe 0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context, args) {
    const removed = await context.store.transaction(async (tx) => {
      const row = await tx.subscriptions.get(args.id);
      if (row?.conversationId !== context.conversation.id) return false;
      await tx.subscriptions.remove(args.id);
      await tx.audit.append(auditOf(context, "unsubscribed", wordsOf(row)));
      return true;
    });
    if (!removed)
      throw new UserError("not-found", "This conversation has no such subscription. Type: subscriptions");
    return text(say`Done: that is not posted here any more.`);
  },
});

const COMMAND_OF = { subscribed: "subscribe", unsubscribed: "unsubscribe" } as const;

function auditOf(context: ConfigureContext, event: AuditEvent & keyof typeof COMMAND_OF, what: string) {
  const { oid, tid, upn } = context.person;
  return {
    at: context.clock.now(),
    actor: { oid, tid, upn },
    event,
    command: COMMAND_OF[event],
    args: { conversation: context.conversation.id, what },
    outcome: event,
  };
}
