import type { Verdict } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import type { Words } from "../../texts/text.ts";
import type { Clicker } from "./clicker.ts";
import type { RequestState } from "./state.ts";

/** What a request of several steps knows of them, and they of it. Times are epoch milliseconds. */

/** How many steps are in a state; a step that waits for its leader is `Requested`. */
export type Tally = Readonly<Partial<Record<RequestState, number>>>;

/** What a leader knows of its steps. */
export interface Leading {
  /** Fixed when it is opened. */
  readonly count: number;
  /** SHA-256 (hex) over the steps in their order: what approvals are bound to. */
  readonly digest: string;
  /** Steps that are not released yet. */
  readonly waiting: number;
  /** `canary`: the first two have to be accepted before the rest is released. */
  readonly phase: "canary" | "rest";
  /** As counted when it was last moved on. */
  readonly tally: Tally;
  /** Why nothing more is released until a person presses Resume. */
  readonly held?: Words;
  /** Interrupted steps that people know of and went on beside. */
  readonly excused?: number;
  /** Nothing more is sent: somebody has pressed Stop, or the request has ended before all of it was sent. */
  readonly stopped?: Stopped;
  /** Where each isolation ends by itself: what is known of that; absent: none has taken effect with an end. */
  readonly leases?: Leases;
  /** Object ids of the people whom steps are about; absent: none is. */
  readonly people?: readonly string[];
}

/** The releases that end the isolations of a request. */
export interface Leases {
  /** How many wait for their time. */
  readonly open: number;
  /** When the last of them is due, or was. */
  readonly endsAt: number;
}

export interface Stopped {
  /** UPN; null: nobody did it. */
  readonly by: string | null;
  readonly at: number;
  /** How the steps end that were not sent; absent: Cancelled. */
  readonly as?: EndBefore;
}

/** What a step knows of its leader. */
export interface StepOf {
  readonly leader: string;
  /** From 1 on, in the order in which they were asked for. */
  readonly n: number;
  /** How many warnings speak against it, and far more where something is under way there: the least risky go first. */
  readonly risk: number;
}

/** What happens to leaders and to their steps beside what happens to any request. */
export type StepEvent =
  /** Somebody ends what is not sent yet. */
  | { readonly kind: "stop"; readonly by: Clicker; readonly now: number }
  /** To a leader: somebody has moved the end of all isolations that have one. */
  | { readonly kind: "prolonged"; readonly by: Clicker; readonly now: number; readonly leases: Leases }
  /** The loop has counted the leader's steps and released some. */
  | ({ readonly kind: "proceed"; readonly now: number } & Progress)
  /** To a leader: some of its steps were left out, since their targets are not what was shown. */
  | {
      readonly kind: "dropped";
      readonly now: number;
      readonly dropped: readonly { readonly name: string; readonly why: Words }[];
      readonly digest: string;
      readonly tally: Tally;
    }
  /** To a leader: a person has pressed Resume. */
  | { readonly kind: "go-on"; readonly by: Clicker; readonly now: number }
  /** To a step: its leader is approved, and it is its turn. */
  | { readonly kind: "release"; readonly now: number; readonly leader: Backing }
  /** To a step that waits, or that a denial finds interrupted: its leader has ended, or was stopped. */
  | { readonly kind: "leave"; readonly now: number; readonly state: EndBefore; readonly why: Words }
  /** To a step: its target is not what was shown; `next`: the request that it became. */
  | {
      readonly kind: "drop";
      readonly now: number;
      readonly why: Words;
      readonly next: string | null;
      readonly verdict: Verdict;
    }
  /** To a step: the policy asks for more than its leader was approved under. */
  | { readonly kind: "back"; readonly now: number; readonly why: Words }
  /** To a leader, for the same reason; `tally`: after it. */
  | {
      readonly kind: "tightened";
      readonly now: number;
      readonly why: Words;
      readonly verdict: Verdict;
      readonly tally: Tally;
    };

/** What a step takes over from its leader. */
export interface Backing {
  readonly id: string;
  readonly verdict: Verdict;
  readonly approvals: readonly { readonly person: Person; readonly at: number }[];
  readonly executor: Person | null;
}

/** Ends of a step that nothing was sent for. */
export type EndBefore = "Denied" | "Expired" | "Cancelled";

/** What the loop has found and done. */
export interface Progress {
  /** Counted after it. */
  readonly tally: Tally;
  readonly phase: Leading["phase"];
  /** Why nothing more is released; null: nothing speaks against it. */
  readonly hold: Words | null;
  /** When to look again; null: when one of the steps has moved on. */
  readonly dueAt: number | null;
}
