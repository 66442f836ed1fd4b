import type { MachineAction } from "../../defender/machine-action.ts";
import { requestIdIn } from "./already.ts";

/** Whether that person (a UPN) sent an action, or asked for it here: the approver's token may have sent it. */
export function isPersonBehind(action: MachineAction, upn: string): boolean {
  const wanted = upn.toLowerCase();
  if (action.requestor?.toLowerCase() === wanted) return true;
  if (requestIdIn(action) === null) return false;
  const [, ...parts] = action.comment?.split("|") ?? [];
  return parts.some((part) => part.trim().toLowerCase() === `requested by ${wanted}`);
}
