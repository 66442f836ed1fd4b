import type { Catalogue } from "../catalogue.ts";

/** Asking for several targets at once, or for all of an incident: names that are unclear, too many, and what is left out. */
export const several: Catalogue["several"] = {
  asked: ({ n, minutes }) =>
    `begärde alla ${n} tillsammans${minutes > 1 ? `: att skicka dem tar ungefär ${minutes} minuter i den takt som Defender tillåter` : ""}`,
  leftOut: ({ each }) => `Utelämnat: ${each.join("; ")}.`,
  leftOutOne: ({ name, why }) => `${name} (${why})`,
  nothingLeft: ({ each }) => `Det finns inget kvar att begära: ${each.join("; ")}.`,
  tooMany: ({ n, most }) => `Det är ${n} på en gång, och principen tillåter ${most}. Dela upp det.`,
  writeOut: ({ each }) =>
    `Inget begärdes, eftersom jag inte säkert kunde veta vilka du menar: ${each.join("; ")}.`,
  ambiguous: ({ name, candidates }, locale) => `${name} kan vara ${locale.or(candidates)}`,
  unknown: ({ name }) => `inget som du får se heter ${name}`,
  incident: ({ id }) => `incident ${id}`,
  incidentCut: ({ id }) =>
    `Allt i incident ${id} kunde inte läsas, så jag vet inte vad som hör dit. Inget begärdes: öppna incidenten och ange målen själv, eller försök igen.`,
  incidentEmpty({ id, isPeople, why }) {
    const none = `Incident ${id} nämner ${isPeople ? "inget konto" : "ingen enhet"} som du får se, så inget begärdes.`;
    return why.length === 0 ? none : `${none} Utelämnat: ${why.join("; ")}.`;
  },
  hiddenDevices: ({ n }, locale) =>
    locale.plural(n, {
      one: "en enhet i den, som du inte får se",
      other: `${n} enheter i den, som du inte får se`,
    }),
  unknownInIncident: ({ id }) => `nämns i incident ${id}, men finns inte i katalogen`,
  deviceChoice({ name, id, group, at, now }, locale) {
    const seen = at === null ? [] : [`sågs ${locale.ago(at, now)}`];
    return [`${name} (${id.slice(0, 8)}…)`, ...(group === null ? [] : [group]), ...seen].join(", ");
  },
  accountChoice: ({ upn, name, department }) =>
    [upn, name, ...(department === null ? [] : [department])].join(", "),
  splitInto: ({ ids, isOfKinds, canJoin }) =>
    `${isOfKinds ? "Det är olika saker som görs" : "Principen kräver olika saker"}, så detta är egna begäranden: ${ids.join(", ")}.${canJoin === true ? " Den som begärde dem kan trycka på Slå ihop begärandena på en av dem: då beslutas de tillsammans, enligt det strängaste av vad som krävs." : ""}`,
};
