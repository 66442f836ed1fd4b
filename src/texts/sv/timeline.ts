import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const EVENTS = { one: "händelse", other: "händelser" };

/** What happened around an alert or an incident, in order. */
export const timeline: Catalogue["timeline"] = {
  heading: ({ name, n }, locale) => `${name}: ${locale.count(n, EVENTS)}`,
  nothing: ({ name }) => `${name}: det är inte känt när något hände`,
  alert: "Avisering",
  request: "Begäran",
  action: "Åtgärd",
  actionsUnread: "Enheternas enhetsåtgärder kunde inte läsas: det kan finnas fler.",
  onlySome: ({ n }) => `Bara de ${n} senaste begärandena om detta visas.`,
  raised: ({ title, device }) => `${title}${device === null ? "" : ` på ${device}`}`,
  did: ({ event, command, target }) =>
    `${command}${target === null ? "" : ` ${target}`}: ${event.replace("-", " ")}`,
  line: ({ at, by, id }, locale) =>
    [locale.time(at), by ?? (id === null ? null : "boten"), id].filter((part) => part !== null).join(" · "),
  ran: ({ action, device, status }) => `${action} på ${device}: ${names.actionStatus(status)}`,
};
