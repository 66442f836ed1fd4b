import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const UNCHECKED = "kunde inte kontrolleras";

const ALERTS = { one: "öppen avisering", other: "öppna aviseringar" };

/** What `user` shows: a person's card. */
export const userCard: Catalogue["userCard"] = {
  notChecked: ({ why }) => `${UNCHECKED}: ${why}`,
  isGuest: ({ state }) => `${state}, en gäst`,
  summary: ({ name, state }) => `${name}: ${state}`,
  identityUnchecked: ({ home, why }) => `${home}; Defender for Identity ${UNCHECKED}: ${why}`,
  risk: "Risk",
  noRisk: "Entra ID ser ingen risk",
  riskOf(holes, locale) {
    const why = holes.why === null || holes.why === "none" ? "" : ` (${holes.why})`;
    return `${holes.level === null ? "okänd" : names.level(holes.level)}, ${holes.state === null ? "okänd" : names.riskState(holes.state).toLowerCase()}${why}, sedan ${locale.time(holes.at)}`;
  },
  devices: "Enheter",
  device: ({ name, os, compliant }) =>
    `${name}${os === null ? "" : ` (${os}${compliant === false ? ", inte kompatibel" : ""})`}`,
  openAlerts: "Öppna aviseringar",
  alerts: ({ n, titles }, locale) => (n === 0 ? "inga" : `${locale.count(n, ALERTS)}: ${titles.join("; ")}`),
  shortName: "Kortnamn",
  signIns: "Senaste inloggningar",
  noSignIns: "inga på 7 dagar",
  signInOk: "Lyckades",
  signInFailed: ({ code }) => `Misslyckades${code === null ? "" : ` (${code})`}`,
  signIn(holes, locale) {
    const where = [holes.place, holes.ip].filter((one) => one !== null).join(", ");
    const why = holes.failure === null ? "" : ` · ${holes.failure}`;
    return `${where === "" ? "okänd plats" : where} · ${locale.when(holes.at, holes.now)}${why}`;
  },
  unknownApp: "okänd app",
  lastSignIns: ({ n, odd }, locale) =>
    `${locale.count(n, { one: "inloggning", other: "inloggningar" })}${odd === 0 ? "" : `, ${odd} misslyckade eller riskfyllda`}`,
  riskySignIn: ({ result, risk }) => `${result}, ${names.level(risk).toLowerCase()} risk`,

  oneAtATime:
    "Kortet visar ett konto i taget. Ange ett av dem; för att göra något med alla, ange dem i ett kommando: revoke-sessions a@…, b@… och varför.",
};
