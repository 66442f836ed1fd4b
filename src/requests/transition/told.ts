import { isOnItsWay } from "../../messaging/delivery.ts";
import { awaitsReview } from "../machine/emergency.ts";
import type { Request } from "../machine/request.ts";
import type { PostRow } from "../../messaging/rows.ts";
import type { Tx } from "../rows.ts";

/**
 * Whether anybody but the requester is told of a request: its card stands in a conversation with others, or will soon.
 * @param now epoch milliseconds
 */
export async function isTold(tx: Tx, request: Request, now: number): Promise<boolean> {
  for (const post of await tx.posts.ofRequest(request.id)) {
    if (await tells(tx, post, request, now)) return true;
  }
  return false;
}

async function tells(tx: Tx, post: PostRow, { requester }: Request, now: number): Promise<boolean> {
  const place = await tx.conversations.get(post.conversation.id);
  const isPersonal = post.conversation.kind === "personal";
  if (isPersonal && (place === null || place.personOid === requester.oid)) return false;
  if (post.activityId !== null) return true;
  return place !== null && isOnItsWay(post, place.closedSince, now);
}

/** Brings the card's line on that up to date, after something has happened to one of its copies. */
export async function retell(tx: Tx, requestId: string, now: number): Promise<void> {
  const request = await tx.requests.get(requestId);
  if (request === null || (request.state !== "Requested" && !awaitsReview(request))) return;
  const nobodyTold = !(await isTold(tx, request, now));
  if (nobodyTold === request.nobodyTold) return;
  await tx.requests.replace({ ...request, nobodyTold });
  await tx.posts.want(requestId, now);
}
