import { recorded } from "../texts/render.ts";
import { duration, flag, keyedRequired, maybe, names } from "../grammar/args.ts";
import { configures, type ConfigureContext } from "./command.ts";
import { text } from "../messaging/content.ts";
import { UserError } from "../shared/errors.ts";
import { clockTime, count, utc } from "../shared/format.ts";
import type { MuteRow } from "../subscriptions/rows.ts";
import { FILTER_ARGS, filterOf, filterWords } from "../subscriptions/filter-args.ts";
import { say } from "../shared/safe-text.ts";
import type { AlertFilter } from "../subscriptions/filter.ts";

const HOUR_MS = 3_600_000;
/** How long somebody who is no Admin may mute. */
const RESPONDER_MS = 4 * HOUR_MS;

export const mute = configures({
  name: "mute",
  summary: "Don't post some alerts, or approval requests, here for a while",
  args: {
    selector: maybe(names("web01"), "all, or devices by DNS name"),
    ...FILTER_ARGS,
    approvals: flag("Approval requests"),
    for: keyedRequired(duration("1s", "7d"), "How long"),
  },
  example: "mute severity:low for:2h",
  suggested: "shared",
  shows: "plain",
  permissions: [],
  roles: (args) => (args.approvals === true || args.for > RESPONDER_MS ? ["Admin"] : ["Admin", "Responder"]),
  async run(context, args) {
    const filter = selected(args.selector, filterOf(args));
    const wanted: Pick<MuteRow, "kind" | "filter">[] = [
      ...(args.approvals === true ? [{ kind: "approvals", filter: {} } as const] : []),
      ...(filter === null ? [] : [{ kind: "alerts", filter } as const]),
    ];
    if (wanted.length === 0) {
      throw new UserError(
        "usage",
        "Say what to mute. Examples: mute severity:low for:2h, mute device:web01 for:30m, mute all for:1h",
      );
    }
    const since = context.clock.now();
    const until = since + args.for;
    const what = wanted.map(words).join(" and ");
    await context.store.transaction(async (tx) => {
      for (const wish of wanted) {
        await tx.mutes.insert({
          ...wish,
          since,
          until,
          id: context.ids.uuid(),
          conversationId: context.conversation.id,
          createdBy: context.person.upn,
        });
      }
      await tx.audit.append(auditOf(context, "muted", `${what} until ${utc(until)}`));
    });
    return text(
      say`Muted here until ${clockTime(until)}: ${what}. What comes meanwhile is not posted later. To end it: unmute`,
    );
  },
});

/** A bare word is `all` or a device. */
function selected(selector: readonly string[] | undefined, filter: AlertFilter | null): AlertFilter | null {
  if (selector === undefined) return filter;
  if (selector.length === 1 && selector[0]?.toLowerCase() === "all") return filter ?? {};
  return { ...filter, device: [...(filter?.device ?? []), ...selector] };
}

function words({ kind, filter }: Pick<MuteRow, "kind" | "filter">): string {
  return kind === "approvals" ? "approval requests" : recorded(filterWords(filter));
}

export const unmute = configures({
  name: "unmute",
  summary: "End all mutes of this conversation",
  args: {},
  example: "unmute",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context) {
    const ended = await context.store.transaction(async (tx) => {
      const rows = await tx.mutes.end(context.conversation.id, context.clock.now());
      if (rows.length > 0) {
        await tx.audit.append(auditOf(context, "unmuted", rows.map(words).join(" and ")));
      }
      return rows.map(words);
    });
    return text(
      ended.length === 0
        ? say`Nothing is muted here.`
        : say`Done: ${count(ended.length, "mute")} ended (${ended.join(" and ")}). What comes from now on is posted here again.`,
    );
  },
});

function auditOf(context: ConfigureContext, event: "muted" | "unmuted", what: string) {
  const { oid, tid, upn } = context.person;
  return {
    at: context.clock.now(),
    actor: { oid, tid, upn },
    event,
    command: event === "muted" ? "mute" : "unmute",
    args: { conversation: context.conversation.id, what },
    outcome: event,
  };
}
