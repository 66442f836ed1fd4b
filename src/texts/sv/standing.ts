import type { Catalogue } from "../catalogue.ts";

const WHAT_ROLES_DO = {
  Responder: "får begära åtgärder",
  Approver: "får godkänna och neka",
  Admin: "får aktivera konversationer och prenumerera i dem",
  BreakGlass: "får agera i ett nödläge",
} as const;

/** What `whoami`, `signin` and `signout` answer: who somebody is to the bot. */
export const standing: Catalogue["standing"] = {
  youAre: ({ upn }) => `Du är ${upn}`,
  roles: "Roller",
  noRoles: "inga: du kan läsa och hantera aviseringar med dina rättigheter i Defender",
  does: ({ role }) => WHAT_ROLES_DO[role],
  checked: "Kontrollerat",
  deviceDataHere: "Enhetsdata här",
  shown: "visas",
  notShown: "visas inte (svaren kommer i 1:1)",
  signedIn: ({ upn }) => `Du är inloggad som ${upn ?? "okänd"}.`,
  signedOut:
    "Du är utloggad, och jag har tagit bort alla token som jag hade för dig. Inloggningar och kommandon från dig som väntade har också avslutats.",
  notSignedIn: "Du är inte inloggad; jag har inget sparat för dig.",
};
