import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const DEVICES = { one: "enhet", other: "enheter" };

const WEIGHTS = {
  High: "höga",
  Medium: "medelhöga",
  Low: "låga",
  Informational: "informativa",
  UnSpecified: "utan allvarlighetsgrad",
} as const;

const ALERTS = { one: "avisering", other: "aviseringar" };

/** Alerts that come by themselves: each incident's card, a storm, and that alerts can't be read. */
export const alertPosts: Catalogue["alertPosts"] = {
  moreSevere: ({ n }, locale) => `${locale.count(n, ALERTS)} har fått högre allvarlighetsgrad`,
  wasLess:
    "Har postats här tidigare med lägre allvarlighetsgrad: kortet från då är uppdaterat, men ingen meddelas om det.",
  one: ({ id }) => `Avisering ${id}`,
  lookAtOne: ({ id }) => `Titta i Defender-portalen, eller skriv: alert ${id}`,
  lookAtAll: "Titta i Defender-portalen, eller skriv: alerts",
  openAlert: "Öppna aviseringen",
  postedRaised({ incident, at }, locale) {
    const raised = at === null ? "skapades nyss" : `skapades ${locale.time(at)}`;
    return incident === null ? `Ingen incident · ${raised}` : `Incident ${incident} · ${raised}`;
  },
  leadRaised: ({ at }, locale) => (at === null ? "skapades nyss" : `skapades ${locale.time(at)}`),
  incidentHead(holes, locale) {
    const on = holes.devices === 0 ? "" : ` på ${locale.count(holes.devices, DEVICES)}`;
    const last = holes.at === 0 ? "" : ` · senast ${locale.clock(holes.at)}`;
    return `Incident ${holes.incident} · ${locale.count(holes.n, ALERTS)}${on}${last}`;
  },
  incidentSummary(holes, locale) {
    const more = locale.count(holes.n, { one: "avisering till", other: "aviseringar till" });
    return `Avisering, ${holes.severity}: ${holes.title}, och ${more} i incident ${holes.incident}`;
  },
  earlier: ({ n }, locale) => locale.count(n, { one: "tidigare avisering", other: "tidigare aviseringar" }),
  openPosted: ({ severity, title, id }) => `Öppna avisering, ${names.severity(severity)}: ${title}, ${id}`,
  storm: ({ n }, locale) => locale.count(n, { one: "ny avisering", other: "nya aviseringar" }),
  ofSeverity: ({ n, severity }, locale) => `${locale.number(n)} ${WEIGHTS[severity]}`,
  stormParts({ severities, devices, at }, locale) {
    const on = devices === 0 ? "" : ` på ${locale.count(devices, DEVICES)}`;
    return `${locale.clock(at)}: ${locale.and(severities)}${on}. De följer här, de allvarligaste först.`;
  },
  stormSummary: ({ n, severities }, locale) =>
    `${locale.count(n, { one: "ny avisering", other: "nya aviseringar" })}: ${locale.and(severities)}`,
  showAll: "Visa aviseringar",
  incident: ({ id }) => `Incident ${id}`,
  manyAtOnce: "Många aviseringar kom på en gång: öppna en för att se mer.",
  cantRead: ({ since, why }, locale) =>
    `Jag har inte kunnat läsa aviseringar från Defender sedan ${locale.time(since)}.${why === null ? "" : ` ${why}`} Titta i Defender-portalen tills jag säger att det fungerar igen.`,
  switchedOff:
    "Nya aviseringar söks inte: det är avstängt i min konfiguration (ALERT_POLL_SECONDS är 0). Säg till den som driver boten.",
  canReadAgain: "Jag kan läsa aviseringar igen. Det som missades under tiden följer nu.",
  raisedAt: ({ at }, locale) => (at === null ? "just nu" : locale.clock(at)),
};
