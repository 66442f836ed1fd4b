import type { Catalogue } from "../catalogue.ts";
import { sentences } from "../sentences.ts";

/** What is said of requests of several steps. */
export const steps: Catalogue["steps"] = {
  halted: ({ halted }) =>
    `${halted}. Resten väntar; när stoppet är hävt kan någon med rollen Approver trycka på Återuppta här.`,
  tooManyInterrupted: ({ n }) =>
    `${n} av dem är avbrutna, så resten väntar: någon med rollen Approver kan titta efter och trycka på Återuppta.`,
  interruptedAtRest: ({ n }, locale) =>
    `${n} av dem är ${locale.plural(n, { one: "avbruten", other: "avbrutna" })}: någon med rollen Approver kan titta efter och trycka på Återuppta eller Neka.`,
  canaryUnclear:
    "Alla de första har inte gått igenom, så resten väntar: någon med rollen Approver kan titta efter och trycka på Återuppta.",
  canaryRefused: ({ n }) =>
    `Defender nekade de första ${n}, så resten väntar: någon med rollen Approver kan titta efter och trycka på Återuppta.`,
  mayNotStop: "Bara den som begärde detta, eller någon med rollen Approver, kan stoppa det.",
  stoppedBy: ({ upn }) => `Stoppat av ${upn}: det som inte har skickats skickas inte längre.`,
  stopped: "stoppade det som inte hade skickats",
  kind: ({ n, what, terms }) => [`${n} × ${what}`, ...terms].join(" · "),
  notSent: ({ n }) => `${n} skickades inte`,
  stoppedNews: ({ id, name }) => `${name} stoppade ${id}: det som inte har skickats skickas inte längre.`,
  sending: "skickas: de två första, sedan resten",
  heldNews: ({ id, why }) => `${id} väntar på att någon ingriper: ${why}`,
  ended: ({ state, counts }) => `${state}: ${counts.join(", ")}`,
  endedNews: ({ id, counts }) => `${id} är klar: ${counts.join(", ")}.`,
  dropped: ({ n, each }, locale) =>
    `${n} utelämnade, eftersom ${locale.plural(n, { one: "den", other: "de" })} inte längre är som det visades: ${each.join("; ")}`,
  droppedOne: ({ name, why }) => `${name} (${why})`,
  together: ({ n, minutes }) =>
    `${n} tillsammans, under ett beslut${minutes > 1 ? `: ungefär ${minutes} minuter i den takt som Defender tillåter` : ""}`,
  progress(holes) {
    const { failures, failed } = holes;
    const more = failed - failures.length;
    const named = failures.length === 0 ? "" : `: ${failures.join("; ")}${more > 0 ? `; ${more} till` : ""}`;
    const parts = [
      [holes.waiting, "ska skickas"],
      [holes.sending, "skickas"],
      [holes.onDevice, "väntar på enheten (högst 3 dagar)"],
      [holes.interrupted, "avbrutna"],
      [holes.notSent, "skickades inte"],
      [failed, `misslyckades${named}`],
    ] as const;
    const others = parts.filter(([n]) => n > 0).map(([n, what]) => `, ${n} ${what}`);
    return `${holes.done} av ${holes.count} klara${others.join("")}`;
  },
  nothingTicked: "Markera minst en av raderna först.",
  notARow: "Det är ingen av raderna i den här listan, så inget gjordes.",
  rowsWithout: ({ names, command }) =>
    `Några av de markerade raderna nämner inget som ${command} kan gälla: ${names.join(", ")}. Avmarkera dem.`,
  withComment: ({ name, comment }) => `${name} (kommentar: ${comment})`,
  page: ({ page, pages, unseen }) =>
    `Sida ${page} av ${pages}, de mest riskfyllda först.${unseen ? " Godkänn kommer med den sista sidan: titta på varje." : ""}`,
  line(holes) {
    const how = [holes.state ?? "", holes.outcome ?? ""].filter((part) => part !== "").join(": ");
    const warned = holes.warnings.length === 0 ? "" : `Varning: ${sentences(holes.warnings)}`;
    return [`steg ${holes.n}`, how, warned].filter((part) => part !== "").join(" · ");
  },
  openAllPages: "Titta på alla sidor först: du godkänner det du har fått se, och det finns mer.",
  lookAgain:
    "Något är inte som kortet visade, så det utelämnades och inget beslutades. Titta på det som är kvar.",
  mayHaveBeenSent: ({ why }) =>
    sentences([why, "Ett tidigare anrop för det kan ha nått Defender: titta där"]),
  notResumed: ({ each }) =>
    `Resten fortsätter. Dessa förblir avbrutna: ${each.join("; ")}. Titta där i Defender; **Återuppta** försöker igen, **Neka** avslutar dem.`,
  released: ({ id }) => `godkänt med ${id}`,
  becameOwn: ({ why, next }) =>
    sentences([
      `Det är inte längre som det visades: ${why}`,
      ...(next === null ? [] : [`Det begärdes på nytt som ${next}`]),
    ]),
  droppedFrom: ({ id, why }) => `var en del av ${id}, men är inte längre som det visades: ${why}`,
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
  chooseEach: ({ n }, locale) =>
    locale.plural(n, { one: "Ett av namnen är inte entydigt", other: `${n} av namnen är inte entydiga` }),
  which: ({ name, hidden }) =>
    hidden === 0
      ? `Vilken ${name}?`
      : `Vilken ${name}? ${hidden} till visas inte: skriv id:t i listan för en av dem.`,
  notChosen: ({ name }) => `Välj en för ${name}. Inget har begärts än.`,
  deviceChoice({ name, id, group, at, now }, locale) {
    const seen = at === null ? [] : [`sågs ${locale.ago(at, now)}`];
    return [`${name} (${id.slice(0, 8)}…)`, ...(group === null ? [] : [group]), ...seen].join(", ");
  },
  accountChoice: ({ upn, name, department }) =>
    [upn, name, ...(department === null ? [] : [department])].join(", "),
  splitInto: ({ ids, isOfKinds, canJoin }) =>
    `${isOfKinds ? "Det är olika saker som görs" : "Principen kräver olika saker"}, så detta är egna begäranden: ${ids.join(", ")}.${canJoin === true ? " Den som begärde dem kan trycka på Slå ihop begärandena på en av dem: då beslutas de tillsammans, enligt det strängaste av vad som krävs." : ""}`,
  onlyRequesterJoins: "Bara den som begärde dem kan slå ihop dem.",
  notJoined: ({ other }) =>
    `${other} har redan beslutats under tiden, eller så har dess tid gått ut, så begärandena kan inte längre slås ihop. Inget har ändrats.`,
  joinedInto: ({ id }) => `Den ingår i ${id} nu`,
  alsoOpen: ({ id, upn }) => `${upn} har begärt detsamma (${id})`,
  wasSo: ({ why }) => `var redan så: ${why}`,
};
