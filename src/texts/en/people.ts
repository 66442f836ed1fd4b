import type { Locale } from "../locale.ts";

const UNCHECKED = "could not be checked";

const HOMES = {
  entra: "Entra ID",
  activeDirectory: "Active Directory",
  okta: "Okta",
} as const;

type Home = keyof typeof HOMES;

/** A person's account on a request: its facts, the warnings about it, and why it is guarded. */
export const people = {
  noAccount: ({ name }: { name: string }) =>
    `Your directory shows you no account "${name}". Check the UPN, or give DOMAIN\\name or the object id.`,
  unchecked: UNCHECKED,

  account: "Account",
  enabled: "Switched on",
  disabled: "Switched off",
  livesIn: "Directory",
  home: ({ home, domain }: { home: Home; domain: string | null }) =>
    domain === null ? HOMES[home] : `${HOMES[home]} (${domain}), synchronised to Entra ID`,
  roles: "Directory roles",
  none: "none",
  department: "Department",
  manager: "Manager",
  sessions: "Sessions valid since",
  objectId: "Object id",

  doneBy: "Done by",
  byEntra: "Entra ID",
  byWhoever:
    "where the account lives, if Defender for Identity offers that to who approves; else Entra ID (the asker could not check)",
  byIdentity: ({ home }: { home: Home }) => `Defender for Identity, in ${HOMES[home]}`,
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
};
