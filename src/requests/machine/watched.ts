import type { Undertaking } from "../../policy/model.ts";
import { say, type Words } from "../../texts/text.ts";
import type { Request } from "./request.ts";
import { isLeader } from "./steps.ts";

/** What is looked at again after it was done, and when. Pure. */

/** When something is looked at again, in minutes after it was done: what devices report comes late. */
export const LOOKS_AFTER_MIN = { account: [5, 30, 60], device: [5, 15, 30, 60, 120] } as const;

/** What somebody may undo, or get round, behind it. */
export const WATCHED: Readonly<Partial<Record<Undertaking, keyof typeof LOOKS_AFTER_MIN>>> = {
  suspend: "account",
  "revoke-sessions": "account",
  compromised: "account",
  "reset-password": "account",
  isolate: "device",
};

/** What is contained without a sensor of its own is not heard of. */
export function hasSensor({ args }: Pick<Request, "args">): boolean {
  return args["type"]?.toLowerCase() !== "unmanaged";
}

/** What the newest look has found; before the first, that looks will come; empty: there is none. */
export function proofWords(request: Request): Words {
  const { proof, state, action } = request;
  if (proof !== undefined) return proof.says;
  const what = WATCHED[action];
  const comes = state === "Succeeded" && what !== undefined && !isLeader(request) && hasSensor(request);
  return comes ? say("proof.comes", { what, minutes: LOOKS_AFTER_MIN[what].map(String) }) : "";
}
