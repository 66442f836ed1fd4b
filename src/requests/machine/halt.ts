import { say, type Text } from "../../texts/text.ts";
import { CONTAIN, isTriage, type Undertaking } from "../../policy/model.ts";

/**
 * The emergency brake. What must hold: while it is on, nothing that changes a device or an account is sent, by any
 * instance; it is looked at in the transaction that takes a call up to be sent; and ending it sends nothing by
 * itself.
 */

/** The switch that stops every changing action on all instances (`halt`, `resume`). */
export interface Halt {
  /** At most 500 characters; hostile text. */
  readonly reason: string;
  /** UPN of who halted. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Entra id of who halted; absent: nobody did (a restored store), or it was before this was kept. */
  readonly oid?: string;
  /** The first of two Approvers who want to end it. */
  readonly wish?: { readonly oid: string; readonly name: string; readonly at: number };
}

/** How long the first Approver's wish waits for a second one's, in milliseconds. */
const WISH_MS = 3_600_000;

/** Who wants to end a halt. */
export interface Resuming {
  readonly oid: string;
  readonly upn: string;
  readonly name: string;
  readonly isAdmin: boolean;
}

/** What comes of it: it ends; it waits for one more Approver; or it is not theirs to end. */
export type Resumption =
  | { readonly kind: "ends" }
  | { readonly kind: "waits"; readonly halt: Halt; readonly isNew: boolean }
  | { readonly kind: "own" };

/**
 * An Admin ends a halt; so do two Approvers, neither of whom halted, within an hour of each other: a night without an Admin
 * must not leave the defence switched off.
 * @param who holds one of the two roles at this moment
 * @param now epoch milliseconds
 */
export function resumption(halt: Halt, who: Resuming, now: number): Resumption {
  if (who.isAdmin) return { kind: "ends" };
  if (halt.oid === who.oid || halt.by.toLowerCase() === who.upn.toLowerCase()) return { kind: "own" };
  const { wish } = halt;
  const holds = wish !== undefined && wish.at <= now && now - wish.at < WISH_MS;
  if (holds && wish.oid !== who.oid) return { kind: "ends" };
  const { oid, name } = who;
  return { kind: "waits", isNew: !holds, halt: holds ? halt : { ...halt, wish: { oid, name, at: now } } };
}

/** The halt without a wish that no longer counts, as long as it is that very one that stands. */
export function withoutWish(halt: Halt, lost: Halt["wish"]): Halt {
  const { wish, ...rest } = halt;
  return lost !== undefined && wish?.oid === lost.oid && wish.at === lost.at ? rest : halt;
}

/** Whether a halt stops this action; triage goes on. */
export function isStoppable(action: Undertaking): boolean {
  return action === CONTAIN || !isTriage(action);
}

/** What a card, a notice or a refusal says of the halt. */
export function haltLine({ by, since, reason }: Halt): Text {
  return say("halt.since", { by, since, reason });
}

/** For a person whose command was stopped. */
export function haltedText(halt: Halt): Text {
  return say("halt.refused", { halted: haltLine(halt) });
}
