import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const UNCHECKED = "could not be checked";

const ALERTS = { one: "open alert", other: "open alerts" };

/** What `user` shows: a person's card. */
export const userCard = {
  notChecked: ({ why }: { why: string }) => `${UNCHECKED}: ${why}`,
  isGuest: ({ state }: { state: string }) => `${state}, a guest`,
  summary: ({ name, state }: { name: string; state: string }) => `${name}: ${state}`,
  identityUnchecked: ({ home, why }: { home: string; why: string }) =>
    `${home}; Defender for Identity ${UNCHECKED}: ${why}`,
  risk: "Risk",
  noRisk: "Entra ID sees no risk",
  riskOf(
    holes: { level: string | null; state: string | null; why: string | null; at: number | null },
    locale: Locale,
  ) {
    const why = holes.why === null || holes.why === "none" ? "" : ` (${holes.why})`;
    return `${holes.level === null ? "unknown" : names.level(holes.level)}, ${holes.state === null ? "unknown" : names.riskState(holes.state).toLowerCase()}${why}, since ${locale.time(holes.at)}`;
  },
  devices: "Devices",
  device: ({ name, os, compliant }: { name: string; os: string | null; compliant: boolean | null }) =>
    `${name}${os === null ? "" : ` (${os}${compliant === false ? ", not compliant" : ""})`}`,
  openAlerts: "Open alerts",
  alerts({ n, titles }: { n: number; titles: readonly string[] }, locale: Locale) {
    return n === 0 ? "none" : `${locale.count(n, ALERTS)}: ${titles.join("; ")}`;
  },
  shortName: "Short name",
  signIns: "Last sign-ins",
  noSignIns: "none in 7 days",
  signInOk: "Succeeded",
  signInFailed: ({ code }: { code: number | null }) => `Failed${code === null ? "" : ` (${code})`}`,
  signIn(
    holes: {
      place: string | null;
      ip: string | null;
      at: number | null;
      now: number;
      failure: string | null;
    },
    locale: Locale,
  ) {
    const where = [holes.place, holes.ip].filter((one) => one !== null).join(", ");
    const why = holes.failure === null ? "" : ` · ${holes.failure}`;
    return `${where === "" ? "place unknown" : where} · ${locale.when(holes.at, holes.now)}${why}`;
  },
  unknownApp: "unknown app",
  lastSignIns: ({ n, odd }: { n: number; odd: number }, locale: Locale) =>
    `${locale.count(n, { one: "sign-in", other: "sign-ins" })}${odd === 0 ? "" : `, ${odd} failed or risky`}`,
  riskySignIn: ({ result, risk }: { result: string; risk: string }) =>
    `${result}, ${names.level(risk).toLowerCase()} risk`,

  oneAtATime:
    "The card shows one account at a time. Name one of them; to do something to all of them, name them in one command: revoke-sessions a@…, b@… and why.",
};
