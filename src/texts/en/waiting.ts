import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";
import { earlierCall } from "./decisions.ts";

const MORE = { one: "more approval", other: "more approvals" };

/** What a request waits for, what goes before it, that its time is over or it is late, and what that means for the device. */
export const waiting = {
  stillComes: "Until then the device is isolated as soon as it comes back.",
  staysIsolated: "Until somebody releases it, the device stays isolated.",
  staysUntilThen: "Until then the device stays isolated.",
  mayStayIsolated: "Until then the device may stay isolated.",
  alarm: ({ news, besides }: { news: string; besides: string }) => `${news} ${besides}`,

  expired: "expired",
  nobodyApproved: ({ earlier }: { earlier: boolean }) =>
    `Nobody approved it in time. Ask again if it is still needed.${earlierCall(earlier)}`,
  expiredNews: ({ id }: { id: string }) => `${id} expired before it was approved.`,
  stillWaits: ({ what, at }: { what: string; at: number }, locale: Locale) =>
    `still waits: ${what}. It expires at ${locale.clock(at)}.`,
  needsMore({ left, barred }: { left: number; barred: readonly string[] }, locale: Locale) {
    const but = barred.length === 0 ? "" : `, not from ${barred.join(", ")}`;
    return `needs ${locale.count(left, MORE)}${but}`;
  },
  waitsForResume: ({ barred }: { barred: string | null }) =>
    `waits for an Approver to press Resume${barred === null ? "" : `, not ${barred}`}`,
  beingSent: ({ name }: { name: string | null }) =>
    `is being sent with the token of ${name ?? "its approver"}`,
  waitsForDevice: "waits for the device",
  waitsForNothing: "waits for nothing",

  sending: "sending to Defender",
  waitsFor: ({ id }: { id: string }) => `Waits for ${id}, which comes first on this device.`,
  itWaitsFor: ({ id }: { id: string }) => `it waits for ${id}, which comes first on this device`,
  late: ({ why }: { why: string }) => `late: ${clause(why)}`,
  lateNews: ({ id, why, nextAt }: { id: string; why: string; nextAt: number }, locale: Locale) =>
    `${id} is late: ${clause(why)}. I go on trying; the next time is ${locale.clock(nextAt)}.`,
  overtaken: ({ by }: { by: string }) => `overtaken by ${by}`,
  overtakenOutcome: ({ by }: { by: string }) =>
    `Nothing was sent: overtaken by ${by}, which was decided later.`,
  stoppedBy: ({ halted }: { halted: string }) => `${halted}.`,
  interruptedNews: ({ id, why }: { id: string; why: string }) =>
    `${id} was interrupted: ${why} An Approver can press Resume.`,
};
