import { flag, positional, uuidKind } from "../core/args.ts";
import { card } from "../core/card-data.ts";
import { configures, reads, type ConfigureContext } from "../core/command.ts";
import { text } from "../core/content.ts";
import { UserError } from "../core/errors.ts";
import { utc } from "../core/format.ts";
import type { AuditEvent } from "../core/audit.ts";

const DAY_MS = 86_400_000;

export const subscribe = configures({
  name: "subscribe",
  summary: "Post every approval request in this conversation",
  args: { approvals: flag("Approval requests") },
  example: "subscribe approvals",
  shows: "plain",
  permissions: ["Alert.Read"],
  roles: (_, conversation) => (conversation.kind === "personal" ? ["Admin", "Approver"] : ["Admin"]),
  async run(context, args) {
    if (args.approvals !== true) {
      throw new UserError("usage", "Say what to subscribe to. Example: subscribe approvals");
    }
    // Whoever lets others see Defender's data has to be able to see it himself (CONTRACT §5).
    await context.defender.alerts({
      severities: [],
      statuses: [],
      createdSince: context.clock.now() - DAY_MS,
      top: 1,
    });
    const id = context.ids.uuid();
    const known = await context.store.transaction(async (tx) => {
      const rows = await tx.subscriptions.list(context.conversation.id);
      if (rows.some((row) => row.kind === "approvals")) return true;
      await tx.subscriptions.insert({
        id,
        conversationId: context.conversation.id,
        kind: "approvals",
        filter: "{}",
        createdBy: context.person.upn,
        createdAt: context.clock.now(),
      });
      await tx.audit.append(auditOf(context, "subscribed", "approvals"));
      return false;
    });
    if (known) return text("This conversation gets approval requests already.");
    return text(
      "Every approval request is posted here from now on. Everybody in this conversation sees what is posted, whatever their own Defender rights are.",
    );
  },
});

export const subscriptions = reads({
  name: "subscriptions",
  summary: "What is posted in this conversation by itself",
  args: {},
  example: "subscriptions",
  shows: "plain",
  permissions: [],
  signIn: true,
  async run(context) {
    const found = await context.store.transaction((tx) => tx.subscriptions.list(context.conversation.id));
    const rows = found.map((row) => ({
      title: row.kind === "approvals" ? "Approval requests" : "Alerts",
      line: `since ${utc(row.createdAt)}, by ${row.createdBy}`,
      id: row.id,
    }));
    const heading = rows.length === 0 ? "Nothing is posted here by itself" : "Posted here by itself";
    return card("subscriptions", { heading, rows }, heading);
  },
});

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
      await tx.audit.append(auditOf(context, "unsubscribed", row.kind));
      return true;
    });
    if (!removed)
      throw new UserError("not-found", "This conversation has no such subscription. Type: subscriptions");
    return text("Done: that is not posted here any more.");
  },
});

function auditOf(context: ConfigureContext, event: AuditEvent, what: string) {
  const { oid, tid, upn } = context.person;
  return {
    at: context.clock.now(),
    actor: { oid, tid, upn },
    event,
    command: event === "subscribed" ? "subscribe" : "unsubscribe",
    args: { conversation: context.conversation.id, what },
    outcome: event,
  };
}
