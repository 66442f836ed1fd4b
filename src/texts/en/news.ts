import type { Locale } from "../locale.ts";

const DAY_MS = 86_400_000;

/** News of the bot's own state: conversations that were lost or are reached again, posts that are paused, its credential. */
export const news = {
  approvalsPaused:
    "I no longer post approval requests here by myself: Entra ID does not confirm that you hold the role Approver. Once you hold it again, type: subscribe approvals",
  alertsPaused:
    "I no longer post alerts here by myself: Entra ID does not confirm that you hold the role Admin. Once you hold it again, type: subscribe",
  bypassPaused:
    "I no longer tell you every week what gets round the approval: Entra ID does not confirm that you hold the role Admin. Once you hold it again, type: bypass weekly",
  placeRefuses(
    { place, since, subscribed }: { place: string; since: number; subscribed: readonly string[] },
    locale: Locale,
  ) {
    const what = subscribed.length === 0 ? "What waits there" : `Paused there: ${subscribed.join(", ")}. It`;
    return `Teams has refused my messages in ${place} since ${locale.time(since)}. ${what} is kept, and I keep trying. Please look whether the team is archived, or I am blocked or not installed there; write to me there or add me again, and I try at once.`;
  },
  placeTakes: ({ place, since }: { place: string; since: number }, locale: Locale) =>
    `Teams takes my messages again in ${place}; it had refused them since ${locale.time(since)}. What waited follows now.`,
  removedFrom(holes: { place: string; subscribed: readonly string[]; hunts: readonly string[] }) {
    const { place, subscribed, hunts } = holes;
    const posts =
      subscribed.length === 0 ? "" : ` This is not posted there any more: ${subscribed.join(", ")}.`;
    const kept =
      hunts.length === 0
        ? ""
        : ` Its saved hunts are gone: ${hunts.join(", ")}. The audit log has their queries.`;
    return `I was removed from ${place}.${posts}${kept}`;
  },
  noTokens: ({ since, why }: { since: number; why: string }, locale: Locale) =>
    `Since ${locale.time(since)} Entra ID gives me no tokens: ${why}. Until whoever runs me has mended that, I can't carry out anything, and soon can't tell you anything either: please work in the Defender portal meanwhile.`,
  certificateEnds({ at, leftMs }: { at: number; leftMs: number }, locale: Locale) {
    const days = Math.floor(leftMs / DAY_MS);
    const left = days === 0 ? "less than a day" : locale.count(days, { one: "day", other: "days" });
    return `My certificate (CLIENT_CERTIFICATE_FILE) expires on ${locale.time(at)}, in ${left}. After that Entra ID gives me no tokens. Please have a new one added to the app registration and put into that file; I take it from there without a restart.`;
  },
};
