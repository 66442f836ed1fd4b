import type { Catalogue } from "../catalogue.ts";

/** What Microsoft Graph answers when it does not do what it was asked about a person. */
export const graph: Catalogue["graph"] = {
  unknown: ({ id }) => `Microsoft Graph visar dig inte ${id === null ? "det här kontot" : `kontot ${id}`}.`,
  limited: "Microsoft Graph begränsar anropen om konton. Försök igen om några sekunder.",
  noLicence: ({ what }) =>
    `Din organisation har ingen licens för detta (${what}), så Microsoft Graph nekar det.`,
  notServed: ({ what }) =>
    `Microsoft Graph erbjuder inte detta här (${what}): ert moln eller er licens kanske saknar det.`,
  noConsent: ({ permission }) =>
    `Detta kräver behörigheten ${permission} i Microsoft Graph, som ingen har godkänt än. En administratör för Entra ID måste ge administratörsmedgivande för den till botens program. Allt annat fungerar som förut.`,
  lacksRole: ({ role }) =>
    `Entra ID låter dig inte göra detta: du saknar rollen ${role} för det här kontot, eller en högre. En administratör för Entra ID tilldelar den.`,
};
