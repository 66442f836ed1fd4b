import type { Defender } from "../../defender/client.ts";
import type { Clock } from "../../shared/ports.ts";
import { addTime, forgetOld, untilRoom, type Window } from "../../shared/sliding-windows.ts";

/**
 * What is asked for and decided is looked up whatever Defender's limits leave (docs/decisions/0005). One person could use them
 * up with what comes to nothing, again and again: then it counts as the look-ups that it is.
 */

/** More than anybody asks for in vain while working. */
const WINDOWS: readonly Window[] = [{ most: 20, ms: 300_000 }];

interface Who {
  readonly oid: string;
  readonly tid: string;
}

/** What a process keeps of who has asked for something in vain of late. */
export interface VainBook {
  /** Whether they have done so often. */
  isOften(who: Who): boolean;
  note(who: Who): void;
}

/** Of a process that nobody has asked in vain. */
export function createVainBook(clock: Pick<Clock, "now">): VainBook {
  const times = new Map<string, number[]>();
  const keyOf = ({ tid, oid }: Who) => `${tid}|${oid}`;
  function of(who: Who): readonly number[] {
    for (const [key, own] of times) {
      forgetOld(own, WINDOWS, clock.now());
      if (own.length === 0) times.delete(key);
    }
    return times.get(keyOf(who)) ?? [];
  }
  return {
    isOften: (who) => untilRoom(of(who), WINDOWS, clock.now()) > 0,
    note(who) {
      const own = times.get(keyOf(who)) ?? [];
      times.set(keyOf(who), own);
      addTime(own, clock.now());
    },
  };
}

/** The same services, with calls that leave room for what others decide once Defender's limits are used up. */
export function sparing<D extends { readonly defender: Defender }>(deps: D): D {
  const { defender } = deps;
  return {
    ...deps,
    defender: { ...defender, as: (person, signal) => defender.as(person, signal, "reading") },
  };
}

/**
 * Opens something for a person, and keeps whether it came to nothing. Who has asked in vain often does it sparingly; an
 * emergency never.
 */
export async function countingVain<D extends { readonly defender: Defender; readonly vainBook: VainBook }, O>(
  deps: D,
  { sender, isUrgent }: { readonly sender: Who; readonly isUrgent: boolean },
  open: (deps: D) => Promise<O>,
  isOpened: (opened: O) => boolean,
): Promise<O> {
  const isOften = !isUrgent && deps.vainBook.isOften(sender);
  let isVain = true;
  try {
    const opened = await open(isOften ? sparing(deps) : deps);
    isVain = !isOpened(opened);
    return opened;
  } finally {
    if (isVain) deps.vainBook.note(sender);
  }
}
