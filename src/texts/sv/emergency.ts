import type { Catalogue } from "../catalogue.ts";

/** What runs without approval as an emergency, and its review. */
export const emergency: Catalogue["emergency"] = {
  off: "Principen tillåter inga nödlägen. Begär utan emergency:true; en Approver kan besluta.",
  notFor: ({ actions, action }) =>
    `Principen tillåter nödlägen för ${actions.join(", ")}, men inte för "${action}". Begär utan emergency:true.`,
  needsReason: ({ example }) => `Ett nödläge kräver en orsak. Exempel: ${example} emergency:true`,
  needsBreakGlass:
    "Du behöver rollen BreakGlass för emergency:true. Begär utan det; en Approver kan besluta.",
  nothingToReview: ({ id }) => `${id} var inget nödläge: det finns inget att granska.`,
  reviewedAlready: ({ id, upn }) => `${id} har redan granskats av ${upn}.`,
  ownEmergency: "Du körde detta själv, så en annan Approver måste granska det.",
  reviewed: ({ comment }) => `granskade nödläget${comment === null ? "" : `: ${comment}`}`,
  reviewedNews: ({ name, comment }) => `${name} granskade nödläget${comment === null ? "" : `: ${comment}`}`,
  open: ({ name, upn }) =>
    `${name} (${upn}) körde detta utan godkännande. En annan Approver måste fortfarande granska det.`,
  closed(holes, locale) {
    const comment = holes.comment === null ? "" : `: ${holes.comment}`;
    return `${holes.name} (${holes.upn}) körde detta utan godkännande. Granskat av ${holes.by} ${locale.time(holes.at)}${comment}`;
  },
};
