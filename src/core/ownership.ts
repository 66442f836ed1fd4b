import type { MachineAction } from "./model.ts";
import type { Request } from "./request.ts";

/** What leads the comment of every machine action that a request asked for; nobody can guess it. */
export function markOf(requestId: string): string {
  return `[${requestId}]`;
}

/**
 * The comment that Defender keeps with the action (CONTRACT §5). The leading `[ID]` is how an action is found again,
 * so the reason can't contain brackets or bars.
 */
export function commentOf(request: Request): string {
  const reason = request.reason
    .replace(/[[\]|]/g, " ")
    .slice(0, 500)
    // A cut through a surrogate pair would be no valid text for Defender.
    .toWellFormed()
    .trim();
  const approvers = request.approvals.map((approval) => approval.person.upn).join(", ");
  const nobody = request.emergency === undefined ? "policy" : "nobody (emergency)";
  const approved = `approved by ${approvers === "" ? nobody : approvers}`;
  return `${markOf(request.id)} ${reason} | requested by ${request.requester.upn} | ${approved}`;
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
