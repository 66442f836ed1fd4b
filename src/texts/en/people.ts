import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const UNCHECKED = "could not be checked";
const ACCOUNTS = { one: "account", other: "accounts" };
const ALERTS = { one: "open alert", other: "open alerts" };

const HOMES = {
  entra: "Entra ID",
  activeDirectory: "Active Directory",
  okta: "Okta",
} as const;
type Home = keyof typeof HOMES;

/** People and their accounts: what Graph does not do, their card, and what is to be known before something is done to them. */
export const people = {
  unknown: ({ id }: { id: string | null }) =>
    `Microsoft Graph does not show you ${id === null ? "this account" : `the account ${id}`}.`,
  limited: "Microsoft Graph is limiting calls about accounts. Please try again in a few seconds.",
  noLicence: ({ what }: { what: string }) =>
    `Your organisation has no licence for this (${what}), so Microsoft Graph refuses it.`,
  notServed: ({ what }: { what: string }) =>
    `Microsoft Graph does not offer this here (${what}): your cloud or your licence may lack it.`,
  noConsent: ({ permission }: { permission: string }) =>
    `This takes the permission ${permission} of Microsoft Graph, and nobody has agreed to it yet. An administrator of Entra ID has to grant admin consent for it to this bot's application. Everything else works as before.`,
  lacksRole: ({ role }: { role: string }) =>
    `Entra ID does not let you do this: you lack the role ${role} for this account, or one above it. An administrator of Entra ID assigns it.`,
  noAccount: ({ name }: { name: string }) =>
    `Your directory shows you no account "${name}". Check the UPN, or give DOMAIN\\name or the object id.`,
  unchecked: UNCHECKED,
  notChecked: ({ why }: { why: string }) => `${UNCHECKED}: ${why}`,

  account: "Account",
  enabled: "Switched on",
  disabled: "Switched off",
  isGuest: ({ state }: { state: string }) => `${state}, a guest`,
  summary: ({ name, state }: { name: string; state: string }) => `${name}: ${state}`,
  livesIn: "Directory",
  home: ({ home, domain }: { home: Home; domain: string | null }) =>
    domain === null ? HOMES[home] : `${HOMES[home]} (${domain}), synchronised to Entra ID`,
  identityUnchecked: ({ home, why }: { home: string; why: string }) =>
    `${home}; Defender for Identity ${UNCHECKED}: ${why}`,
  roles: "Directory roles",
  none: "none",
  department: "Department",
  manager: "Manager",
  risk: "Risk",
  noRisk: "Entra ID sees no risk",
  riskOf(
    holes: { level: string | null; state: string | null; why: string | null; at: number | null },
    locale: Locale,
  ) {
    const why = holes.why === null || holes.why === "none" ? "" : ` (${holes.why})`;
    return `${holes.level === null ? "unknown" : names.level(holes.level)}, ${holes.state === null ? "unknown" : names.riskState(holes.state).toLowerCase()}${why}, since ${locale.time(holes.at)}`;
  },
  sessions: "Sessions valid since",
  devices: "Devices",
  device: ({ name, os, compliant }: { name: string; os: string | null; compliant: boolean | null }) =>
    `${name}${os === null ? "" : ` (${os}${compliant === false ? ", not compliant" : ""})`}`,
  openAlerts: "Open alerts",
  alerts({ n, titles }: { n: number; titles: readonly string[] }, locale: Locale) {
    return n === 0 ? "none" : `${locale.count(n, ALERTS)}: ${titles.join("; ")}`;
  },
  objectId: "Object id",
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

  doneBy: "Done by",
  byEntra: "Entra ID",
  byWhoever:
    "where the account lives, if Defender for Identity offers that to who approves; else Entra ID (the asker could not check)",
  byIdentity: ({ home }: { home: Home }) => `Defender for Identity, in ${HOMES[home]}`,
  nothingCan: ({ command, synced }: { command: string; synced: boolean }) =>
    synced
      ? `Nothing that I can reach does "${command}" for this account: it lives in Active Directory, and Defender for Identity does not offer it there (or can't be read). Please do it in Active Directory.`
      : `Nothing that I can reach does "${command}" for this account: Microsoft Graph has no call for it where the account lives. Please do it in the Entra admin center.`,
  moved: "the account lives in another directory now",
  otherWay: ({ by }: { by: string }) => `it would be done by another service now: ${by}`,
  renamed: ({ now, before }: { now: string; before: string }) => `the UPN is ${now} now, not ${before}`,
  departmentChanged: ({ now, before }: { now: string | null; before: string | null }) =>
    `the department is ${now ?? "none"} now, not ${before ?? "none"}`,
  rolesReadOnce: "the directory roles could be read only once",
  roleAdded: ({ role }: { role: string }) => `the directory role ${role} was added`,
  roleRemoved: ({ role }: { role: string }) => `the directory role ${role} was taken away`,

  accused: "This is about your own account, so somebody else has to decide on it.",
  ownEmergency:
    "Nobody acts on their own account without somebody else's approval. Ask for it without emergency.",
  lastHolders: ({ role }: { role: string }) =>
    `Fewer than two people would be left with the role ${role}, so nobody could undo this. Assign it to somebody else first.`,
  holdersUnlisted:
    "Who holds the roles Approver and BreakGlass could not be listed, so an account can't be switched off now: it might be one of the last two. It takes the permission Application.Read.All, and the role Directory Readers.",
  holdersUnchecked:
    "Who holds the roles Approver and BreakGlass could not be listed; I go by what I last saw, and two people have to approve.",
  rolesUnchecked: "Which directory roles this person holds could not be checked.",
  holdsRoles: ({ roles }: { roles: readonly string[] }, locale: Locale) =>
    `This person holds the directory ${locale.plural(roles.length, { one: "role", other: "roles" })} ${locale.and(roles)}.`,
  holdsAppRoles: ({ roles }: { roles: readonly string[] }, locale: Locale) =>
    `This person is ${locale.and(roles)} here.`,
  askedForSelf: "It was asked for by this very person.",
  isSynced: "The account is synchronised from Active Directory.",
  guestWarning: "A guest: sessions and password belong to another organisation.",
  willNotLast: ({ action }: { action: "suspend" | "reinstate" }) =>
    `This will not last: Active Directory has the last word, and writes its own state back within about 30 minutes. Switch the account ${action === "suspend" ? "off" : "on"} there as well.`,
  isSoAlready: ({ action }: { action: "suspend" | "reinstate" }) =>
    `The account is switched ${action === "suspend" ? "off" : "on"} already.`,
  sessionsLast: "Sessions that are open may last some minutes, and an access token up to an hour.",
  undoes: (
    { id, who, at, reason }: { id: string; who: string; at: number; reason: string },
    locale: Locale,
  ) =>
    `It undoes the suspension ${id}, asked for by ${who} and made ${locale.clockOn(at)}${reason === "" ? "" : `: ${reason}`}.`,
  notRevoked: ({ name }: { name: string }) =>
    `The sessions of ${name} go on: Entra ID took the call, but the account does not show that they were revoked. Please ask again, or switch the account off.`,
  notMarked: ({ name, state }: { name: string; state: string | null }) =>
    `Entra ID does not have ${name} marked as compromised any more: ${state === null ? "it holds nothing against the account" : `its risk is "${names.riskState(state)}"`}.`,
  passwordChanged: ({ name, at }: { name: string; at: number }, locale: Locale) =>
    `The password of ${name} was changed at ${locale.time(at)}; by whom, Entra ID does not say.`,
  onAgain: ({ name }: { name: string }) => `${name} is switched on again, by somebody or something else.`,
  signedInAgain(
    holes: { name: string; app: string | null; place: string | null; ip: string | null; at: number | null },
    locale: Locale,
  ) {
    const where = [holes.place, holes.ip].filter((one) => one !== null).join(", ");
    return `${holes.name} was signed in to again at ${locale.time(holes.at)}: ${holes.app ?? "unknown app"}${where === "" ? "" : ` from ${where}`}.`;
  },
  recheckFailed: ({ name }: { name: string }) =>
    `${name} could not be looked at again, so whether it was used since I can't tell.`,
  meantSuspend: ({ upn }: { upn: string }) =>
    `"disable" is for this conversation. To switch an account off, type: suspend ${upn} and why.`,

  oneAtATime:
    "The card shows one account at a time. Name one of them; to do something to all of them, name them in one command: revoke-sessions a@…, b@… and why.",
  have: ({ n }: { n: number }, locale: Locale) => `${locale.count(n, ACCOUNTS)} go by this name`,
  notSure: "Is this the account you mean?",
};
