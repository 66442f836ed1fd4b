import type { Catalogue } from "../catalogue.ts";

const SIGNS = { done: "✓ ", now: "▶ ", next: "" } as const;

/** What stands on the card of a request. */
export const requestCard: Catalogue["requestCard"] = {
  summary(holes) {
    const alarm = holes.emergency ? "NÖDLÄGE, " : "";
    return `${alarm}${holes.state}: ${holes.what} ${holes.target} (${holes.id})`;
  },
  noReason: "ingen angiven",
  heldUp: ({ halted }) => `${halted}. Inget skickas förrän stoppet har hävts.`,
  nobodyTold:
    "Ingen som kan godkänna detta har fått veta det: ingen konversation prenumererar på godkännanden. Fråga en Approver direkt, eller be någon med rollen Admin att skriva: subscribe approvals",

  /** What stands beside the state. */
  named: ({ id }) => `  ·  ${id}`,
  waiting({ id, given, needed, until }, locale) {
    const progress = `godkänt ${given} av ${needed}`;
    return `  ·  ${id}  ·  ${progress}  ·  till ${locale.clock(until)}`;
  },
  asked: ({ name, upn, at }, locale) => `${name} (${upn}) begärde detta ${locale.clockOn(at)}`,

  ask: "Begäran",
  approval: "Godkännande",
  send: "Sändning",
  wait: "Väntan på enheten",
  run: "Körning",
  done: "Klart",
  ended: "Avslutat",
  decide: "Någon avgör",
  /** One step of its way; `first`: no arrow leads to it. */
  step({ name, mark, first }) {
    return `${first ? "" : "  →  "}${SIGNS[mark]}${name}`;
  },

  approvals: "Godkännanden",
  noneEmergency: "inga: kördes som nödåtgärd",
  noneNeeded: "inga behövs (principen)",
  given({ given, needed, names }) {
    const count = `${given} av ${needed}`;
    return names.length === 0 ? count : `${count}: ${names.join(", ")}`;
  },
  rules: "Principregler",
  askedBy: "Begärt av",
  person: ({ name, upn }) => `${name} (${upn})`,
  askedAt: "Begärt",
  expiresAt: "Går ut",
  signIn: "Inloggning",
  stronger: ({ contexts }) => `godkännande kräver en starkare (${contexts.join(", ")})`,
  lease: "Isoleringstid",
  alert: "Avisering",
  group: "Enhetsgrupp",
  value: "Värde",
  tags: "Taggar",
  os: "OS",
  health: "Hälsa",
  lastSeen: "Sågs senast",
  deviceId: "Enhets-id",

  review: "Granska",
  approve: "Godkänn",
  resume: "Återuppta",
  stop: "Stoppa",
  next: "Nästa",
  back: "Tillbaka",
  page: "Nästa",
  extend: "Förläng",
  deny: "Neka",
  revoke: "Återta",
  cancel: "Avbryt begäran",
  join: "Slå ihop begärandena",
  view: "Uppdatera",
  showAlert: "Visa avisering",

  denyTitle: ({ name }) => `Neka: ${name}`,
  denyText: ({ name }) => `Inget kommer att göras. ${name} får veta varför.`,
  usualReason: "Varför",
  chooseWhy: "Välj, eller skriv nedan",
  whyDenied: "Med egna ord (valfritt)",
  falseAlarm: "Det är ett falskt larm",
  wrongDevice: "Det är fel enhet",
  askOwner: "Ägaren måste tillfrågas först",
  otherWay: "Det finns ett skonsammare sätt",
  planned: "Det är planerat arbete",

  /** A line of its history: "ana@contoso.com approved"; `by` null: the bot itself. */
  did: ({ by, what }) => (by === null ? what : `${by} ${what}`),
};
