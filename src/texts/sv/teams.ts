import type { Catalogue } from "../catalogue.ts";

/** What the edge to Teams says itself. */
export const teams: Catalogue["teams"] = {
  unreachable: "Teams kan inte nås just nu.",
  strangeAddress: "Teams adress för den här konversationen är inte en som jag får använda.",
  unreadable: "Teams gav ett svar som jag inte kan läsa.",
  tooMany: "För många meddelanden på en gång i den här konversationen.",
  closed: "Teams säger att den här konversationen är stängd för mig.",
  refused: ({ status }) => `Teams nekade (${status}).`,
  exchangeFailed: "utbytet misslyckades",
  unknown: "Jag vet inte vad detta är till för. Skriv kommandot igen.",
  tooLong: "Det är för långt: ett fält rymmer högst 4 000 tecken. Korta ned det och försök igen.",
};
