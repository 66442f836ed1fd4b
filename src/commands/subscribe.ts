import type { AlertFilter } from "../core/alert.ts";
import { flag, positional, uuidKind } from "../core/args.ts";
import type { AuditEvent } from "../core/audit.ts";
import { card } from "../core/card-data.ts";
import { configures, reads, type ConfigureContext } from "../core/command.ts";
import { text } from "../core/content.ts";
import { UserError } from "../core/errors.ts";
import { utc } from "../core/format.ts";
import type { MuteRow, SubscriptionRow, Tx } from "../core/store.ts";
import { FILTER_ARGS, filterOf, filterWords } from "./parts/alert-filter.ts";
import { say, sayLine } from "../core/safe-text.ts";

const DAY_MS = 86_400_000;

export const subscribe = configures({
  name: "subscribe",
  summary: "Post new alerts, or approval requests, in this conversation",
  args: { ...FILTER_ARGS, approvals: flag("Approval requests") },
  example: "subscribe severity:high,medium",
  shows: "plain",
  permissions: ["Alert.Read"],
  roles: (args, conversation) =>
    conversation.kind === "personal" && args.approvals === true && filterOf(args) === null
      ? ["Admin", "Approver"]
      : ["Admin"],
  async run(context, args) {
    // Whoever lets others see Defender's data has to be able to see it himself (CONTRACT §5).
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
      return fresh.length === 0;
    });
    const what = wanted.map(words).join(" and ");
    if (known) return text(say`This conversation gets this already: ${what}.`);
    return text(
      say`From now on I post here: ${what}. Older ones are not posted. Everybody in this conversation sees what is posted, whatever their own Defender rights are.`,
    );
  },
});

type Wish = Pick<SubscriptionRow, "kind" | "filter">;

function isSame(row: Wish, wish: Wish): boolean {
  return row.kind === wish.kind && words(row) === words(wish);
}

function words({ kind, filter }: { kind: SubscriptionRow["kind"]; filter: AlertFilter }): string {
  return kind === "approvals" ? "approval requests" : `alerts (${filterWords(filter)})`;
}

async function insert(context: ConfigureContext, tx: Tx, wish: Wish): Promise<void> {
  await tx.subscriptions.insert({
    ...wish,
    id: context.ids.uuid(),
    conversationId: context.conversation.id,
    createdBy: context.person.upn,
    createdAt: context.clock.now(),
  });
  await tx.audit.append(auditOf(context, "subscribed", words(wish)));
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
    const { id } = context.conversation;
    const { found, mutes } = await context.store.read(async (tx) => ({
      found: await tx.subscriptions.list(id),
      mutes: await tx.mutes.endingAfter(id, context.clock.now()),
    }));
    const rows = [...found.map(subscriptionLine), ...mutes.map(muteLine)];
    const heading = found.length === 0 ? "Nothing is posted here by itself" : "Posted here by itself";
    return card("subscriptions", { heading, rows }, sayLine(heading));
  },
});

function subscriptionLine(row: SubscriptionRow) {
  const title = row.kind === "approvals" ? "Approval requests" : `Alerts: ${filterWords(row.filter)}`;
  return { title, line: `since ${utc(row.createdAt)}, by ${row.createdBy}`, hint: `unsubscribe ${row.id}` };
}

function muteLine(row: MuteRow) {
  const what = row.kind === "approvals" ? "approval requests" : filterWords(row.filter);
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
      await tx.audit.append(auditOf(context, "unsubscribed", words(row)));
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
