import type { Catalogue } from "../catalogue.ts";

/**
 * What the edge to Teams says itself: its errors, what stands on rows to tick and above the list of what a card names, and what is
 * said of a card that does not fit or can't be shown.
 */
export const teams: Catalogue["teams"] = {
  names: "Slå upp det som nämns här",
  tickRows: "Välj flera",
  tickWhich: "Vilka av dem",
  leftOut: "Allt visas inte: det är för långt för ett kort.",
  undecided: "Allt visas inte: det är för långt för ett kort. Därför kan inget avgöras här.",
  noCard: "Detta kan inte visas som ett kort. Titta i Defender.",
  nothingVisible: "(ingen synlig text)",

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
