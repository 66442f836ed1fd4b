import type { Locale } from "../locale.ts";

const APPLICATIONS = { one: "application", other: "applications" };
const ACTIONS = { one: "machine action", other: "machine actions" };

/** What can be done, and was done, without an approval here. */
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
  by: ({ who, at, now }: { who: string | null; at: number | null; now: number }, locale: Locale) =>
    `${who ?? "somebody"}, ${locale.when(at, now)}`,
};
