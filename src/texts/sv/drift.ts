import type { Catalogue } from "../catalogue.ts";
import { earlierCall } from "./decisions.ts";
import { sentences } from "../sentences.ts";

/** What is no longer as it was shown and approved, and that it needs approval again. */
export const drift: Catalogue["drift"] = {
  moved: "kontot finns nu i en annan katalog",
  otherWay: ({ by }) => `det skulle nu göras av en annan tjänst: ${by}`,

  policyDenies: ({ why, earlier = false }) => `Principen nekar det: ${why}${earlierCall(earlier)}`,
  wasDenied: ({ id, why }) => `${id} nekades: ${why}`,
  needsApprovalAgain: ({ id, why }) => `${id} behöver godkännas igen: ${why}.`,
  needsApprovalAgainNews: ({ why }) => `behöver godkännas igen: ${why}.`,
  lookAgain: ({ why }) => `Kontrollera igen: ${why}.`,
  approvalsVoid: ({ why }) => `tidigare godkännanden gäller inte längre: ${why}`,
  mergedSince: ({ id, now }) =>
    `Incident ${id} har slagits samman sedan dess och är nu incident ${now}, som inte är vad kortet visade. Begär det igen för den.`,

  several: ({ why }) => why.join("; "),
  notAsShown: "begäran är inte den som visades",
  newcomer: ({ id }) => `kortet visade inte att en annan enhet har samma namn (${id})`,
  otherDevice: "enheten är en annan nu",
  setUpAnew: ({ at }, locale) => `enheten har installerats om (sågs först ${locale.time(at)})`,
  ownersUnread:
    "Principen vill ha någon annan än den som äger incidentens aviseringar, och alla kunde inte läsas: inget avgjordes. Försök igen.",

  dropped: ({ n, each }, locale) =>
    `${n} utelämnade, eftersom ${locale.plural(n, { one: "den", other: "de" })} inte längre är som det visades: ${each.join("; ")}`,
  droppedOne: ({ name, why }) => `${name} (${why})`,
  becameOwn: ({ why, next }) =>
    sentences([
      `Det är inte längre som det visades: ${why}`,
      ...(next === null ? [] : [`Det begärdes på nytt som ${next}`]),
    ]),
  droppedFrom: ({ id, why }) => `var en del av ${id}, men är inte längre som det visades: ${why}`,
};
