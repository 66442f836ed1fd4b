import { utc } from "../shared/format.ts";
import type { Action, LimitResult, Policy, Usage } from "./model.ts";

type Window = "hour" | "day" | "groupHour";

/** The limits of an action with what is used of them; none when they are not asked about (`usage` left out). */
export function limitsOf(
  action: Action,
  usage: Usage | null | undefined,
  policy: Pick<Policy, "limits">,
): readonly LimitResult[] {
  const limit = policy.limits[action];
  if (limit === undefined || usage === undefined) return [];
  const asked: readonly (readonly [LimitResult["per"], number | undefined, Window])[] = [
    ["hour", limit.perHour, "hour"],
    ["day", limit.perDay, "day"],
    ["device group and hour", limit.perGroupPerHour, "groupHour"],
  ];
  return asked.flatMap(([per, most, window]) =>
    most === undefined ? [] : [{ per, most, used: usage?.[window] ?? null, ...freeing(usage, window, most) }],
  );
}

/** When there will be room for one more, if there is none and it is known. */
function freeing(usage: Usage | null, window: Window, most: number): Pick<LimitResult, "freesAt"> {
  const freesAt = most === 0 ? undefined : usage?.frees?.[window][usage[window] - most];
  return freesAt === undefined ? {} : { freesAt };
}

/** Why the limits refuse one more; null when they allow it. What could not be counted is never a permission. */
export function limitDenial(action: Action, limits: readonly LimitResult[]): string | null {
  for (const { per, most, used, freesAt } of limits) {
    if (used === null) return `The limits of "${action}" could not be checked.`;
    if (used >= most) {
      const more = freesAt === undefined ? "" : ` One more is free from ${utc(freesAt)}.`;
      return `No more than ${most} "${action}" per ${per} are allowed, and ${used} were approved: none is left.${more}`;
    }
  }
  return null;
}
