import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";

const ISOLATIONS = { one: "isolation", other: "isolations" };

function does(approved: boolean): string {
  return approved ? "releases at" : "asks for its release at";
}

const COVERS = {
  approves: "; approving this approves the release too",
  approved: "; the release is approved with it",
  nothing: "",
} as const;

function by(who: string | null): string {
  return who === null ? "" : ` by ${who}`;
}

const DEVICES = { one: "device", other: "devices" };

/** The end of a lease, and its release: when it is due, and why it is or is not released by itself. */
export const leaseEnd = {
  endOf: ({ id, reason }: { id: string; reason: string }) => `end of the isolation ${id}: ${reason}`,
  cancels: ({ id, at }: { id: string; at: number }, locale: Locale) =>
    `cancels ${id}, which was to be over at ${locale.clockOn(at)} and has not taken effect`,
  clocksDisagree: "my clocks disagree, and by one of them its time has not come",
  policyDenies: ({ why }: { why: string }) => `the policy denies it: ${why}`,
  releaseDenied: ({ why }: { why: string }) => `its release at the end would be denied: ${why}`,
  nobodyApproved: "nobody has approved it",
  roleLost: ({ upn, role }: { upn: string | null; role: string }) =>
    `${upn ?? "the approver"} no longer has the role ${role}`,
  restored: "the bot's store was restored while the isolation was under way",
  releasedAlready: ({ who }: { who: string | null }) => `the device was released already${by(who)}`,
  releaseUnderWay: "another release of the device is under way",
  isolatingAnew: "the device is being isolated anew",
  isolatedAnew: ({ who }: { who: string | null }) => `the device was isolated anew meanwhile${by(who)}`,
  untold: "the isolation state of the device can't be told",
  otherIsolation: ({ id, who }: { id: string; who: string | null }) =>
    `the isolation in force is not that of ${id} but one${by(who)}`,
  tokenRefused: ({ upn }: { upn: string }) => `Entra ID refused the token of ${upn}`,
  deviceHidden: ({ upn }: { upn: string }) => `Defender does not show the device to ${upn} any more`,
  notChecked: ({ why }: { why: string }) => `it could not be checked whether it may be sent: ${why}`,
  wentWrong: "something went wrong on my side",
  reminder: ({ line, id }: { line: string; id: string }) =>
    `${line}. To keep the device isolated, an Approver can press Extend on the card: request ${id}`,
  releasedBefore: ({ id }: { id: string }) => `${id} released the device before`,
  isolatedAgain: ({ id }: { id: string }) => `${id} isolated the device anew, and its lease counts`,
  askedWith: ({ id }: { id: string }) => `asked for and approved with ${id}`,
  line: ({ complete, at, id }: { complete: boolean; at: number; id: string | null }, locale: Locale) =>
    `${does(complete)} ${locale.clockOn(at)}, when ${id ?? "an isolation that was taken over"} ends`,
  ofSeveral: ({ approved, open, at }: { approved: boolean; open: number; at: number }, locale: Locale) =>
    open === 0
      ? `over, the last at ${locale.clockOn(at)}`
      : `${locale.count(open, DEVICES)}: each ${does(approved)} its own time, the last ${locale.clockOn(at)}`,
  inBrief: ({ length, approved }: { length: number; approved: boolean }, locale: Locale) =>
    `For ${locale.length(length)}, then ${approved ? "released by itself" : "its release is asked for"}`,
  /** The line as one of its own. */
  stands: ({ line }: { line: string }) => `${line.slice(0, 1).toUpperCase()}${line.slice(1)}`,
  notBegun: ({ length }: { length: string }) => `${length}, not begun`,
  planned(
    holes: { approved: boolean; at: number; length: string; covers: keyof typeof COVERS },
    locale: Locale,
  ) {
    return `${does(holes.approved)} ${locale.clockOn(holes.at)} at the earliest, ${holes.length} after it takes effect${COVERS[holes.covers]}; ${holes.approved ? "cancelled" : "asks to be cancelled"} if it has not begun by then`;
  },
  endsBy: ({ approved, at, id }: { approved: boolean; at: number; id: string }, locale: Locale) =>
    `${does(approved)} ${locale.clockOn(at)}, by ${id}`,
  releaseWaits: ({ id }: { id: string }) => `not released by itself: ${id} needs approval`,
  releaseIs: ({ id, state }: { id: string; state: string }) => `its release ${id} is ${state}`,

  due: ({ id }: { id: string }) => `${id} is due: it is being released.`,
  releasesAt: ({ at }: { at: number }, locale: Locale) => `releases at ${locale.clockOn(at)}`,
  releasesAllBy: ({ n, at }: { n: number; at: number }, locale: Locale) =>
    `${locale.count(n, ISOLATIONS)}, the last until ${locale.clockOn(at)}`,

  notYet: ({ why }: { why: string }) => `Not sent yet: ${clause(why)}.`,
  lapsed: ({ at, why }: { at: number; why: string }, locale: Locale) =>
    `It was to be released at ${locale.clockOn(at)}, but ${clause(why)}. It needs approval now.`,
  notReleased: ({ why }: { why: string }) => `not released by itself: ${clause(why)}`,
  notReleasedNews: ({ id, why }: { id: string; why: string }) =>
    `${id} was not released by itself: ${clause(why)}. It needs approval now.`,
  nothingSent: ({ why }: { why: string }) => `Nothing was sent: ${clause(why)}.`,
  ended: ({ why }: { why: string }) => `ended the lease: ${clause(why)}`,

  /** For the record. */
  because: ({ why }: { why: string }) => clause(why),
};
