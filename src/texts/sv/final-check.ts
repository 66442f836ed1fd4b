import type { Catalogue } from "../catalogue.ts";

/** What a request is about, in a word. */
export const TARGETS = {
  device: "enheten",
  alert: "aviseringen",
  incident: "incidenten",
  user: "kontot",
  indicator: "indikatorn",
} as const;

/** Why an approved call is not sent after all: a role, an approval or a token that no longer counts, a target that is not shown. */
export const finalCheck: Catalogue["finalCheck"] = {
  approverRoleLost: "personen har inte längre rollen Approver",
  approverRefused: "Entra ID nekar personens inloggning",
  approvalLost: ({ upn, why }) => `godkännandet från ${upn} gäller inte längre: ${why}`,
  tokenRefused: ({ who }) => `Entra ID nekade token för ${who ?? "den som godkände"}; inget skickades.`,
  targetHidden: ({ who, what }) =>
    `Defender visar inte längre ${TARGETS[what]} för ${who ?? "den som godkände"}; inget skickades.`,
  notCheckedBefore: "Det gick inte att kontrollera före sändning.",
  roleLostBy: ({ upn, role }) => `${upn} har inte längre rollen ${role}`,

  nothingCan: ({ command, synced }) =>
    synced
      ? `Inget som jag når kan göra "${command}" för kontot: det finns i Active Directory, och Defender for Identity erbjuder det inte där (eller kan inte läsas). Gör det i Active Directory.`
      : `Inget som jag når kan göra "${command}" för kontot: Microsoft Graph har inget anrop för det där kontot finns. Gör det i administrationscentret för Entra.`,
};
