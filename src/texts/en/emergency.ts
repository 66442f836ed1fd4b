import type { Locale } from "../locale.ts";

/** What runs without approval as an emergency, and its review. */
export const emergency = {
  off: "The policy does not allow emergencies. Ask without emergency:true; an Approver can decide.",
  notFor: ({ actions, action }: { actions: readonly string[]; action: string }) =>
    `The policy allows emergencies for ${actions.join(", ")}, and not for "${action}". Ask without emergency:true.`,
  needsReason: ({ example }: { example: string }) =>
    `An emergency needs a reason. Example: ${example} emergency:true`,
  needsBreakGlass: "You need the role BreakGlass for emergency:true. Ask without it; an Approver can decide.",
  nothingToReview: ({ id }: { id: string }) => `${id} was no emergency: there is nothing to review.`,
  reviewedAlready: ({ id, upn }: { id: string; upn: string }) => `${id} was reviewed already by ${upn}.`,
  ownEmergency: "You ran this yourself, so another Approver has to review it.",
  reviewed: ({ comment }: { comment: string | null }) =>
    `reviewed the emergency${comment === null ? "" : `: ${comment}`}`,
  reviewedNews: ({ name, comment }: { name: string; comment: string | null }) =>
    `${name} reviewed the emergency${comment === null ? "" : `: ${comment}`}`,
  open: ({ name, upn }: { name: string; upn: string }) =>
    `${name} (${upn}) ran this without approval. Another Approver still has to review it.`,
  closed(
    holes: { name: string; upn: string; by: string; at: number; comment: string | null },
    locale: Locale,
  ) {
    const comment = holes.comment === null ? "" : `: ${holes.comment}`;
    return `${holes.name} (${holes.upn}) ran this without approval. Reviewed by ${holes.by} at ${locale.time(holes.at)}${comment}`;
  },
};
