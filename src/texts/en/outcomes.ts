import { names } from "./terms.ts";
import { clause } from "../clause.ts";

type Ending = "Succeeded" | "Failed" | "TimedOut";

const ENDINGS: Readonly<Record<Ending, string>> = {
  Succeeded: "done",
  Failed: "failed",
  TimedOut: "timed out",
};

/** What Defender made of a request's call, how it ended, and who is told of that. */
export const outcomes = {
  interrupted: ({ why }: { why: string }) => `interrupted: ${why}`,
  accepted: "Defender has accepted it",
  answerLost: "Defender's answer got lost; looking whether the action was started.",
  foreignAction: ({ type, id, who }: { type: string; id: string; who: string | null }) =>
    `Defender named an action that is not this request's: "${names.action(type)}" (${id}), asked for by ${who ?? "somebody unknown"}.`,
  actionGone: ({ id }: { id: string }) =>
    `Defender no longer knows the action ${id}, so what became of it can't be told.`,
  inProgress: "in progress",
  failedOnDevice: ({ said }: { said: readonly string[] }) =>
    `Defender reports that the action failed on the device${said.length === 0 ? "" : `: ${clause(said.join("; "))}`}.`,
  timedOut: ({ said }: { said: readonly string[] }) =>
    `The device did not answer in time${said.length === 0 ? "" : `: ${clause(said.join("; "))}`}. Ask again when it is online.`,
  defenderCode: ({ code }: { code: string }) => `code ${code}`,
  cancelledInDefender: ({ who, why }: { who: string | null; why: string | null }) =>
    `Cancelled in Defender by ${who ?? "somebody"}${why === null ? "" : `: ${clause(why)}`}.`,
  ended: ({ state, why }: { state: Ending; why: string | null }) =>
    why === null ? ENDINGS[state] : `${ENDINGS[state]}: ${why}`,
  endedNews: ({ id, state, why }: { id: string; state: Ending; why: string | null }) =>
    why === null ? `${id} succeeded.` : `${id} ${ENDINGS[state]}: ${why}`,
  doneSinceAsked:
    "It is done: by this request before the store was put back, or by somebody else since it was asked for. It was not done again; where that matters, ask again.",

  toRequester: ({ name, what, target, news }: { name: string; what: string; target: string; news: string }) =>
    `${name}: ${clause(news)}. You had asked for: ${what}, ${target}.`,
  toEverybody: ({ what, target, id, news }: { what: string; target: string; id: string; news: string }) =>
    `${what}, ${target} (${id}): ${news}`,
  notFound: ({ found }: { found: "absent" | "unknown" }) =>
    found === "absent"
      ? "Defender's answer got lost, and no such action was found within a minute."
      : "Defender's answer got lost, and whether the action was started could not be looked up.",
  gaveUp: ({ why, attempts }: { why: string; attempts: number }) =>
    `${why} Nothing was sent in ${attempts} attempts.`,
};
