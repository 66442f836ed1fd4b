import { hasApproval } from "../../policy/approvals.ts";
import type { Request } from "./request.ts";
import { ticketOf } from "./ticket.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import type { MachineAction } from "../../defender/machine-action.ts";

/**
 * Whose a machine action is. What must hold: only the request's mark at the head of the comment makes an action the
 * request's own; neither who asked nor when decides; and nobody else's text can bring a mark into a comment.
 */

/** What leads the comment of every machine action that a request asked for; nobody can guess it. */
export function markOf(requestId: string): string {
  return `[${requestId}]`;
}

/**
 * The comment that Defender keeps with the action. The leading `[ID]` is how an action is found again, so no text of
 * others can contain brackets, bars or line breaks.
 */
export function commentOf(request: Request): string {
  const approvers = request.approvals.map((approval) => inComment(approval.person.upn)).join(", ");
  const nobody = request.emergency === undefined ? "policy" : "nobody (emergency)";
  const approved = `approved by ${hasApproval(request) ? approvers : nobody}`;
  const requester = inComment(request.requester.upn);
  const ticket = ticketOf(request);
  return [
    `${markOf(request.id)} ${inComment(request.reason)}`,
    ...(ticket === null ? [] : [`ticket ${ticket}`]),
    `requested by ${requester}`,
    approved,
  ].join(" | ");
}

const LONGEST_IN_COMMENT = 500;

/** Text of others as a part of a comment: nothing in it can look like a mark, or begin another part. */
export function inComment(text: string): string {
  return cleanLine(text, LONGEST_IN_COMMENT)
    .replace(/[[\]|]/g, " ")
    .trim();
}

/** Whether the comment of a machine action says that this request asked for it. One without a comment is another's. */
export function isMarked(action: Pick<MachineAction, "comment">, requestId: string): boolean {
  return action.comment?.startsWith(markOf(requestId)) === true;
}

/**
 * Whether a machine action is the one that this request asked for: its device, the type of its call, and its own `[ID]`.
 * The one rule for what a call is answered with, for what is looked up, and for what is tracked. Who asked and when are
 * no part of it: Defender may name people by another name, and its clock may be another.
 */
export function isOwn(action: MachineAction, request: Request, type: string): boolean {
  return (
    action.deviceId.toLowerCase() === request.target.id.toLowerCase() &&
    action.type === type &&
    isMarked(action, request.id)
  );
}
