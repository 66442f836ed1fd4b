import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

/** Reasons come from policies and services too, some with a full stop and some without. */
export function clause(why: string): string {
  return why.replace(/\.$/, "");
}

/** What the end of a request has to add when a call before it had no clear outcome. */
function earlierCall(earlier: boolean): string {
  return earlier ? " (Ett tidigare anrop kan ha nått Defender: kontrollera där.)" : "";
}

const ENDINGS = { Succeeded: "klart", Failed: "misslyckades", TimedOut: "tidsgränsen nåddes" } as const;
const MORE = { one: "godkännande till", other: "godkännanden till" };
const TARGETS = {
  device: "enheten",
  alert: "aviseringen",
  incident: "incidenten",
  user: "kontot",
  indicator: "indikatorn",
} as const;
const ALREADY_ASKED = "Inget har registrerats eller skickats";

/** What becomes of a request: outcomes and history, as the store keeps them, and what people are told of it. */
export const requests: Catalogue["requests"] = {
  ticketAllowed: "högst 64 bokstäver, siffror och . _ # / -",

  /** A line of its history: "ana@contoso.com approved"; `by` null: the bot itself. */
  did: ({ by, what }) => (by === null ? what : `${by} ${what}`),
  is: ({ id, state }) => `${id} är ${state}.`,
  unknown: ({ id }) => `Begäran ${id} är inte längre känd.`,
  countedAnew:
    "Annat som du har begärt eller godkänt kom emellan, och principen räknar det tillsammans. Försök igen.",
  clickKept: ({ done, total }) =>
    `Ditt klick är sparat: ${done} av ${total} kontrollerade. Det räknas när allt är kontrollerat och inget talar emot det; annars säger jag till.`,
  clickDidNotCount: ({ name, id, why }) =>
    `${name}, ditt klick på ${id} räknades inte: ${clause(why)}. Skriv "request ${id}" för att se hur det är nu.`,
  clickGone: "du har loggat ut sedan dess, eller så tog det för lång tid",
  clickTooLong: "kontrollerna tog för lång tid, så inget har avgjorts; klicka igen",
  crowded: "För många arbetar med den här begäran just nu. Försök igen.",
  askedMeanwhile: "Detta har redan begärts. Försök igen.",
  clocksDisagree:
    "Mina klockor går olika, och enligt en av dem har begäran gått ut, så jag kan inte ta emot något godkännande nu. Inget har registrerats. Försök igen om några minuter, eller be den som driver mig att kontrollera datorns klocka.",
  otherPlace({ id, state }) {
    if (state === null)
      return `Jag känner inte längre till någon begäran ${id}: den avslutades för längre sedan än jag sparar dem, eller så har min databas återställts från en säkerhetskopia. Inget har gjorts. Det som den kan ha skickat finns i Defender: titta där, och begär det igen om det fortfarande behövs.`;
    const now = ` ${id} är ${state} nu: skriv "request ${id}" i vår 1:1-chatt för att få ett kort som fungerar.`;
    return `Kortet kan inte användas här: jag har inte lagt upp det i den här konversationen. Inget har gjorts.${now}`;
  },
  tooLate(last, locale) {
    const who = last.by === null ? "" : `${last.by} `;
    const what = last.at === null ? "" : ` (${locale.clock(last.at)}: ${who}${last.what})`;
    return `Det kom för sent, och inget har gjorts: ${last.id} är ${last.state} nu${what}.`;
  },
  oldView:
    "Detta har ändrats sedan kortet du klickade på skapades, så inget har avgjorts. Titta på hur det ser ut nu.",

  halted: (halt, locale) =>
    `Stoppat av ${halt.by} sedan ${locale.time(halt.since)}${halt.reason === "" ? "" : `: ${halt.reason}`}`,
  haltedRefused: ({ halted }) =>
    `${halted}. ${ALREADY_ASKED}; försök igen när någon med rollen Admin har skrivit "resume".`,

  ownRequest: "Du har själv begärt detta, så någon annan med rollen Approver måste godkänna det.",
  needsApprover: ({ verb }) => `Du behöver rollen Approver för detta (${verb}).`,
  policyDenies: ({ why, earlier = false }) => `Principen nekar det: ${why}${earlierCall(earlier)}`,
  actionEnded: ({ type, status }) =>
    `Det finns inget att avbryta: åtgärden "${names.action(type)}" är redan avslutad: ${names.actionStatus(status)}.`,
  actionNotOurs: ({ type }) =>
    `Åtgärden "${names.action(type)}" kan inte avbrytas härifrån. Gör det i portalen.`,
  resultReady: ({ what, target }) => `${what}: ${target}`,
  resultFor: ({ upn, id }) =>
    `Bara ${upn}, som begärde det (begäran ${id}), kan hämta det: jag svarar i den personens 1:1-chatt.`,
  approvedAlready: "Du har redan godkänt detta; nästa godkännande måste komma från någon annan.",
  approved: "godkände",
  approvedOf: ({ left }) => `godkände (${left} till behövs)`,
  approvedAnew: ({ left }) => `godkände på nytt (${left > 0 ? `${left} till behövs` : "klart"})`,
  approvalLost: ({ upn, why }) => `godkännandet från ${upn} gäller inte längre: ${why}`,
  lostApprovals: ({ why }) => `har förlorat sina godkännanden: ${why}.`,
  wasDenied: ({ id, why }) => `${id} nekades: ${why}`,
  noReason: "ingen orsak angavs",
  deniedBy: ({ upn, why, earlier }) => `Nekades av ${upn}: ${why}${earlierCall(earlier)}`,
  denied: ({ why }) => `nekade: ${why}`,
  deniedNews: ({ name, id, why }) => `${name} nekade ${id}: ${why}`,
  ownResume: "Du har själv begärt detta, så en annan Approver måste återuppta det.",
  resumed: "återupptog den",
  cantResume: ({ why }) => `Den kan inte återupptas: ${why}. Begär det igen om det fortfarande behövs.`,
  beyondResuming:
    "Det går inte att avgöra om åtgärden utfördes innan databasen återställdes. Kontrollera i Defender, och begär den igen om den fortfarande behövs.",
  onlyRequesterCancels: "Bara den som begärde detta kan avbryta det. En Approver kan neka det.",
  cancelledBy: ({ upn, earlier }) => `Avbröts av ${upn}${earlierCall(earlier)}`,
  cancelledIt: "avbröt begäran",
  nothingToRevoke: "Du har inte godkänt något här, så det finns inget att återta.",
  revoked: "återtog godkännandet",
  revokedNews: ({ name, id }) => `${name} återtog godkännandet av ${id}.`,
  strongerSignIn: ({ contexts }) =>
    `Principen kräver en starkare inloggning (${contexts.join(", ")}) för det här klicket, och din räckte inte.`,

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
  needsApprovalAgain: ({ id, why }) => `${id} behöver godkännas igen: ${why}.`,
  takesMore: ({ id, why }) => `${id} är inte klart än. ${why}`,
  needsApprovalAgainNews: ({ why }) => `behöver godkännas igen: ${why}.`,
  stoppedBy: ({ halted }) => `${halted}.`,
  interrupted: ({ why }) => `avbruten: ${why}`,
  interruptedNews: ({ id, why }) => `${id} avbröts: ${why} En Approver kan trycka på Återuppta.`,
  wasInterrupted: ({ id, why }) => `${id} avbröts: ${why}`,
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
  sentBy: ({ id, emergency }) => `${emergency ? "skickades i nödläge av" : "skickades redan av"} ${id}`,
  cancelled: ({ why }) => `avbruten: ${why}`,
  cancelledNews: ({ id, why }) => `${id} avbröts: ${why}`,

  notShownThen: ({ what }) => `kortet visade inte detta: ${what}`,
  reliedUnread: "Det som används kunde inte kontrolleras: det kan vara ett annat när det skickas",
  lookAgain: ({ why }) => `Kontrollera igen: ${why}.`,
  approvalsVoid: ({ why }) => `tidigare godkännanden gäller inte längre: ${why}`,
  storeRestored: ({ copiedAt }, locale) =>
    `botens databas återställdes från en kopia från ${locale.time(copiedAt)}`,
  restoredOutcome: ({ why }) =>
    `Kontrollera igen: ${why}. Innan något skickas kontrolleras om det redan har skickats.`,
  mergedSince: ({ id, now }) =>
    `Incident ${id} har slagits samman sedan dess och är nu incident ${now}, som inte är vad kortet visade. Begär det igen för den.`,
  doneSinceAsked:
    "Det är gjort: av denna begäran innan databasen återställdes, eller av någon annan sedan den gjordes. Det gjordes inte en gång till; begär det igen om det behövs.",
  wasBeingSent: ({ why }) => `${why}, och detta höll då på att skickas.`,

  several: ({ why }) => why.join("; "),
  notAsShown: "begäran är inte den som visades",
  newcomer: ({ id }) => `kortet visade inte att en annan enhet har samma namn (${id})`,
  otherDevice: "enheten är en annan nu",
  setUpAnew: ({ at }, locale) => `enheten har installerats om (sågs först ${locale.time(at)})`,
  addressTyped({ address, at, now }, locale) {
    const seen =
      at === null
        ? "det gick inte att kontrollera när enheten senast hade den"
        : `enheten sågs senast med den ${locale.ago(at, now)} (${locale.time(at)})`;
    return `IP-adressen ${address} angavs; ${seen}.`;
  },
  askedTooOften: ({ times, most, seconds }) =>
    `Du har skickat ${times} begäranden den senaste minuten, och högst ${most} tas emot. Försök igen om ${seconds} s.`,
  tooManyOpen: ({ open, most, at }, locale) =>
    `${open} av dina begäranden väntar utan godkännande; högst ${most} får göra det. Avbryt en som inte behövs, eller vänta tills en har avgjorts: den första går ut ${locale.clock(at)}.`,

  toRequester: ({ name, what, target, news }) =>
    `${name}: ${clause(news)}. Du hade begärt: ${what}, ${target}.`,
  toEverybody: ({ what, target, id, news }) => `${what}, ${target} (${id}): ${news}`,
  backupRestored({ copiedAt, before }, locale) {
    const earlier = before === null ? "" : ` (Då var det stoppat av ${before})`;
    return `säkerhetskopian från ${locale.time(copiedAt)} återställdes; det som hänt sedan dess finns inte med${earlier}`;
  },
  storeWasRestored: ({ copiedAt }, locale) =>
    `Min databas har återställts från säkerhetskopian från ${locale.time(copiedAt)}, så jag har stoppat alla åtgärder som ändrar något. Vad som begärts, godkänts, nekats eller skickats efter det vet jag inte längre: jämför med åtgärderna i Defender-portalen. Begäranden som då var öppna måste godkännas på nytt (se: requests). När du har kontrollerat kan någon med rollen Admin skriva "resume".`,
  notFound: ({ found }) =>
    found === "absent"
      ? "Svaret från Defender gick förlorat, och ingen sådan åtgärd hittades inom en minut."
      : "Svaret från Defender gick förlorat, och det gick inte att kontrollera om åtgärden startades.",
  gaveUp: ({ why, attempts }) => `${why} Inget skickades på ${attempts} försök.`,
  tokenRefused: ({ who }) => `Entra ID nekade token för ${who ?? "den som godkände"}; inget skickades.`,
  targetHidden: ({ who, what }) =>
    `Defender visar inte längre ${TARGETS[what]} för ${who ?? "den som godkände"}; inget skickades.`,
  ownersUnread:
    "Principen vill ha någon annan än den som äger incidentens aviseringar, och alla kunde inte läsas: inget avgjordes. Försök igen.",
  notCheckedBefore: "Det gick inte att kontrollera före sändning.",
  roleLostBy: ({ upn, role }) => `${upn} har inte längre rollen ${role}`,
  approverRoleLost: "personen har inte längre rollen Approver",
  approverRefused: "Entra ID nekar personens inloggning",
  approverUnchecked: ({ upn }) =>
    `Det gick inte att kontrollera om ${upn}, som godkände, använder den här enheten.`,
  cantDecide: ({ what }) => `Defender visar inte ${TARGETS[what]} för dig, så du kan inte avgöra detta.`,

  asked: "begärde",
  askedFree: "begärde; principen kräver inget godkännande",
  ranAsEmergency: "utförde det som nödåtgärd, utan godkännande",
  needsRole: ({ role, command }) =>
    `Du behöver rollen ${role} för att begära "${command}". Administratören tilldelar den i Entra.`,
  deniedByPolicy: ({ command, why }) => `Principen nekar "${command}": ${why}`,
  nobodyCould: ({ needed, may }) =>
    `ingen skulle kunna godkänna det: det kräver ${needed}, och av dem som har rollen Approver får ${may === 0 ? "ingen" : `bara ${may}`} göra det. Be en Admin titta på principen, eller på vilka som har rollen.`,
  reasonMissing: ({ example }) => `"reason" saknas: ange varför, med högst 500 tecken. Exempel: ${example}`,
  soAlready: (holes, locale) =>
    `${holes.target} är redan så: ${holes.what}, ${holes.who}, ${locale.time(holes.at)}.`,
  doneByPerson: ({ who }) => `av ${who ?? "någon i Defender"}`,
  doneByRequest({ id, upn, approvers }) {
    const approved = approvers.length === 0 ? "" : `, godkänd av ${approvers.join(", ")}`;
    return `begäran ${id} från ${upn}${approved}`;
  },

  reasonDiffers: ({ reason }) => `orsak "${reason}"`,
  differs: ({ now, before }) => `${now}, inte ${before}`,
  leaseDiffers: ({ now, before }) => `${lasting(now)}, inte ${lasting(before)}`,
  argumentDiffers: ({ name, now, before }) => `${name}: ${now ?? "inget"}, inte ${before ?? "inget"}`,
};

function lasting(length: string | null): string {
  return length === null ? "utan slut" : `i ${length}`;
}
