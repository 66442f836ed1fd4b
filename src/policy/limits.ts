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

/** The limits of an action with what is used of them; none when they are not asked about (`usage` left out). */
export function limitsOf(
  action: Action,
  usage: Usage | null | undefined,
  policy: Pick<Policy, "limits">,
): readonly LimitResult[] {
  const limit = policy.limits[action];
  if (limit === undefined || usage === undefined) return [];
  return LIMIT_KEYS.flatMap((key) => {
    const most = limit[key];
    const { per, window } = LIMITS[key];
    return most === undefined
      ? []
      : [{ per, most, used: usage?.[window] ?? null, ...freeing(usage, window, most) }];
  });
}

/** When there will be room for one more, if there is none and it is known. */
function freeing(usage: Usage | null, window: Window, most: number): Pick<LimitResult, "freesAt"> {
  const freesAt = most === 0 ? undefined : usage?.frees?.[window][usage[window] - most];
  return freesAt === undefined ? {} : { freesAt };
}

/**
 * Why the limits refuse so many more; null when they allow it. What could not be counted is never a permission.
 * @param calls one or more
 */
export function limitDenial(action: Action, limits: readonly LimitResult[], calls = 1): Text | null {
  for (const { per, most, used, freesAt } of limits) {
    if (used === null) return say("policy.limitsUnchecked", { action });
    if (used < most && used + calls > most) {
      return say("policy.limitLeaves", { action, most, per, left: most - used, calls });
    }
    if (used >= most)
      return say("policy.limitReached", { action, most, per, used, freesAt: freesAt ?? null });
  }
  return null;
}
