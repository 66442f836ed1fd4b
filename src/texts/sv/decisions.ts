import type { Catalogue } from "../catalogue.ts";

/** What the end of a request has to add when a call before it had no clear outcome. */
export function earlierCall(earlier: boolean): string {
  return earlier ? " (Ett tidigare anrop kan ha nått Defender: kontrollera där.)" : "";
}

/** Approving, denying, cancelling, revoking and resuming a request: who may, and what its history says of it. */
export const decisions: Catalogue["decisions"] = {
  accused: "Detta gäller ditt eget konto, så någon annan måste besluta om det.",

  is: ({ id, state }) => `${id} är ${state}.`,

  ownRequest: "Du har själv begärt detta, så någon annan med rollen Approver måste godkänna det.",
  needsApprover: ({ verb }) => `Du behöver rollen Approver för detta (${verb}).`,
  approvedAlready: "Du har redan godkänt detta; nästa godkännande måste komma från någon annan.",
  approved: "godkände",
  approvedOf: ({ left }) => `godkände (${left} till behövs)`,
  lostApprovals: ({ why }) => `har förlorat sina godkännanden: ${why}.`,
  noReason: "ingen orsak angavs",
  deniedBy: ({ upn, why, earlier }) => `Nekades av ${upn}: ${why}${earlierCall(earlier)}`,
  denied: ({ why }) => `nekade: ${why}`,
  deniedNews: ({ name, id, why }) => `${name} nekade ${id}: ${why}`,
  ownResume: "Du har själv begärt detta, så en annan Approver måste återuppta det.",
  resumed: "återupptog den",
  cantResume: ({ why }) => `Den kan inte återupptas: ${why}. Begär det igen om det fortfarande behövs.`,
  onlyRequesterCancels: "Bara den som begärde detta kan avbryta det. En Approver kan neka det.",
  cancelledBy: ({ upn, earlier }) => `Avbröts av ${upn}${earlierCall(earlier)}`,
  cancelledIt: "avbröt begäran",
  nothingToRevoke: "Du har inte godkänt något här, så det finns inget att återta.",
  revoked: "återtog godkännandet",
  revokedNews: ({ name, id }) => `${name} återtog godkännandet av ${id}.`,
};
