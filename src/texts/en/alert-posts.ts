import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

type SeverityName = "High" | "Medium" | "Low" | "Informational" | "UnSpecified";

const HAVE = { one: "has", other: "have" };

const ALERTS = { one: "alert", other: "alerts" };

const DEVICES = { one: "device", other: "devices" };

/** Alerts that come by themselves: each incident's card, a storm, and that alerts can't be read. */
export const alertPosts = {
  /** Over those that have been posted before. */
  moreSevere: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, ALERTS)} ${locale.plural(n, HAVE)} become more severe`,
  wasLess: "Posted here before as less severe: the card from then is up to date, but nobody hears of that.",
  one: ({ id }: { id: string }) => `Alert ${id}`,
  lookAtOne: ({ id }: { id: string }) => `Please look in the Defender portal, or type: alert ${id}`,
  lookAtAll: "Please look in the Defender portal, or type: alerts",
  openAlert: "Open alert",
  /** On a card that came by itself: its incident, and when it was raised. */
  postedRaised({ incident, at }: { incident: string | null; at: number | null }, locale: Locale) {
    const raised = at === null ? "raised just now" : `raised ${locale.time(at)}`;
    return incident === null ? `No incident · ${raised}` : `Incident ${incident} · ${raised}`;
  },
  /** Of the first alert on the card of an incident. */
  leadRaised: ({ at }: { at: number | null }, locale: Locale) =>
    at === null ? "raised just now" : `raised ${locale.time(at)}`,
  /** Over the card of an incident; `at`: when its last alert was raised, 0: not told. */
  incidentHead(holes: { incident: string; n: number; devices: number; at: number }, locale: Locale) {
    const on = holes.devices === 0 ? "" : ` on ${locale.count(holes.devices, DEVICES)}`;
    const last = holes.at === 0 ? "" : ` · last ${locale.clock(holes.at)}`;
    return `Incident ${holes.incident} · ${locale.count(holes.n, ALERTS)}${on}${last}`;
  },
  incidentSummary(holes: { severity: string; title: string; n: number; incident: string }, locale: Locale) {
    const more = locale.count(holes.n, { one: "more alert", other: "more alerts" });
    return `${holes.severity} alert: ${holes.title}, and ${more} in incident ${holes.incident}`;
  },
  earlier: ({ n }: { n: number }, locale: Locale) =>
    locale.count(n, { one: "earlier alert", other: "earlier alerts" }),
  /** What a screen reader says of a row on a card that came by itself. */
  openPosted: ({ severity, title, id }: { severity: string; title: string; id: string }) =>
    `Open alert, ${names.severity(severity)}: ${title}, ${id}`,
  /** Many alerts that came at once. */
  storm: ({ n }: { n: number }, locale: Locale) => locale.count(n, { one: "new alert", other: "new alerts" }),
  ofSeverity: ({ n, severity }: { n: number; severity: SeverityName }, locale: Locale) =>
    `${locale.number(n)} ${severity === "UnSpecified" ? "without severity" : severity.toLowerCase()}`,
  stormParts(holes: { severities: readonly string[]; devices: number; at: number }, locale: Locale) {
    const on = holes.devices === 0 ? "" : ` on ${locale.count(holes.devices, DEVICES)}`;
    return `At ${locale.clock(holes.at)}: ${locale.and(holes.severities)}${on}. They follow here, the most severe first.`;
  },
  stormSummary({ n, severities }: { n: number; severities: readonly string[] }, locale: Locale) {
    return `${locale.count(n, { one: "new alert", other: "new alerts" })}: ${locale.and(severities)}`;
  },
  showAll: "Show alerts",
  incident: ({ id }: { id: string }) => `Incident ${id}`,
  manyAtOnce: "Many alerts came at once: open one for more.",
  /** `why`: what somebody who runs the bot can mend. */
  cantRead: ({ since, why }: { since: number; why: string | null }, locale: Locale) =>
    `I have not been able to read alerts from Defender since ${locale.time(since)}.${why === null ? "" : ` ${why}`} Please look in the Defender portal until I say that it works again.`,
  switchedOff:
    "New alerts are not looked for: it is switched off in my configuration (ALERT_POLL_SECONDS is 0). Please tell whoever runs this bot.",
  canReadAgain: "I can read alerts again. What was missed meanwhile follows now.",
  raisedAt: ({ at }: { at: number | null }, locale: Locale) => (at === null ? "just now" : locale.clock(at)),
};
