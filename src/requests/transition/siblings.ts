import { isJoinable, isUntouched } from "../machine/joined.ts";
import type { Request } from "../machine/request.ts";
import { isFinal } from "../machine/state.ts";
import { isLeader } from "../machine/steps.ts";
import type { Tx } from "../rows.ts";

/** Requests of one command that may become one, as they stand. */

/** One of them, and what is to be done for it. */
export interface Part {
  readonly request: Request;
  readonly steps: readonly Request[];
}

/** Where they are read. */
export type PartRows = Pick<Tx, "requests" | "steps">;

/** The requests that may become one, in the order in which they were opened; or which of them no longer can. */
export async function lookAtParts(
  tx: PartRows,
  { siblings = [] }: Request,
  now: number,
): Promise<{ readonly parts: readonly Part[] } | { readonly movedOn: string }> {
  const parts: Part[] = [];
  for (const one of siblings) {
    const request = await tx.requests.get(one);
    // A loop that is late must not give an old request a new life.
    if (request === null || !isJoinable(request) || now >= request.expiresAt) return { movedOn: one };
    const steps = isLeader(request) ? await tx.steps.all(one) : [request];
    // What has left it is a request of its own, or is over.
    const left = steps.filter(({ state }) => !isFinal(state));
    if (!left.every(isUntouched)) return { movedOn: one };
    parts.push({ request, steps: left });
  }
  const isSeveral = parts.flatMap(({ steps }) => steps).length >= 2;
  return isSeveral ? { parts } : { movedOn: parts[0]?.request.id ?? "" };
}

/** Whether it can still be joined with its siblings: none of them has moved on. @param now epoch milliseconds */
export async function canJoin(tx: PartRows, request: Request, now: number): Promise<boolean> {
  return isJoinable(request) && "parts" in (await lookAtParts(tx, request, now));
}
