function lasting(length: string | null): string {
  return length === null ? "without end" : `for ${length}`;
}

/** That the same is being asked for already, and who joins that request. */
export const joining = {
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
};
