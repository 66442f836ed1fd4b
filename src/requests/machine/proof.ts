import type { Traffic } from "../../defender/silence.ts";
import { say, type Words } from "../../texts/text.ts";

/** What a look behind something that was done has found: a fact on its card, and never a state. Pure. */

/** `quiet`: nothing speaks against it; `seen`: something does; `unsure`: it could not be found out. */
export interface Proof {
  readonly verdict: "quiet" | "seen" | "unsure";
  readonly says: Words;
}

/** What takes effect takes so long, in milliseconds: what is seen within that time proves nothing. */
export const SETTLED_MS = 2 * 60_000;

/** What is asked of one isolated device. */
interface Isolated {
  /** From when on it should be silent, epoch milliseconds. */
  readonly since: number;
  /** Whether some programs may talk on, as they may where the isolation is selective. */
  readonly isSelective: boolean;
  /** Whether nothing more comes of it. */
  readonly isLast: boolean;
}

/** Whether an isolated device is silent, as far as it has reported; without any report nothing is proven. */
export function silenceProof(traffic: Traffic | undefined, { since, isSelective, isLast }: Isolated): Proof {
  const { reportedAt = null, other = null } = traffic ?? {};
  if (other !== null && other.at > since) {
    const says = say("proof.talking", { ...other, since, upTo: reportedAt ?? other.at, isSelective });
    return { verdict: "seen", says };
  }
  if (reportedAt !== null && reportedAt > since)
    return { verdict: "quiet", says: say("proof.silent", { since, upTo: reportedAt }) };
  return unproven(say("proof.noReport", { since }), isLast);
}

/** It could not be found out, and why. @param isLast whether nothing more comes of it */
export function unproven(why: Words, isLast: boolean): Proof {
  return { verdict: "unsure", says: say("proof.unverified", { why, again: !isLast }) };
}
