import { saysSame } from "../texts/render.ts";
import { say } from "../texts/text.ts";
import { unwatch } from "../alerts/unwatch.ts";
import { retell } from "../requests/transition/told.ts";
import { flag, positional } from "../grammar/args.ts";
import { uuidKind } from "../grammar/ids.ts";
import { stillMuted } from "./mute.ts";
import { configures, reads, type ConfigureContext } from "./command.ts";
import { UserError } from "../shared/errors.ts";
import type { SubscriptionRow } from "../subscriptions/rows.ts";
import type { Tx } from "./rows.ts";
import { FILTER_ARGS, filterOf, isOfDevices } from "../subscriptions/filter-args.ts";
import { deviceFilterOf } from "../subscriptions/filter.ts";
import { subscriptionRecord, subscriptionWords } from "../subscriptions/place-words.ts";
import { againWith, onSubscriptions, subscriptionsCard } from "./parts/subscriptions-card.ts";

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
    return onSubscriptions(
      context,
      say(known ? "settings.subscribedAlready" : "settings.subscribed", { what, but }),
    );
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
  run: (context) => subscriptionsCard(context),
});
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
      if (row?.conversationId !== context.conversation.id) return null;
      await tx.subscriptions.remove(args.id);
      await withdrawn(tx, row, context.clock.now());
      await context.record(tx, subscriptionRecord(row.conversationId, "unsubscribed", row));
      return row;
    });
    if (removed === null) throw new UserError("not-found", say("settings.noSubscription", { id: args.id }));
    const what = subscriptionWords(removed);
    const again = againWith(removed);
    return onSubscriptions(context, say("settings.unsubscribed", { what, again: again.line }), again);
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
