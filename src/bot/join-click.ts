import type { ClickTurn, TurnAnswer } from "../messaging/turn.ts";
import { requestBehind, viewRequest } from "../requests/click/click.ts";
import { tooLate } from "../requests/machine/decision.ts";
import { isJoinable } from "../requests/machine/joined.ts";
import { joinRequests } from "../requests/open/join.ts";
import { UserError } from "../shared/errors.ts";
import type { Deps } from "./deps.ts";

/**
 * A click by which several requests become one: it opens that one, and is answered with the card of the clicked one as it
 * is then. @throws SignInRequired; UserError when it may not be done: then nothing is changed
 */
export async function joinByClick(deps: Deps, turn: ClickTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const request = await requestBehind(deps, turn);
  if (!isJoinable(request)) return viewRequest(deps, turn, tooLate(request));
  // Its card stands where they were asked for; a copy elsewhere is no message there to answer to.
  const isThere = turn.conversation.id === request.askedIn.id;
  const replyTo = isThere ? (turn.cardActivityId ?? null) : null;
  try {
    await joinRequests(deps, request, { sender: turn.sender, replyTo, signal });
    return await viewRequest(deps, turn);
  } catch (error) {
    // The card as it is now no longer offers what can't be done any more.
    if (error instanceof UserError && error.code === "conflict") return viewRequest(deps, turn, error.text);
    throw error;
  }
}
