import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";

/** An isolation that ends by itself and has not begun: that it is cancelled at its end, or why not. */
export const leasePending = {
  cancelLapsed: ({ at, why }: { at: number; why: string }, locale: Locale) =>
    `The isolation was to be over at ${locale.clockOn(at)} and has never taken effect; it should be cancelled, but ${clause(why)}. That needs approval now.`,
  notCancelled: ({ why }: { why: string }) => `not cancelled by itself: ${clause(why)}`,
  notCancelledNews: ({ id, why }: { id: string; why: string }) =>
    `The isolation was not cancelled by itself: ${clause(why)}. ${id} needs approval now.`,
  neverBegan: ({ name, at }: { name: string; at: number }, locale: Locale) =>
    `${name} has not answered, and its isolation was to be over at ${locale.clockOn(at)}: it is being cancelled, so that it does not begin whenever the device comes back. Is it still needed? Then ask for it again.`,
  someNeverBegan:
    "Some of the devices have not answered, and their isolation was to be over by now: it is being cancelled, so that it does not begin whenever they come back. Is it still needed? Then ask for it again.",
  cancelledNoMore: ({ id, state }: { id: string; state: string }) => `${id} is ${state}`,
  pendingNoMore: ({ status }: { status: string }) => `Defender calls the isolation ${status} by now`,
  notListed: "Defender does not show the isolation",
};
