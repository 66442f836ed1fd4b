import type { Catalogue } from "../catalogue.ts";

/** Förseglade rapporter; det som står i dem är på engelska, som alla protokoll. */
export const report: Catalogue["report"] = {
  offer: ({ kind, id }) =>
    `Den förseglade rapporten om ${kind === "incident" ? "incident" : "avisering"} ${id}.`,
  ready: ({ kind, id, records }, locale) =>
    `Rapporten om ${kind === "incident" ? "incident" : "avisering"} ${id} är klar, med ${locale.count(records, { one: "post", other: "poster" })}. Jag erbjuder dig den som fil i vår 1:1-chatt. Att du bad om den är antecknat.`,
  tooLong: ({ most }) =>
    `Granskningskedjan sedan den första posten har fler än ${most} poster, vilket är för långt för en fil i Teams. Be den som driver boten om "npm run audit -- export".`,
  about: "Om rapporten",
  made: ({ kind, id, at, by }) => `Rapport om ${kind} ${id}, gjord ${at} för ${by}: det som personen får se.`,
  story: "Vad som hände",
  event: ({ at, title, by, id }) => [at, title, by ?? "boten", ...(id === null ? [] : [id])].join(" · "),
  requests: "Vad som begärdes här",
  request: ({ id, command, target, state, upn, reason }) =>
    `${id}: ${command} ${target}, ${state}; begärt av ${upn}: ${reason}`,
  gaps: "Vad som kan saknas",
  proof: "Bevis",
  howToVerify:
    "npm run audit -- verify-report FILE --public-key KEY, med botens nyckel så som den har antecknats på annat håll, säger om något i filen har ändrats; docs/report-format.md beskriver hur det kontrolleras utan boten.",
};
