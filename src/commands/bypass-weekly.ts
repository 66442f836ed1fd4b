import { flag } from "../grammar/args.ts";
import { card, type NoticeCardData } from "../messaging/card.ts";
import { text, type Content } from "../messaging/content.ts";
import { UserError } from "../shared/errors.ts";
import { subscriptionRecord } from "../subscriptions/place-words.ts";
import { say, type Text } from "../texts/text.ts";
import { configures, type ConfigureContext } from "./command.ts";
import { lookForBypasses } from "./parts/bypasses.ts";
import { nextRound, WEEK_MS, weeklyLine, weeklyOf, type Weekly } from "./parts/weekly.ts";
import type { Tx } from "./rows.ts";

const SUBSCRIPTION = { kind: "bypass", filter: {} } as const;

export const bypassWeekly = configures({
  name: "bypass weekly",
  summary: say("summary.bypassWeekly"),
  args: { off: flag(say("argument.weeklyOff")) },
  example: "bypass weekly",
  shows: "private",
  permissions: ["Application.Read.All", "Directory.Read.All", "Machine.Read"],
  roles: () => ["Admin"],
  async run(context, { off = false }) {
    if (off) return text(await end(context));
    // Whoever wants to hear of it has to be able to see it; and what is there now is not new next week.
    const now = context.clock.now();
    const found = await lookForBypasses(context, now - WEEK_MS);
    const round = nextRound(found, null, now);
    const isNew = await context.store.transaction(async (tx) => {
      const { chat, row } = await weekly(context, tx);
      if (row?.pausedSince === null) return false;
      if (row !== null) await tx.subscriptions.remove(row.id);
      const id = context.ids.uuid();
      const fresh = { id, conversationId: chat.id, createdBy: context.person.upn, createdAt: now };
      await tx.subscriptions.insert({ ...SUBSCRIPTION, ...fresh, pausedSince: null }, round);
      await context.record(tx, subscriptionRecord(chat.id, "subscribed", SUBSCRIPTION));
      return true;
    });
    const line = weeklyLine(found, null, now);
    return answer(context, say(isNew ? "bypass.weeklySet" : "bypass.weeklyAlready"), line);
  },
});

function answer(context: ConfigureContext, title: Text, line: Text): Content {
  const buttons = [
    context.button(say("bypass.show"), "bypass", {}),
    context.button(say("bypass.noMoreWeekly"), "bypass weekly", { off: "true" }),
  ];
  return card<NoticeCardData>(
    "notice",
    { title, text: say("bypass.now", { line }), tone: "good", buttons },
    title,
  );
}

async function end(context: ConfigureContext): Promise<Text> {
  return context.store.transaction(async (tx) => {
    const { chat, row } = await weekly(context, tx);
    if (row === null) return say("bypass.notWeekly");
    await tx.subscriptions.remove(row.id);
    await context.record(tx, subscriptionRecord(chat.id, "unsubscribed", row));
    return say("bypass.weeklyEnded");
  });
}

/** @throws UserError their 1:1 chat is not known */
async function weekly({ sender }: ConfigureContext, tx: Tx): Promise<Weekly> {
  const found = await weeklyOf(tx, sender);
  if (found === null) throw new UserError("unreachable", say("elsewhere.noChat"));
  return found;
}
