import type { Locale } from "../locale.ts";

const APPLICATIONS = { one: "application", other: "applications" };
const ACTIONS = { one: "machine action", other: "machine actions" };
const DONE = { one: "action", other: "actions" };
const HOLD = { one: "holds", other: "hold" };
const sinceWhen = (days: number, locale: Locale): string =>
  days === 7 ? "last week" : locale.plural(days, { one: "yesterday", other: `${days} days ago` });
/** Of applications whose names stand in a line. */
const MOST_NAMES = 5;

/** What `bypass` and the weekly line tell: who can do something, or did it, without an approval here. */
export const bypass = {
  heading(
    { applications, actions, isWhole }: { applications: number; actions: number; isWhole: boolean },
    locale: Locale,
  ) {
    if (applications === 0 && actions === 0)
      return isWhole
        ? "Nothing gets round the approval, as far as I can see"
        : "Nothing was found that gets round the approval, but not everything could be looked through";
    return `${locale.count(applications, APPLICATIONS)} can get round the approval; ${locale.count(actions, ACTIONS)} did in the last 30 days`;
  },
  intro:
    "Applications that may change things in Defender or people's accounts by themselves or for others, and actions of the last 30 days that nobody asked for here. People with Defender's own roles can always act in its portal.",
  looked: "Looked at",
  lookedAt: ({ n, most, isGrantsCut }: { n: number; most: number; isGrantsCut: boolean }, locale: Locale) =>
    [
      n >= most
        ? `${locale.count(n, ACTIONS)}, and there are more that were not looked at`
        : locale.count(n, ACTIONS),
      ...(isGrantsCut
        ? ["the first permissions of a long list: there are applications that were not looked at"]
        : []),
    ].join("; "),
  application: "Application",
  action: "Action",
  holds: ({ grants }: { grants: readonly string[] }, locale: Locale) => locale.and(grants),
  grant({ permission, as }: { permission: string; as: "application" | "everybody" | "one person" }) {
    const how = {
      application: "by itself",
      everybody: "for everybody who signs in",
      "one person": "for one person",
    };
    return `${permission} (${how[as]})`;
  },

  tellMeWeekly: "Tell me weekly",
  noMoreWeekly: "Stop the weekly line",
  show: "Show",
  weeklySet: "Every week I tell you in this chat what gets round the approval",
  weeklyAlready: "I tell you this every week already, in this chat",
  now: ({ line }: { line: string }) => `Now: ${line}. To end it, type: bypass weekly off`,
  weeklyEnded: "Done: I tell you no more every week what gets round the approval.",
  notWeekly: "I do not tell you every week what gets round the approval. To be told, type: bypass weekly",
  /** `fresh` null: there is nothing yet to compare it with. */
  weekly(
    holes: { applications: number; fresh: number | null; actions: number; days: number; isWhole: boolean },
    locale: Locale,
  ) {
    const { applications, fresh, actions, days, isWhole } = holes;
    const held =
      applications === 0
        ? "No application holds a changing permission"
        : `${locale.count(applications, APPLICATIONS)} ${locale.plural(applications, HOLD)} a changing permission`;
    const than =
      applications === 0 || fresh === null
        ? ""
        : `, ${fresh === 0 ? "none" : fresh} new since ${sinceWhen(days, locale)}`;
    const span = locale.plural(days, { one: "the last day", other: `the last ${days} days` });
    const done =
      actions === 0
        ? `no action of ${span} was made elsewhere`
        : `${locale.count(actions, DONE)} of ${span} did not come through here`;
    return `${held}${than}; ${done}${isWhole ? "" : "; not everything could be looked through"}`;
  },
  weeklyNew({ names }: { names: readonly string[] }, locale: Locale) {
    if (names.length === 0) return "No application has got a new one.";
    const more = names.length - MOST_NAMES;
    return `New: ${locale.and([...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])])}.`;
  },
  notLooked: "I could not look this week what gets round the approval",
  needsSignIn: 'I need you to sign in for it: press "Show", or type: bypass',

  by: ({ who, at, now }: { who: string | null; at: number | null; now: number }, locale: Locale) =>
    `${who ?? "somebody"}, ${locale.when(at, now)}`,
};
