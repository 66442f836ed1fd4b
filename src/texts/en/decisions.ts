/** What the end of a request has to add when a call before it had no clear outcome. */
export function earlierCall(earlier: boolean): string {
  return earlier ? " (An earlier call may have reached Defender: please look there.)" : "";
}

/** Approving, denying, cancelling, revoking and resuming a request: who may, and what its history says of it. */
export const decisions = {
  accused: "This is about your own account, so somebody else has to decide on it.",

  is: ({ id, state }: { id: string; state: string }) => `${id} is ${state}.`,

  ownRequest: "You asked for this yourself, so somebody else with the role Approver has to approve it.",
  needsApprover: ({ verb }: { verb: "approve" | "deny" | "resume" | "review" | "extend" }) =>
    `You need the role Approver to ${verb} this.`,
  approvedAlready: "You have already approved this; the next approval has to come from somebody else.",
  approved: "approved",
  approvedOf: ({ left }: { left: number }) => `approved (${left} more needed)`,
  lostApprovals: ({ why }: { why: string }) => `has lost its approvals: ${why}.`,
  noReason: "no reason given",
  deniedBy: ({ upn, why, earlier }: { upn: string; why: string; earlier: boolean }) =>
    `Denied by ${upn}: ${why}${earlierCall(earlier)}`,
  denied: ({ why }: { why: string }) => `denied: ${why}`,
  deniedNews: ({ name, id, why }: { name: string; id: string; why: string }) =>
    `${name} denied ${id}: ${why}`,
  ownResume: "You asked for this yourself, so another Approver has to resume it.",
  resumed: "resumed it",
  cantResume: ({ why }: { why: string }) =>
    `It can't be resumed: ${why}. Ask for it again if it is still needed.`,
  onlyRequesterCancels: "Only the person who asked can cancel this. An Approver can deny it.",
  cancelledBy: ({ upn, earlier }: { upn: string; earlier: boolean }) =>
    `Cancelled by ${upn}${earlierCall(earlier)}`,
  cancelledIt: "cancelled the request",
  nothingToRevoke: "You have no approval here, so there is nothing of yours to revoke.",
  revoked: "revoked the approval",
  revokedNews: ({ name, id }: { name: string; id: string }) => `${name} revoked the approval of ${id}.`,
};
