import { z } from "zod";
import { say, type Text } from "../texts/text.ts";
import type { Action, Limit, LimitResult, Policy, Usage } from "./model.ts";
import { atLeastOneOf, either } from "./values.ts";

type Window = "hour" | "day" | "groupHour";

/** What of one key of a limit has to be known: what the file may say, what it is counted by, and how that is called. */
interface LimitKey {
  readonly schema: z.ZodType<number>;
  readonly window: Window;
  readonly per: LimitResult["per"];
}

const most = z.int().min(0);

/** The keys of a limit, one entry each. */
export const LIMITS: { readonly [K in keyof Limit]-?: LimitKey } = {
  perHour: { schema: most, window: "hour", per: "hour" },
  perDay: { schema: most, window: "day", per: "day" },
  perGroupPerHour: { schema: most, window: "groupHour", per: "device group and hour" },
  hard: { schema: most, window: "day", per: "day" },
};

export const LIMIT_KEYS = Object.keys(LIMITS) as readonly (keyof Limit)[];

/** A limit as a policy says it. */
export const limitSchema = atLeastOneOf<Limit>(LIMITS, `say ${either(LIMIT_KEYS)}`);

/** The limit that keeps both: of each key the lower number. */
export function lower(a: Limit, b: Limit): Limit {
  const least = (key: keyof Limit): number => Math.min(a[key] ?? Infinity, b[key] ?? Infinity);
  return Object.fromEntries(
    LIMIT_KEYS.filter((key) => least(key) < Infinity).map((key) => [key, least(key)]),
  );
}

/**
 * The limits of an action with what is used of them; none when they are not asked about (`usage` left out).
 * @param calls how many more are asked for; one or more
 */
export function limitsOf(
  action: Action,
  usage: Usage | null | undefined,
  policy: Pick<Policy, "limits">,
  calls = 1,
): readonly LimitResult[] {
  const limit = policy.limits[action];
  if (limit === undefined || usage === undefined) return [];
  return LIMIT_KEYS.flatMap((key) => {
    const most = limit[key];
    const { per, window } = LIMITS[key];
    if (most === undefined) return [];
    const soft = key !== "hard" && limit.hard !== undefined ? ({ isSoft: true } as const) : {};
    return [{ per, most, used: usage?.[window] ?? null, ...freeing(usage, window, most - calls), ...soft }];
  });
}

/** When no more than so many will be used, if that is not so now and it is known. */
function freeing(usage: Usage | null, window: Window, most: number): Pick<LimitResult, "freesAt"> {
  if (usage === null || most < 0) return {};
  const freesAt = usage.frees?.[window][usage[window] - most - 1];
  return freesAt === undefined ? {} : { freesAt };
}

/** Whether so many more are too many, or could not be counted. */
function isExceeded({ used, most }: LimitResult, calls: number): boolean {
  return used === null || used + calls > most;
}

/**
 * Why the limits refuse so many more; null when they allow it. What could not be counted is never a permission.
 * @param calls one or more
 */
export function limitDenial(action: Action, limits: readonly LimitResult[], calls = 1): Text | null {
  const over = limits.find(
    (limit) => (limit.isSoft !== true || limit.used === null) && isExceeded(limit, calls),
  );
  if (over === undefined) return null;
  const { per, most, used, freesAt = null } = over;
  if (used === null) return say("policy.limitsUnchecked", { action });
  if (used < most) return say("policy.limitLeaves", { action, most, per, left: most - used, calls, freesAt });
  return say("policy.limitReached", { action, most, per, used, freesAt });
}

/** Why so many more take one approval more; null: they are within the limits. @param calls one or more */
export function limitDemand(action: Action, limits: readonly LimitResult[], calls = 1): Text | null {
  const over = limits.find((limit) => limit.isSoft === true && isExceeded(limit, calls));
  return over === undefined ? null : say("policy.beyondLimit", { action, most: over.most, per: over.per });
}

/** Nobody goes beyond a limit by themselves. */
const FEWEST_BEYOND = 2;

/** How many approvals it takes beyond a limit. */
export function approvalsBeyond(approvals: number): number {
  return Math.max(FEWEST_BEYOND, approvals + 1);
}

/** "3 of 20 per hour", what comes beyond that, and when there is room again. @param limits all of the action, this one among them */
export function usageInWords(limit: LimitResult, limits: readonly LimitResult[]): Text {
  const { per, most, used, freesAt = null } = limit;
  if (used === null) return say("policy.notCounted", { most, per });
  const isHard = limit.isSoft !== true && limits.some(({ isSoft }) => isSoft === true);
  const end = limit.isSoft === true ? "soft" : isHard ? "hard" : "only";
  return say("policy.used", { used, most, per, end, freesAt });
}
