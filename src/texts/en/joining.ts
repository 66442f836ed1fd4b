import type { Locale } from "../locale.ts";

function lasting(length: string | null): string {
  return length === null ? "without end" : `for ${length}`;
}

/** That the same is being asked for already by somebody, and who joins that request. */
export const joining = {
  askedMeanwhile: "This is being asked for already. Please try again.",

  standingTitle: ({ id }: { id: string }) => `${id} is open already`,
  allTheSame: "Ask all the same",
  /** `by` null: by whoever reads it. */
  standing(
    holes: {
      by: string | null;
      at: number;
      target: string;
      state: string;
      isOwn: boolean;
      differs: readonly string[];
    },
    locale: Locale,
  ) {
    const asked = `${holes.by ?? "You"} asked for this at ${locale.time(holes.at)}: ${holes.target}, ${holes.state}.`;
    if (holes.isOwn) return `${asked} It is the same request, so no other was opened.`;
    const yours =
      holes.differs.length === 0
        ? "Yours would be the same."
        : `Yours would differ: ${holes.differs.join("; ")}.`;
    return `${asked} ${yours} No request was opened for you.`;
  },

  takesMore: ({ id, why }: { id: string; why: string }) => `${id} is not complete yet. ${why}`,

  reasonDiffers: ({ reason }: { reason: string }) => `reason "${reason}"`,
  differs: ({ now, before }: { now: string; before: string }) => `${now}, not ${before}`,
  leaseDiffers: ({ now, before }: { now: string | null; before: string | null }) =>
    `${lasting(now)}, not ${lasting(before)}`,
  argumentDiffers: ({ name, now, before }: { name: string; now: string | null; before: string | null }) =>
    `${name}: ${now ?? "none"}, not ${before ?? "none"}`,

  onlyRequesterJoins: "Only whoever asked for these requests can join them.",
  notJoined: ({ other }: { other: string }) =>
    `${other} has been decided on meanwhile, or its time is over, so these requests can't be joined any more. Nothing was changed.`,
  joinedInto: ({ id }: { id: string }) => `It is a part of ${id} now`,

  alsoOpen: ({ id, upn }: { id: string; upn: string }) => `${upn} has asked for the same (${id})`,
};
