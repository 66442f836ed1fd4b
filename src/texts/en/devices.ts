import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const UNCHECKED = "could not be checked";

const OTHERS = { one: "other device", other: "other devices" };

const PARTS: Readonly<Record<string, string>> = {
  actions: "its machine actions",
  namesakes: "other devices with its name",
  tags: "its tags",
  allTags: "all of its tags",
  lastSeen: "when it was last seen",
  health: "its sensor health",
};

const FOUND_BY = { tag: "tag", group: "group", name: "name", os: "OS" } as const;

function within(scope: string | null): string {
  return scope === null ? "" : ` (${names.scope(scope)})`;
}

/** A device on a request: its state and when that was looked up, its users, and the warnings about it. */
export const devices = {
  unchecked: UNCHECKED,
  tagsCut: "and more that could not be read",
  /** In place of the name of a device group. */
  noGroup: "No device group",
  whenAsked: "When asked",
  whenLookedAgain: "When looked at again",
  beforeIsolation: "Before the isolation",
  users: "Users",
  openAlerts: "Open alerts",
  namedBy: "Named by",
  noUsers: "none seen",
  moreUsers: ({ n }: { n: number }) => `+${n}`,
  /** `logons`: how they signed in; absent in what an older version has kept. */
  user(
    holes: { name: string; at: number | null; now: number; admin: boolean; logons?: readonly string[] },
    locale: Locale,
  ) {
    const logons = (holes.logons ?? []).map((one) => `, ${names.logon(one).toLowerCase()}`).join("");
    return `${holes.name} (${locale.ago(holes.at, holes.now)}${logons}${holes.admin ? ", domain admin" : ""})`;
  },

  isolationUnchecked: `Isolation ${UNCHECKED}`,
  connected: "Connected (not isolated)",
  isolated: ({ scope, at }: { scope: string | null; at: number | null }, locale: Locale) =>
    `Isolated${within(scope)} since ${locale.time(at)}`,
  lastKnownIsolated: ({ scope, at }: { scope: string | null; at: number }, locale: Locale) =>
    `Last known: isolated by action of ${locale.day(at)}${within(scope)}`,
  isolating: ({ at, now }: { at: number | null; now: number }, locale: Locale) =>
    `Being isolated since ${locale.ago(at, now)}`,
  releasing: ({ at, now }: { at: number | null; now: number }, locale: Locale) =>
    `Being released since ${locale.ago(at, now)}`,
  sameUnderWay: ({ who, at, now }: { who: string | null; at: number | null; now: number }, locale: Locale) =>
    `The same action is under way already: asked for${who === null ? "" : ` by ${who}`} ${locale.ago(at, now)}.`,
  valueHigh: "Its device value is High.",
  offline({ health, at, now }: { health: string | null; at: number | null; now: number }, locale: Locale) {
    const sensor =
      health === null || health === "Active" ? [] : [`its sensor: ${names.health(health).toLowerCase()}`];
    const report = at === null ? [] : [`its last full report came ${locale.ago(at, now)}`];
    return `It seems offline (${[...sensor, ...report].join(", ")}): it acts only when it comes back, within 3 days.`;
  },
  health: ({ health }: { health: string }) => `Sensor health: ${names.health(health)}.`,
  onboarding: ({ state }: { state: string }) => `Onboarding: ${names.onboarding(state)}.`,
  namesakes: ({ n }: { n: number }, locale: Locale) =>
    `There ${locale.plural(n, { one: "is", other: "are" })} ${locale.count(n, OTHERS)} with the same DNS name.`,
  notChecked: ({ what }: { what: readonly string[] }) =>
    `This could not be checked: ${what.map((one) => PARTS[one] ?? one).join(", ")}.`,
  underWay: ({ what }: { what: string }) =>
    `${/^[aeiou]/i.test(what) ? "An" : "A"} ${what} of this device is under way.`,
  stateAlready: ({ state }: { state: string }) => `It is already ${state}, according to its machine actions.`,
  stateNot: ({ state }: { state: string }) =>
    `It does not seem to be ${state}, according to its machine actions.`,
  /** Beside its time: "Restricted". */
  state: ({ state }: { state: string }) => state.charAt(0).toUpperCase() + state.slice(1),
  stateSince: ({ at }: { at: number | null }, locale: Locale) => `since ${locale.time(at)}`,
  stateBeginning: ({ at, now }: { at: number | null; now: number }, locale: Locale) =>
    `under way since ${locale.ago(at, now)}`,
  stateEnding: ({ at, now }: { at: number | null; now: number }, locale: Locale) =>
    `being ended since ${locale.ago(at, now)}`,
  noIsolationFor: ({ os }: { os: string }) => `Defender documents no isolation for ${os}.`,
  hasSensor:
    "It is onboarded: Defender contains as unmanaged only devices without a sensor. Full cuts it off.",
  noSelectiveFor: ({ os }: { os: string }) => `Defender documents no selective isolation for ${os}.`,

  looksLike: ({ what, because, found }: { what: string; because: string; found: string }) =>
    `It looks like ${what} (${found}): ${because}.`,
  foundBy: ({ by, value }: { by: keyof typeof FOUND_BY; value: string }) => `${FOUND_BY[by]} ${value}`,
  domainController: "a domain controller",
  domainControllerBecause: "everybody's sign-in may depend on it",
  server: "a server",
  serverBecause: "others may depend on its services",
  hyperV: "a Hyper-V host",
  hyperVBecause: "isolating it cuts off all its guests",
  vpn: "a device that sends all its traffic through a VPN",
  vpnBecause: "fully isolated, it may not reach Defender to be released",
  proxy: "a device that goes through a proxy",
  proxyBecause: "fully isolated, it may not reach Defender to be released; Selective is safer",
  lastHoldersDevice: ({ role, listed }: { role: string; listed: boolean }) =>
    listed
      ? `It is registered to somebody who is ${role} here, and fewer than two of them would be left with their devices: two people have to approve.`
      : `It seems to belong to somebody who is ${role} here, and I could not list who else is: two people have to approve.`,
  likelyUser: ({ upn, did, account }: { upn: string; did: "asked" | "approved"; account: string }) =>
    `${upn}, who ${did}, looks like a user of this device (${account}).`,
};
