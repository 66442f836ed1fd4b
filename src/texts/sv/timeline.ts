import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const EVENTS = { one: "händelse", other: "händelser" };

/** Events of the audit log, as a sentence about the command ends with them. */
const DID: Readonly<Record<string, string>> = {
  requested: "begärdes",
  approved: "godkändes",
  denied: "nekades",
  revoked: "ett godkännande återtogs",
  voided: "godkännandena upphävdes",
  expired: "gick ut",
  cancelled: "avbröts",
  executing: "skickas",
  executed: "skickades",
  succeeded: "lyckades",
  failed: "misslyckades",
  interrupted: "avbröts med oklart utfall",
  extended: "förlängdes",
  emergency: "kördes som nödåtgärd",
  reviewed: "granskades",
  changed: "ändrades",
  refused: "nekades",
  "halted-refused": "nekades medan allt var stoppat",
  acknowledged: "bekräftades",
  stopped: "stoppades",
  "taken-over": "togs över",
  reported: "rapporterades",
};

/** What happened around an alert or an incident, in order. */
export const timeline: Catalogue["timeline"] = {
  heading: ({ name, n }, locale) => `${name}: ${locale.count(n, EVENTS)}`,
  nothing: ({ name }) => `${name}: det är inte känt när något hände`,
  alert: "Avisering",
  request: "Begäran",
  action: "Åtgärd",
  actionsUnread: "Enheternas enhetsåtgärder kunde inte läsas: det kan finnas fler.",
  actionsCut: ({ most }, locale) =>
    `Bara de ${locale.number(most)} senaste enhetsåtgärderna gicks igenom: det kan finnas fler.`,
  alertsCut: "Alla aviseringar kunde inte läsas: det kan finnas fler.",
  onlySome: ({ n }) => `Bara de ${n} senaste begärandena om detta visas.`,
  raised: ({ title, device }) => `${title}${device === null ? "" : ` på ${device}`}`,
  did: ({ event, command, target }) =>
    `${command}${target === null ? "" : ` ${target}`}: ${DID[event] ?? event.replace("-", " ")}`,
  line: ({ at, by, id }, locale) =>
    [locale.time(at), by ?? (id === null ? null : "boten"), id].filter((part) => part !== null).join(" · "),
  ran: ({ action, device, status }) => `${action} på ${device}: ${names.actionStatus(status)}`,
};
