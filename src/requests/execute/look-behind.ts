import { SignInRequired } from "../../identity/sign-in-required.ts";
import { UserError } from "../../shared/errors.ts";
import type { Person } from "../../shared/people.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import type { Proof } from "../machine/proof.ts";
import type { Request } from "../machine/request.ts";
import type { Recheck, Tx } from "../rows.ts";
import { nextRound } from "../transition/follow-proof.ts";
import { tellEverybody } from "../transition/notify.ts";

/**
 * A look behind something that was done, at a device or an account: what it finds is a fact on the card, and never a state.
 * Nothing waits for it, and nothing fails with it.
 */

/** What it has found. */
export interface Found {
  readonly proof: Proof;
  /** What people have to hear; null: nothing. */
  readonly news: Text | null;
  /** What has happened, by a name of its own, where it is found behind other acts as well; absent: it is about this act alone. */
  readonly event?: string;
  /** Whether nothing more can come of it. */
  readonly isOver: boolean;
}

/** Who looks: the person whose token did it. */
export function askerOf({ executor, requester }: Request): Person {
  return executor ?? requester;
}

/** Since when it is done, epoch milliseconds. */
export function doneAt({ finishedAt, requestedAt }: Request): number {
  return finishedAt ?? requestedAt;
}

/** Why nothing could be found out, in words. */
export function whyNot(error: unknown, who: Person): Text {
  if (error instanceof SignInRequired) return say("proof.noToken", { who: who.upn });
  return error instanceof UserError ? error.text : say("proof.noAnswer");
}

/** Writes it down, once, and says when the next look is. @param foundOf with whether this look is the last */
export async function record(
  deps: Deps,
  row: Recheck,
  foundOf: (request: Request, isLast: boolean) => Found,
): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const now = deps.clock.now();
    const request = await tx.requests.get(row.requestId);
    const current = await tx.rechecks.get(row.requestId);
    // Another instance may have been faster; and what was undone here is looked at no more.
    if (current?.round !== row.round) return;
    if (request === null) return tx.rechecks.remove(row.requestId);
    const next = nextRound(row, request, now);
    const { proof, news, event, isOver } = foundOf(request, next === null);
    // Somebody was faster: it is still due.
    if (!(await tx.requests.replace({ ...request, proof }))) return;
    await lookLater(tx, row, isOver ? null : next);
    await tx.posts.want(request.of?.leader ?? request.id, now);
    const isTold = event !== undefined && !(await isFirst(tx, request, event, now));
    if (news !== null && !isTold) await tellEverybody(deps, tx, request, news);
  });
}

/** What is found behind one of several things that were done to somebody is found behind the others as well. */
const SAID_FOR_MS = 3_600_000;

async function isFirst(tx: Tx, { target, askedIn }: Request, event: string, now: number): Promise<boolean> {
  const key = `look behind|${askedIn.id}|${askedIn.thread ?? ""}|${target.id}|${event}`;
  return (await tx.once.take(key, now, SAID_FOR_MS)).kind === "taken";
}

function lookLater(tx: Tx, { requestId }: Recheck, next: Recheck | null): Promise<void> {
  return next === null ? tx.rechecks.remove(requestId) : tx.rechecks.put(next);
}
