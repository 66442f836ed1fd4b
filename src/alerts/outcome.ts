import type { Tone } from "../messaging/card.ts";

/** `remediationStatus` of Graph's alertEvidence, where it says that the thing can do no more harm. */
const STOPPED: ReadonlySet<string> = new Set(["remediated", "prevented", "blocked"]);
/** And where it says that it still may. */
const AT_LARGE: ReadonlySet<string> = new Set([
  ...["active", "declined", "unremediated", "partiallyRemediated", "pendingApproval", "none"],
]);

/** How a piece of evidence stands, as Graph spells it: what was stopped is good news, what may go on wants attention. */
export function outcomeTone(verdict: string | null, remediation: string | null): Tone {
  if (STOPPED.has(remediation ?? "")) return "good";
  const isBad = verdict === "malicious" || verdict === "suspicious";
  if (verdict === "noThreatsFound") return "neutral";
  return (isBad && remediation === null) || AT_LARGE.has(remediation ?? "") ? "attention" : "neutral";
}
