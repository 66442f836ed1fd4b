import type { Device } from "../../defender/device.ts";
import type { Verdict } from "../../policy/model.ts";
import type { StepUpProof } from "../../identity/step-up.ts";
import type { Clicker } from "./clicker.ts";
import type { Words } from "../../texts/text.ts";
import type { RequestState } from "./state.ts";

/** What binds a scheduled release to its isolation; times are epoch milliseconds. */
export interface Lease {
  readonly isolationId: string;
  /** The machine action of the isolation: another one that is newer means that the state has changed meanwhile. */
  readonly isolationActionId: string;
  /** Not sent before this. */
  readonly endsAt: number;
  /** When the people are reminded; null: they have been. */
  readonly remindAt: number | null;
}

/** What an isolation with `for:` knows of the release that ends it. */
export interface LeasedTo {
  readonly releaseId: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** What became of the release; absent: it waits for its time, as far as is known. */
  readonly state?: RequestState;
}

const LEASE_ORIGIN = "lease:";

/** Where the release comes from that ends the lease of this isolation. */
export function originOfLease(isolationId: string): string {
  return LEASE_ORIGIN + isolationId;
}

/**
 * Where the release comes from that ends an isolation which nobody here asked for.
 * @param after id of the last such release, which has come to nothing; null: it is the first
 */
export function originOfTaken(actionId: string, after: string | null): string {
  return originOfLease(`action ${actionId}${after === null ? "" : ` after ${after}`}`);
}

/** Whether a request came into being to end the isolation by that machine action, which nobody here asked for. */
export function isOfTaken(origin: string, actionId: string): boolean {
  const first = originOfTaken(actionId, null);
  return origin === first || origin.startsWith(`${first} `);
}

const PENDING = " pending";

/** Where the request comes from that cancels this isolation, since its device has not answered by the end of the lease. */
export function originOfPending(isolationId: string): string {
  return originOfLease(isolationId + PENDING);
}

/** The isolation that never took effect, and that a request came into being to cancel; null: it is no such one. */
export function pendingIn(origin: string): string | null {
  const ended = leaseOf(origin);
  return ended?.endsWith(PENDING) === true ? ended.slice(0, -PENDING.length) : null;
}

/** Whether a request came into being to cancel an isolation that never took effect. */
export function isOfPending(origin: string): boolean {
  return pendingIn(origin) !== null;
}

/** The isolation that a request came into being to end, also when it has to be approved by now; null: it is no such one. */
export function leaseOf(origin: string): string | null {
  return origin.startsWith(LEASE_ORIGIN) ? origin.slice(LEASE_ORIGIN.length) : null;
}

/** What happens to a scheduled release before it is sent (`requests/machine/lease.ts`). */
export type LeaseEvent =
  /** Its time has not come: people are reminded when that is due. */
  | { readonly kind: "remind"; readonly now: number }
  | {
      readonly kind: "extend";
      readonly by: Clicker;
      readonly now: number;
      readonly addMs: number;
      /** How far ahead the policy lets a lease end. */
      readonly maxMs: number;
      readonly verdict: Verdict;
      readonly alertOwners: readonly string[];
      readonly proof?: StepUpProof | null;
      /** The mark of the view that the form was opened on (`viewOf`). */
      readonly view: string;
    }
  /** It can't be sent as it was approved: it becomes a request like any other. */
  | {
      readonly kind: "lapse";
      readonly now: number;
      readonly why: Words;
      readonly verdict: Verdict;
      /** As read afresh; null: it could not be. */
      readonly device: Device | null;
    }
  /** Nothing is left to release. */
  | { readonly kind: "end-lease"; readonly now: number; readonly why: Words }
  | { readonly kind: "lease-later"; readonly now: number; readonly why: Words; readonly retryMs: number };
