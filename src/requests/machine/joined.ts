import { hasApproval } from "../../policy/approvals.ts";
import type { Request, Target } from "./request.ts";

/** Requests that the policy has made of one command, and that whoever asked may have decided on together all the same. */

/** Devices and people can be decided on together; alerts and incidents are other work. */
const TOGETHER: readonly Target["kind"][] = ["device", "user"];

/** What kinds of targets it goes with, in one request: the same word, the same kinds. */
export function kindTogether({ kind }: Target): string {
  return TOGETHER.includes(kind) ? "" : kind;
}

/** Whether it waits and no call of it can ever have been made: that would be looked for by an id that it loses. */
export function isUntouched({ state, execution }: Request): boolean {
  return state === "Requested" && execution === null;
}

/** Whether it can still become one with the others: nobody has approved any of it. */
export function isJoinable(request: Request): boolean {
  return (request.siblings ?? []).length > 0 && isUntouched(request) && !hasApproval(request);
}

/**
 * The ids of those of these that may be joined, all of them together; none: there are no two. What guards those who approve here
 * stays a request of its own.
 */
export function joinableAmong(requests: readonly Request[]): readonly string[] {
  const waiting = requests.filter(({ state, verdict }) => state === "Requested" && verdict.guarded === null);
  const [first] = waiting;
  if (first === undefined) return [];
  const kind = kindTogether(first.target);
  const alike = waiting.filter(({ target }) => kindTogether(target) === kind);
  return alike.length < 2 ? [] : alike.map(({ id }) => id);
}
