import type { Action, LimitResult, Policy, Usage } from "./policy-model.ts";

/** The limits of an action with what is used of them; none when they are not asked about (`usage` left out). */
export function limitsOf(
  action: Action,
  usage: Usage | null | undefined,
  policy: Pick<Policy, "limits">,
): readonly LimitResult[] {
  const limit = policy.limits[action];
  if (limit === undefined || usage === undefined) return [];
  const asked: readonly (readonly [LimitResult["per"], number | undefined, number | null])[] = [
    ["hour", limit.perHour, usage?.hour ?? null],
    ["day", limit.perDay, usage?.day ?? null],
    ["device group and hour", limit.perGroupPerHour, usage?.groupHour ?? null],
  ];
  return asked.flatMap(([per, most, used]) => (most === undefined ? [] : [{ per, most, used }]));
}

/**
 * Why the limits refuse one more; null when they allow it. What could not be counted is never a permission.
 * @param counted what the usage counts
 */
export function limitDenial(
  action: Action,
  limits: readonly LimitResult[],
  counted: "asked for" | "approved" = "asked for",
): string | null {
  for (const { per, most, used } of limits) {
    if (used === null) return `The limits of "${action}" could not be checked.`;
    if (used >= most) {
      return `No more than ${most} "${action}" per ${per} are allowed, and ${used} were ${counted}. Please try again later.`;
    }
  }
  return null;
}
