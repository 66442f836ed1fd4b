import type { MachineAction } from "../../defender/machine-action.ts";
import { isCancellable } from "../../defender/response-operations.ts";
import { say, type Text } from "../../texts/text.ts";

/** Why a machine action can't be cancelled; null: it can. Only what has not come to its end can be stopped. */
export function notToCancel({ type, status }: MachineAction): Text | null {
  if (status !== "Pending" && status !== "InProgress") {
    return say("asking.actionEnded", { type, status });
  }
  return isCancellable(type) ? null : say("asking.actionNotOurs", { type });
}
