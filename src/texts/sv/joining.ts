import type { Catalogue } from "../catalogue.ts";

function lasting(length: string | null): string {
  return length === null ? "utan slut" : `i ${length}`;
}

/** That the same is being asked for already, and who joins that request. */
export const joining: Catalogue["joining"] = {
  takesMore: ({ id, why }) => `${id} är inte klart än. ${why}`,

  reasonDiffers: ({ reason }) => `orsak "${reason}"`,
  differs: ({ now, before }) => `${now}, inte ${before}`,
  leaseDiffers: ({ now, before }) => `${lasting(now)}, inte ${lasting(before)}`,
  argumentDiffers: ({ name, now, before }) => `${name}: ${now ?? "inget"}, inte ${before ?? "inget"}`,

  onlyRequesterJoins: "Bara den som begärde dem kan slå ihop dem.",
  notJoined: ({ other }) =>
    `${other} har redan beslutats under tiden, eller så har dess tid gått ut, så begärandena kan inte längre slås ihop. Inget har ändrats.`,
  joinedInto: ({ id }) => `Den ingår i ${id} nu`,
};
