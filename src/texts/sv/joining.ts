import type { Catalogue } from "../catalogue.ts";

function lasting(length: string | null): string {
  return length === null ? "utan slut" : `i ${length}`;
}

/** That the same is being asked for already by somebody, and who joins that request. */
export const joining: Catalogue["joining"] = {
  askedMeanwhile: "Detta har redan begärts. Försök igen.",

  standingTitle: ({ id }) => `${id} är redan öppen`,
  allTheSame: "Begär ändå",
  /** `by` null: by whoever reads it. */
  standing(holes, locale) {
    const asked = `${holes.by ?? "Du"} begärde detta ${locale.time(holes.at)}: ${holes.target}, ${holes.state}.`;
    if (holes.isOwn) return `${asked} Det är samma begäran, så ingen ny öppnades.`;
    const yours =
      holes.differs.length === 0
        ? "Din skulle bli likadan."
        : `Din skulle skilja sig: ${holes.differs.join("; ")}.`;
    return `${asked} ${yours} Ingen begäran öppnades åt dig.`;
  },

  takesMore: ({ id, why }) => `${id} är inte klart än. ${why}`,

  reasonDiffers: ({ reason }) => `orsak "${reason}"`,
  differs: ({ now, before }) => `${now}, inte ${before}`,
  leaseDiffers: ({ now, before }) => `${lasting(now)}, inte ${lasting(before)}`,
  argumentDiffers: ({ name, now, before }) => `${name}: ${now ?? "inget"}, inte ${before ?? "inget"}`,

  onlyRequesterJoins: "Bara den som begärde dem kan slå ihop dem.",
  notJoined: ({ other }) =>
    `${other} har redan beslutats under tiden, eller så har dess tid gått ut, så begärandena kan inte längre slås ihop. Inget har ändrats.`,
  joinedInto: ({ id }) => `Den ingår i ${id} nu`,

  alsoOpen: ({ id, upn }) => `${upn} har begärt detsamma (${id})`,
};
