import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";
import { earlierCall } from "./decisions.ts";

const MORE = { one: "godkännande till", other: "godkännanden till" };

/** What a request waits for, what goes before it, that its time is over or it is late, and what that means for the device. */
export const waiting: Catalogue["waiting"] = {
  stillComes: "Till dess isoleras enheten så snart den hör av sig igen.",
  staysIsolated: "Enheten förblir isolerad tills någon släpper den.",
  staysUntilThen: "Till dess förblir enheten isolerad.",
  mayStayIsolated: "Till dess kan enheten förbli isolerad.",
  alarm: ({ news, besides }) => `${news} ${besides}`,

  expired: "gick ut",
  nobodyApproved: ({ earlier }) =>
    `Ingen godkände i tid. Begär det igen om det fortfarande behövs.${earlierCall(earlier)}`,
  expiredNews: ({ id }) => `${id} gick ut innan den godkändes.`,
  stillWaits: ({ what, at }, locale) => `väntar fortfarande: ${what}. Den går ut ${locale.clock(at)}.`,
  needsMore({ left, barred }, locale) {
    const but = barred.length === 0 ? "" : `, inte från ${barred.join(", ")}`;
    return `behöver ${locale.count(left, MORE)}${but}`;
  },
  waitsForResume: ({ barred }) =>
    `väntar på att en Approver trycker på Återuppta${barred === null ? "" : `, inte ${barred}`}`,
  beingSent: ({ name }) => `skickas med token för ${name ?? "den som godkände"}`,
  waitsForDevice: "väntar på enheten",
  waitsForNothing: "väntar inte på något",

  sending: "skickas till Defender",
  waitsFor: ({ id }) => `Väntar på ${id}, som kommer först på den här enheten.`,
  itWaitsFor: ({ id }) => `den väntar på ${id}, som kommer först på den här enheten`,
  late: ({ why }) => `försenad: ${clause(why)}`,
  lateNews: ({ id, why, nextAt }, locale) =>
    `${id} är försenad: ${clause(why)}. Jag fortsätter försöka; nästa gång är ${locale.clock(nextAt)}.`,
  overtaken: ({ by }) => `ersattes av ${by}`,
  overtakenOutcome: ({ by }) => `Inget skickades: ersattes av ${by}, som avgjordes senare.`,
  stoppedBy: ({ halted }) => `${halted}.`,
  interruptedNews: ({ id, why }) => `${id} avbröts: ${why} En Approver kan trycka på Återuppta.`,
};
