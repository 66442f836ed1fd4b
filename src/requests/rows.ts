import type { Ended } from "./machine/incident-comment.ts";
import type { Tx as AuditTx } from "../audit/rows.ts";
import type { Tx as IdentityTx } from "../identity/rows.ts";
import type { Action } from "../policy/model.ts";
import type { Person } from "../shared/people.ts";
import type { Halt } from "./machine/halt.ts";
import type { Request } from "./machine/request.ts";
import type { Lane } from "./machine/urgency.ts";
import type { RequestState } from "./machine/state.ts";
import type { Tally } from "./machine/steps-model.ts";
import type { Among, Charge } from "./machine/usage.ts";

/** Whose targets are counted together. */
export interface Counted {
  readonly requester: Pick<Person, "oid" | "tid">;
  readonly approver?: Pick<Person, "oid" | "tid"> | undefined;
}

/** A target of one request of theirs. */
export interface TargetCounted {
  readonly targetId: string;
  readonly action: Action;
  /** Where the request came from. */
  readonly origin: string;
}

/** Of what takes people away. */
export interface TakenBut {
  /** Id of a request that does not count. */
  readonly except?: string | undefined;
  /** Also holders whose devices were cut off before, as long as no release of them has succeeded. */
  readonly isLasting?: boolean;
}

/** Requests; part of a transaction. */
export interface RequestRows {
  /** False when a request of the same origin exists: nothing was inserted. */
  insert(request: Request): Promise<boolean>;
  get(id: string): Promise<Request | null>;
  byOrigin(origin: string): Promise<Request | null>;
  /** Compare-and-set on `version`: stores `request` with version + 1; false when somebody was faster. */
  replace(request: Request): Promise<boolean>;
  /** Not finished, or emergencies that nobody has reviewed yet; newest first. */
  open(): Promise<readonly Request[]>;
  /** Not finished, for that action on that target; the oldest first. */
  openOn(targetId: string, action: string): Promise<readonly Request[]>;
  /**
   * Those about any of these targets, the newest first, at most so many.
   * @param among of these actions alone, and in none of these states
   */
  about(
    targetIds: readonly string[],
    limit: number,
    among?: { readonly actions: readonly Action[]; readonly except: readonly RequestState[] },
  ): Promise<readonly Request[]>;
  /** Due rows (`dueAt` ≤ now) of a lane, the most urgent first, then the oldest. */
  due(now: number, limit: number, lane: Lane): Promise<readonly Request[]>;
  /** Approved but not finished on that target: what Defender has been asked for, or will be. */
  unsettled(targetId: string): Promise<readonly Request[]>;
  /** Those of an action that count against its limits since then, the oldest first. */
  charges(action: string, since: number, among?: Among): Promise<readonly Charge[]>;
  /**
   * Object ids of the people whom requests take away that count since then: accounts that are acted on, and holders whose
   * devices are. However many other devices are acted on, it costs no more.
   * @param by the actions on each
   */
  takenAway(
    by: { readonly accounts: readonly Action[]; readonly devices: readonly Action[] },
    since: number,
    but: TakenBut,
  ): Promise<readonly string[]>;
  /**
   * Targets of requests, and of steps, that were neither denied nor called off: those that the requester has asked for
   * since then, and those whose approvals the approver has completed since then.
   */
  targetsOf(people: Counted, since: number): Promise<readonly TargetCounted[]>;
  /** A person's requests that wait for approval, and all that they have asked for since then. */
  ofPerson(person: { oid: string; tid: string }, since: number): Promise<readonly Request[]>;
}

/** Steps of requests; part of a transaction. */
export interface StepRows {
  /** How many of a leader's steps are in which state. */
  tally(leader: string): Promise<Tally>;
  /** Those that have not ended though their leader has: they are called off in a moment. */
  outliving(): Promise<readonly Request[]>;
  /** In their order. */
  all(leader: string): Promise<readonly Request[]>;
  /** Those in one of these states, the least risky first. */
  inState(leader: string, states: readonly RequestState[], limit: number): Promise<readonly Request[]>;
  /** Those whose call was made, or is about to be: at most so many. */
  tried(leader: string, limit: number): Promise<readonly Request[]>;
  /** The most risky first: a page of them. */
  riskiest(leader: string, offset: number, limit: number): Promise<readonly Request[]>;
  /** Releases of its steps' leases that wait for their time, in the order of the steps. */
  leases(leader: string): Promise<readonly Request[]>;
  /** How many those are. */
  leasesOpen(leader: string): Promise<number>;
  /** Makes a leader that is approved due now. */
  wake(leader: string, now: number): Promise<void>;
  /** How many calls of that action were made since then, or are about to be. */
  sent(action: string, since: number): Promise<number>;
}

/** What holds for all requests; part of a transaction. */
export interface SwitchRows {
  /** The halt in force; null: none. */
  halt(): Promise<Halt | null>;
  /** Halts, or ends the halt (null). */
  setHalt(halt: Halt | null): Promise<void>;
}

export type RecheckKind = "account" | "device";

/** That an account or a device is looked at again after something was done to it. */
export interface Recheck {
  readonly requestId: string;
  /** The account's object id, or the device's. */
  readonly targetId: string;
  readonly kind: RecheckKind;
  /** How many looks there have been. */
  readonly round: number;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** Looks at accounts and devices that are still to come; part of a transaction. */
export interface RecheckRows {
  /** One for each request: a later one takes the place of an earlier one. */
  put(row: Recheck): Promise<void>;
  get(requestId: string): Promise<Recheck | null>;
  /** Those of a kind that are due, the oldest first. */
  due(kind: RecheckKind, now: number, limit: number): Promise<readonly Recheck[]>;
  remove(requestId: string): Promise<void>;
  /** All of an account, or of a device. */
  removeOf(targetId: string): Promise<void>;
}

/** What is still to be written to an incident of a decision that came from it. */
export interface IncidentComment {
  readonly id: string;
  readonly requestId: string;
  /** Id of the incident, or of an alert of it. */
  readonly about: string;
  /** Whose token writes it: who decided. */
  readonly author: Person;
  readonly text: string;
  /** How `text` begins, and no other comment: by it one that was written is found again. */
  readonly mark: string;
  /** When it was decided; epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** When the call was made whose outcome is not known; null: none was, or it is proven to have done nothing. */
  readonly sentAt: number | null;
  /** Of one that is gathered for a while: what it tells of so far. */
  readonly gathered?: readonly Ended[];
}

/** Comments that incidents are still to get; part of a transaction. */
export interface IncidentCommentRows {
  /** Nothing where it is there already. */
  put(row: IncidentComment): Promise<void>;
  /** Those that are due, the oldest first: of one request and incident only the oldest there is. */
  due(now: number, limit: number): Promise<readonly IncidentComment[]>;
  /** The newest of a request for that incident; null: none is left to be written. */
  newest(requestId: string, about: string): Promise<IncidentComment | null>;
  /** In the place of that very row; false when it is not (any more) as it was. */
  replace(before: IncidentComment, row: IncidentComment): Promise<boolean>;
  /** False when it is not (any more) as it was. */
  remove(row: IncidentComment): Promise<boolean>;
}

/** What a transaction offers to this room. */
export interface Tx extends AuditTx, Pick<IdentityTx, "tokens" | "pending"> {
  readonly incidentComments: IncidentCommentRows;
  readonly rechecks: RecheckRows;
  readonly requests: RequestRows;
  readonly steps: StepRows;
  readonly switches: SwitchRows;
}
