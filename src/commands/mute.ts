import { recorded } from "../texts/render.ts";
import { say, type Text } from "../texts/text.ts";
import { uuidKind } from "../grammar/ids.ts";
import { duration, flag, keyedRequired, maybe, names } from "../grammar/args.ts";
import { configures, type ConfigureContext } from "./command.ts";
import { text } from "../messaging/content.ts";
import { UserError } from "../shared/errors.ts";
import type { MuteRow } from "../subscriptions/rows.ts";
import type { Tx } from "./rows.ts";
import { FILTER_ARGS, filterOf, filterWords } from "../subscriptions/filter-args.ts";
import { deviceFilterOf, type AlertFilter } from "../subscriptions/filter.ts";
import { onSubscriptions } from "./parts/subscriptions-card.ts";
import { approvalsWords } from "../subscriptions/place-words.ts";

const HOUR_MS = 3_600_000;
/** How long somebody who is no Admin may mute. */
const RESPONDER_MS = 4 * HOUR_MS;

export const mute = configures({
  name: "mute",
  summary: say("summary.mute"),
  args: {
    selector: maybe(names("web01"), say("argument.muteSelector")),
    ...FILTER_ARGS,
    approvals: flag(say("argument.approvals")),
    for: keyedRequired(duration("1s", "7d"), say("argument.muteFor")),
  },
  example: "mute severity:low for:2h",
  suggested: "shared",
  shows: "plain",
  permissions: [],
  roles: (args) => (args.approvals === true || args.for > RESPONDER_MS ? ["Admin"] : ["Admin", "Responder"]),
  async run(context, args) {
    const filter = selected(args.selector, filterOf(args));
    const wanted: Pick<MuteRow, "kind" | "filter">[] = [
      ...(args.approvals === true
        ? [{ kind: "approvals", filter: deviceFilterOf(filter) ?? {} } as const]
        : []),
      ...(filter === null ? [] : [{ kind: "alerts", filter } as const]),
    ];
    if (wanted.length === 0) {
      throw new UserError("usage", say("settings.whatToMute"));
    }
    const since = context.clock.now();
    const until = since + args.for;
    const what = wanted.map(words);
    await context.store.transaction(async (tx) => {
      for (const invocation of wanted) {
        await tx.mutes.insert({
          ...invocation,
          since,
          until,
          id: context.ids.uuid(),
          conversationId: context.conversation.id,
          createdBy: context.person.upn,
          owner: { oid: context.person.oid, tid: context.person.tid },
        });
      }
      await context.record(tx, recordOf(context, "muted", say("settings.mutedRecord", { until, what })));
    });
    return text(say("settings.muted", { until, what }));
  },
});

/** A bare word is `all` or a device. */
function selected(selector: readonly string[] | undefined, filter: AlertFilter | null): AlertFilter | null {
  if (selector === undefined) return filter;
  if (selector.length === 1 && selector[0]?.toLowerCase() === "all") return filter ?? {};
  return { ...filter, device: [...(filter?.device ?? []), ...selector] };
}

function words({ kind, filter }: Pick<MuteRow, "kind" | "filter">): Text {
  return kind === "approvals" ? approvalsWords(filter) : filterWords(filter);
}

/** What mutes keep from being posted here now, of these kinds; null: nothing. */
export async function stillMuted(
  { conversation, clock }: Pick<ConfigureContext, "conversation" | "clock">,
  tx: Pick<Tx, "mutes">,
  kinds: readonly MuteRow["kind"][],
): Promise<Text | null> {
  const rows = await tx.mutes.endingAfter(conversation.id, clock.now());
  const each = rows
    .filter(({ kind }) => kinds.includes(kind))
    .map((row) => say("settings.stillMutedOne", { what: words(row), until: row.until }));
  return each.length === 0 ? null : say("settings.stillMuted", { each });
}

export const unmute = configures({
  name: "unmute",
  summary: say("summary.unmute"),
  args: { id: maybe(uuidKind, say("argument.unmuteId")) },
  example: "unmute",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin", "Responder"],
  async run(context, args) {
    const own = context.roles.includes("Admin") ? null : context.person;
    const which = { own, id: args.id ?? null };
    const { ended, but } = await context.store.transaction(async (tx) => {
      const rows = await tx.mutes.end(context.conversation.id, context.clock.now(), which);
      if (rows.length > 0) {
        const what = say("settings.together", { what: rows.map(words) });
        await context.record(tx, recordOf(context, "unmuted", what));
      }
      return { ended: rows.map(words), but: await stillMuted(context, tx, ["alerts", "approvals"]) };
    });
    if (ended.length > 0) return onSubscriptions(context, say("settings.unmuted", { what: ended, but }));
    if (which.id !== null) return text(say("settings.noMute"));
    return text(own === null ? say("settings.nothingMuted") : say("settings.nothingOfYoursMuted"));
  },
});

function recordOf({ conversation }: ConfigureContext, event: "muted" | "unmuted", what: Text) {
  return { event, args: { conversation: conversation.id, what: recorded(what) }, outcome: event };
}
