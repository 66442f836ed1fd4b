import { say, type Text } from "../../texts/text.ts";
import { CONTAIN, isTriage, type Undertaking } from "../../policy/model.ts";

/**
 * The emergency brake. What must hold: while it is on, nothing that changes a device or an account is sent, by any instance; it is
 * looked at in the transaction that marks a call as being sent; and ending it sends nothing by itself.
 */

/** The switch that stops every changing action on all instances (`halt`, `resume`). */
export interface Halt {
  /** At most 500 characters; hostile text. */
  readonly reason: string;
  /** UPN of who halted. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** Whether a halt stops this action; triage goes on. */
export function isStoppable(action: Undertaking): boolean {
  return action === CONTAIN || !isTriage(action);
}

/** What a card, a notice or a refusal says of the halt. */
export function haltLine({ by, since, reason }: Halt): Text {
  return say("requests.halted", { by, since, reason });
}

/** For a person whose command was stopped. */
export function haltedText(halt: Halt): Text {
  return say("requests.haltedRefused", { halted: haltLine(halt) });
}
