import { isStep } from "../../src/requests/machine/steps.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FINAL_STATES, type RequestState } from "../../src/requests/machine/state.ts";
import type { EventVerb } from "../../src/requests/machine/verbs.ts";
import type { StepsWorld } from "./steps-world.ts";

/** The simple model that requests of several steps are held against: what has been committed, and what was called. */

/** Whose click a transaction carries out. */
export interface Cause {
  readonly name: string;
  readonly verb: EventVerb;
  /** When they clicked. */
  readonly at: number;
}

/** How many steps of a request may be on their way at once. */
const BATCH = 10;
const CANARIES = 2;

export class StepsLaws {
  /** What did not hold. */
  readonly problems: string[] = [];
  halted = false;
  /** The requests and steps as they are committed, by id. */
  readonly rows = new Map<string, Request>();
  /** How often Defender has acted on a step, by its id; on a person, by theirs. */
  readonly acted = new Map<string, number>();
  /** Steps that were marked at all, by their leader. */
  readonly #marked = new Map<string, Set<string>>();
  /** Leaders that a person has resumed: from then on nothing holds the rest back but people. */
  readonly #resumed = new Set<string>();
  /** Calls that came after a stop, by the leader that was stopped. */
  readonly #late = new Map<string, number>();
  readonly #first = new Map<string, Request>();
  readonly #world: Pick<StepsWorld, "outside">;

  constructor(world: Pick<StepsWorld, "outside">) {
    this.#world = world;
  }

  opened(request: Request): void {
    this.rows.set(request.id, request);
    this.#first.set(request.id, request);
  }

  /** As it was opened. */
  first(id: string): Request {
    return this.#first.get(id) ?? this.row(id);
  }

  row(id: string): Request {
    const row = this.rows.get(id);
    if (row === undefined) throw new Error(`no request ${id}`);
    return row;
  }

  stepsOf(leader: string): readonly Request[] {
    return [...this.rows.values()].filter(({ of }) => of?.leader === leader);
  }

  #must(holds: boolean, what: string): void {
    if (!holds) this.problems.push(what);
  }

  /** A store that was put back: what Defender has done stays done. */
  putBack(rows: readonly Request[]): void {
    this.halted = true;
    this.rows.clear();
    for (const row of rows) {
      this.rows.set(row.id, row);
      this.#must(row.approvals.length === 0 || !isToBeSent(row), `${row.id} has approvals after a restore`);
    }
  }

  /** What a transaction has written. */
  committed(after: Request, cause: Cause | null): void {
    const before = this.rows.get(after.id);
    this.rows.set(after.id, after);
    if (before === undefined) return this.#isNew(after);
    this.#must(
      !FINAL_STATES.includes(before.state) || this.#staysOver(before, after),
      `${after.id}: an end was left`,
    );
    if (cause?.verb === "resume" && after.steps !== undefined) this.#resumed.add(after.id);
    if (!isStep(after)) this.#approvedBy(before, after, cause);
    if (isMark(before, after)) this.#isMarked(after);
  }

  /** Of several, what ends before all is known of what was sent stays open for that. */
  #staysOver(before: Request, after: Request): boolean {
    if (before.state === after.state) return true;
    const states = this.stepsOf(after.id).map(({ state }) => state);
    return (
      after.state === stateOf(this.stepsOf(after.id)) || states.some((state) => !FINAL_STATES.includes(state))
    );
  }

  /** What leaves a request takes no approval along. */
  #isNew(request: Request): void {
    this.#must(request.approvals.length === 0, `${request.id}: opened with approvals`);
    this.#must(request.state === "Requested", `${request.id}: opened ${request.state}`);
    this.#first.set(request.id, request);
  }

  /** Nobody is an approver but who has just said so, holds the role, and has not asked for it. */
  #approvedBy(before: Request, after: Request, cause: Cause | null): void {
    const known = new Set(before.approvals.map(({ person }) => person.oid));
    for (const { person } of after.approvals.filter((one) => !known.has(one.person.oid))) {
      const says = cause?.verb === "approve" || cause?.verb === "resume";
      this.#must(
        says && cause?.name === person.oid,
        `${after.id}: approved by ${person.oid}, who did not say so`,
      );
      this.#must(person.oid !== after.requester.oid, `${after.id}: approved by its requester`);
      this.#must(!this.halted, `${after.id}: approved under a halt`);
      this.#must(cause?.verb !== "approve" || cause.at < before.expiresAt, `${after.id}: approved too late`);
    }
  }

  /** The mark before a call: from here on it may happen. */
  #isMarked(request: Request): void {
    const { id, approvals, requester, verdict, executor } = request;
    this.#must(!this.halted, `${id}: marked under a halt`);
    this.#must(
      new Set(approvals.map(({ person }) => person.oid)).size >= verdict.approvals,
      `${id}: not approved`,
    );
    this.#must(
      approvals.every(({ person }) => person.oid !== requester.oid),
      `${id}: approved by its requester`,
    );
    this.#must(executor !== null, `${id}: marked for nobody`);
    this.#must(approvals.length >= this.#neededAsRead(request), `${id}: is not what was approved`);
    if (isStep(request)) this.#stepIsMarked(request, request.of.leader);
  }

  /** What the policy asks for the target as it was read, if nothing has changed since it was. */
  #neededAsRead({ target }: Request): number {
    const device = this.#world.outside.devices.get(target.id);
    return device?.tags?.includes("Tier0") === true && this.#wasReadSince(target.id) ? 2 : 1;
  }

  #wasReadSince(id: string): boolean {
    const { readAt, changedAt } = this.#world.outside;
    return (readAt.get(id) ?? 0) > (changedAt.get(id) ?? 0);
  }

  #stepIsMarked({ id }: Request, leaderId: string): void {
    const leader = this.row(leaderId);
    const { stopped } = leader.steps ?? {};
    this.#must(stopped === undefined, `${id}: marked after a stop`);
    this.#must(leader.state !== "Requested", `${id}: marked before its request was approved`);
    const marked = this.#marked.get(leaderId) ?? new Set();
    this.#marked.set(leaderId, marked.add(id));
    if (!this.#resumed.has(leaderId)) this.#isCanary(leaderId, marked);
  }

  /** The first two alone, and in the place of one whose target was refused the next, until Defender has taken two. */
  #isCanary(leader: string, marked: ReadonlySet<string>): void {
    const steps = this.stepsOf(leader).filter(({ id }) => marked.has(id));
    const taken = steps.filter(({ state }) => ["Pending", "InProgress", "Succeeded"].includes(state));
    const over = steps.filter(({ state }) => FINAL_STATES.includes(state) && state !== "Succeeded");
    if (taken.length < CANARIES)
      this.#must(
        steps.length - over.length <= CANARIES,
        `${leader}: ${steps.length} sent before two were taken`,
      );
  }

  /** A changing call has arrived. @param comment null: it takes none */
  called(target: string, comment: string | null, acts: boolean): void {
    const id = /^\[([^\]]+)\]/.exec(comment ?? "")?.[1] ?? target;
    const request = [...this.rows.values()].find((row) => row.id === id || row.target.id === id);
    this.#must(request !== undefined, `${id}: a call of no request`);
    if (acts) {
      const times = (this.acted.get(id) ?? 0) + 1;
      this.acted.set(id, times);
      this.#must(times === 1, `${id}: done ${times} times`);
    }
    const leader = request?.of?.leader ?? "";
    if (this.rows.get(leader)?.steps?.stopped === undefined) return;
    const late = (this.#late.get(leader) ?? 0) + 1;
    this.#late.set(leader, late);
    this.#must(late <= BATCH, `${leader}: ${late} calls after it was stopped`);
  }

  /** What has to be so when nothing is left to do but for people. */
  atRest(): void {
    for (const row of this.rows.values()) {
      const { id, state, outcome } = row;
      const isHeld = state === "Requested" && this.#isInterrupted(row.of?.leader);
      const isOpen = state === "Interrupted" || isHeld;
      this.#must(FINAL_STATES.includes(state) || isOpen, `${id}: ${state} in the end`);
      this.#must(state !== "Interrupted" || outcome !== null, `${id}: nobody is told why`);
      if (row.steps === undefined) this.#wasDone(row);
      else
        this.#must(state === stateOf(this.stepsOf(id)), `${id}: ${state}, of ${statesOf(this.stepsOf(id))}`);
    }
  }

  /** What waits for a Resume of its request, and says so there. */
  #isInterrupted(leader: string | undefined): boolean {
    return leader !== undefined && this.row(leader).state === "Interrupted";
  }

  #wasDone({ id, state, target, outcome }: Request): void {
    const times = this.acted.get(target.kind === "user" ? target.id : id) ?? 0;
    const wasSo = JSON.stringify(outcome)?.includes("wasSo") === true;
    if (state === "Succeeded" && !wasSo)
      this.#must(times === 1, `${id}: Succeeded, and was done ${times} times`);
  }
}

/** "While any step is sending or open, the least advanced; else Interrupted if any is; else the common end, or Partial." */
function stateOf(steps: readonly Request[]): RequestState {
  const states = new Set(steps.map(({ state }) => state));
  if (states.has("Interrupted") || states.has("Requested")) return "Interrupted";
  const [only = "Cancelled"] = states;
  return states.size === 1 ? only : "Partial";
}

function statesOf(steps: readonly Request[]): string {
  return steps.map(({ state }) => state).join(", ");
}

/** Whether a call is still to come of it. */
function isToBeSent({ state, steps }: Request): boolean {
  if (steps !== undefined) return steps.waiting > 0 && steps.stopped === undefined;
  return ["Requested", "Approved", "Executing", "Interrupted"].includes(state);
}

function isMark(before: Request, after: Request): boolean {
  return (
    (after.execution?.marks ?? 0) > (before.execution?.marks ?? 0) && after.execution?.phase === "sending"
  );
}
