import { names } from "./terms.ts";
import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";

const ENDINGS = { Succeeded: "klart", Failed: "misslyckades", TimedOut: "tidsgränsen nåddes" } as const;

/** What Defender made of a request's call, how it ended, and who is told of that. */
export const outcomes: Catalogue["outcomes"] = {
  interrupted: ({ why }) => `avbruten: ${why}`,
  accepted: "Defender har tagit emot den",
  answerLost: "Svaret från Defender gick förlorat; jag kontrollerar om åtgärden startades.",
  foreignAction: ({ type, id, who }) =>
    `Defender angav en åtgärd som inte hör till den här begäran: "${names.action(type)}" (${id}), begärd av ${who ?? "någon okänd"}.`,
  actionGone: ({ id }) =>
    `Defender känner inte längre till åtgärden ${id}, så det går inte att säga hur den slutade.`,
  inProgress: "pågår",
  failedOnDevice: ({ said }) =>
    `Defender rapporterar att åtgärden misslyckades på enheten${said.length === 0 ? "" : `: ${clause(said.join("; "))}`}.`,
  timedOut: ({ said }) =>
    `Enheten svarade inte i tid${said.length === 0 ? "" : `: ${clause(said.join("; "))}`}. Begär det igen när den är online.`,
  defenderCode: ({ code }) => `kod ${code}`,
  cancelledInDefender: ({ who, why }) =>
    `Avbröts i Defender av ${who ?? "någon"}${why === null ? "" : `: ${clause(why)}`}.`,
  ended: ({ state, why }) => (why === null ? ENDINGS[state] : `${ENDINGS[state]}: ${why}`),
  endedNews: ({ id, state, why }) => (why === null ? `${id} lyckades.` : `${id} ${ENDINGS[state]}: ${why}`),
  doneSinceAsked:
    "Det är gjort: av denna begäran innan databasen återställdes, eller av någon annan sedan den gjordes. Det gjordes inte en gång till; begär det igen om det behövs.",

  toRequester: ({ name, what, target, news }) =>
    `${name}: ${clause(news)}. Du hade begärt: ${what}, ${target}.`,
  toEverybody: ({ what, target, id, news }) => `${what}, ${target} (${id}): ${news}`,
  notFound: ({ found }) =>
    found === "absent"
      ? "Svaret från Defender gick förlorat, och ingen sådan åtgärd hittades inom en minut."
      : "Svaret från Defender gick förlorat, och det gick inte att kontrollera om åtgärden startades.",
  gaveUp: ({ why, attempts }) => `${why} Inget skickades på ${attempts} försök.`,
};
