import { decide } from "../../src/requests/machine/decide.ts";
import { driftOf } from "../../src/requests/machine/drift.ts";
import type { Halt } from "../../src/requests/machine/halt.ts";
import type { Device } from "../../src/defender/device.ts";
import type { Verdict } from "../../src/policy/model.ts";
import { queueOf, waitsAgain } from "../../src/requests/machine/device-queue.ts";
import type { ApprovalEvent, Look, Request } from "../../src/requests/machine/request.ts";
import { viewOf } from "../../src/requests/machine/view.ts";
import { clicker, deviceWith, machineActionWith, person, requestWith, START, verdict } from "./request.ts";
import type { Role } from "../../src/shared/people.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";

/**
 * The world around the pure machine: a store, instances that work step by step as `requests/execute` does, a Defender that
 * may lose its answer, people, time. Any interleaving can be played; what has to hold is checked at every step.
 */

export const LEASE_MS = 16_000;
const UNDOES: Readonly<Record<string, "isolate" | "release">> = { isolate: "release", release: "isolate" };
const LOOK_FOR_MS = 60_000;

/** What Defender makes of a call. `acted` false with `answered` false: nobody knows, and nothing happened. */
export type Answer = { readonly acted: boolean; readonly answered: boolean };

/** The work of one instance on one request, as far as it has come. */
interface Work {
  readonly instance: number;
  /** The request as the instance read it last. */
  request: Request;
  next: "look" | "check" | "mark" | "call" | { readonly settle: ApprovalEvent; readonly called?: true };
}

export class World {
  now = START;
  halt: Halt | null = null;
  readonly requests = new Map<string, Request>();
  readonly roles = new Map<string, readonly Role[]>();
  /** The facts of each device, and what the policy asks for. */
  readonly devices = new Map<string, Device>();
  approvals: number;
  readonly acted = new Map<string, number>();
  readonly instances: (Work[] | undefined)[] = [[], [], []];
  /** Who has approved what, by the clicks alone. */
  readonly ghosts = new Map<string, Set<string>>();
  /** What each instance knows to be unsent, as `first-hand` does; the first one has opened them all. */
  readonly firstHand = [new Set(["A", "B", "C"]), new Set<string>(), new Set<string>()];
  #copy: readonly { request: Request; ghost: ReadonlySet<string> }[] = [];
  wasPutBack = false;
  /** The card of a request (its id) that a person has before their eyes, where it is not the one it was opened with. */
  readonly #views = new Map<string, Request>();
  readonly #opened = new Map<string, Request>();

  constructor(approvals: number) {
    this.approvals = approvals;
    for (const name of ["ana", "ben", "carla", "david"]) this.roles.set(name, ["Approver"]);
    for (const id of ["1", "2"]) this.devices.set(id, deviceWith({ id, name: `dev${id}` }));
    this.#open("A", "isolate", "1");
    this.#open("B", "release", "1");
    this.#open("C", "isolate", "2");
  }

  #open(id: string, action: "isolate" | "release", device: string): void {
    const target = { kind: "device", id: device, name: `dev${device}` } as const;
    const facts = this.devices.get(device) ?? null;
    const request = requestWith({ id, action, target, device: facts, verdict: this.#verdict() });
    this.requests.set(id, request);
    this.#opened.set(id, request);
    this.ghosts.set(id, new Set());
  }

  #verdict(): Verdict {
    return { ...verdict, approvals: this.approvals };
  }

  get(id: string): Request {
    const request = this.requests.get(id);
    if (request === undefined) throw new Error(`no request ${id}`);
    return request;
  }

  look(request: Request): Look {
    const device = this.devices.get(request.target.id) ?? null;
    return { device, newcomer: null, verdict: this.#verdict() };
  }

  /** What this person sees of a request. */
  viewOf(name: string, id: string): Request {
    return this.#views.get(`${name} ${id}`) ?? this.#opened.get(id) ?? this.get(id);
  }

  /** This person's card is brought up to date. */
  see(name: string, id: string): void {
    this.#views.set(`${name} ${id}`, this.get(id));
  }

  /** On the card that the person sees; the answer brings it up to date. */
  click(kind: "approve" | "deny" | "cancel" | "revoke" | "resume", name: string, id: string): void {
    const by = clicker(name, ...(this.roles.get(name) ?? []));
    const base = { by, now: this.now };
    if (kind === "deny") this.apply(id, { kind, ...base, reason: null });
    else if (kind === "cancel" || kind === "revoke") this.apply(id, { kind, ...base });
    else {
      const view = viewOf(this.viewOf(name, id), kind);
      const click = { ...base, ...this.look(this.get(id)), alertOwners: [], halt: this.halt, view };
      this.apply(id, { kind, ...click });
    }
    this.see(name, id);
  }

  /** One transaction: true when the event changed something. */
  apply(id: string, event: ApprovalEvent): boolean {
    const before = this.get(id);
    const decision = decide(before, event);
    if (decision.kind === "refused") return false;
    this.requests.set(id, { ...decision.request, version: before.version + 1 });
    const ghost = this.ghosts.get(id) ?? new Set();
    for (const { event: happened, actor } of decision.audit) {
      const name = "upn" in actor ? (actor.upn.split("@")[0] ?? "") : "";
      if (happened === "approved") this.#approved(before, event, ghost, name);
      if (happened === "revoked") ghost.delete(name);
      if (happened === "voided") ghost.clear();
    }
    this.#check(before, this.get(id), event);
    return true;
  }

  #approved(before: Request, event: ApprovalEvent, ghost: Set<string>, name: string): void {
    must(!ghost.has(name), "approved twice by one person");
    must(name !== before.requester.oid, "approved by the requester");
    must(this.roles.get(name)?.includes("Approver") === true, "approved without the role");
    must(this.now < before.expiresAt, "approved after the time was over");
    must(this.halt === null, "approved under a halt");
    must(driftOf(before, this.look(before)) === null, "approved what was not shown");
    const seen = this.viewOf(name, before.id);
    must(driftOf(seen, this.look(before)) === null, "approved another thing than they saw");
    must(seen.seen.round === before.seen.round, "approved by a card from before something had changed");
    must(event.kind === "approve", "approved by something else than a click");
    ghost.add(name);
  }

  #check(before: Request, after: Request, event: ApprovalEvent): void {
    const final = ["Denied", "Expired", "Cancelled", "Succeeded", "Failed", "TimedOut"];
    must(!final.includes(before.state), `${before.state} was left by ${event.kind}`);
    if (after.state === "Executing" && before.state !== "Executing") {
      must(before.state === "Approved", `Executing came from ${before.state}`);
    }
    if (event.kind === "sending" && after.execution?.phase === "sending") this.#checkRivals(after);
    if (event.kind === "sending" && after.execution?.phase === "sending") {
      must(this.halt === null, "marked under a halt");
      must((this.ghosts.get(after.id)?.size ?? 0) >= after.verdict.approvals, "marked without approval");
    }
  }

  #checkRivals({ target, action }: Request): void {
    const undone = [...this.requests.values()].filter(
      (one) => one.target.id === target.id && one.action === UNDOES[action] && one.state === "Executing",
    );
    must(undone.every(waitsAgain), "a call was made while one that it undoes was under way");
  }

  /** An instance takes what is due. */
  dispatch(instance: number, id: string): void {
    const request = this.get(id);
    if (request.dueAt === null || request.dueAt > this.now) return;
    if (request.state === "Requested") {
      this.apply(id, { kind: this.now < request.expiresAt ? "half-time" : "expire", now: this.now });
      return;
    }
    const queue = queueOf(request, UNDOES[request.action] ?? null, this.#unsettled(), this.now);
    const event = { kind: "dispatch", leaseMs: LEASE_MS, halt: this.halt, ...queue, retryMs: 1000 } as const;
    if (!this.apply(id, { ...event, now: this.now })) return;
    const taken = this.get(id);
    if (queue.ahead !== null && taken.execution?.phase === "ready") return;
    for (const other of queue.overtakes) this.apply(other, { kind: "overtaken", now: this.now, by: id });
    if (taken.state === "Executing")
      this.instances[instance]?.push({ instance, request: taken, next: "look" });
    if (taken.state === "Pending") this.apply(id, this.#tracked("Succeeded"));
  }

  #unsettled(): readonly Request[] {
    const states = ["Approved", "Executing", "Pending", "InProgress"];
    return [...this.requests.values()].filter(({ state }) => states.includes(state));
  }

  #tracked(status: MachineAction["status"]): ApprovalEvent {
    return { kind: "tracked", now: this.now, action: action(status), nextPollMs: 1000 };
  }

  #report(request: Request) {
    return { now: this.now, mark: request.execution?.marks ?? 0 };
  }

  /** One step of one instance's oldest piece of work; what it finds and what Defender answers is up to the story. */
  step(instance: number, answer: Answer, canCheck: boolean): void {
    const works = this.instances[instance] ?? [];
    const work = works[0];
    if (work === undefined) return;
    const next = this.#next(work, answer, canCheck);
    if (next === "done") works.shift();
    else work.next = next;
  }

  #next(work: Work, answer: Answer, canCheck: boolean): Work["next"] | "done" {
    const { request, next } = work;
    switch (next) {
      case "look":
        return this.#looked(work, canCheck);
      case "check":
        return this.#checked(request, canCheck);
      case "mark": {
        const event = { kind: "sending", leaseMs: LEASE_MS, halt: this.halt, now: this.now } as const;
        if (!this.apply(request.id, event)) return "done";
        work.request = this.get(request.id);
        this.firstHand[work.instance]?.delete(request.id);
        return work.request.execution?.phase === "sending" ? "call" : "done";
      }
      case "call":
        return { settle: this.#called(request, answer), called: true };
      default:
        if (this.apply(request.id, next.settle) && next.called && next.settle.kind === "not-sent")
          this.firstHand[work.instance]?.add(request.id);
        return "done";
    }
  }

  #looked({ request, instance }: Work, canLook: boolean): Work["next"] {
    const { phase, lookFirst, lookUntil } = request.execution ?? { phase: "ready" };
    const report = this.#report(request);
    const unclear = {
      settle: { kind: "unclear", lookForMs: LOOK_FOR_MS, nextLookMs: 2000, ...report },
    } as const;
    if (phase === "sending") return unclear;
    if (phase === "ready" && lookFirst !== true && this.firstHand[instance]?.has(request.id)) return "check";
    if (canLook && this.acted.has(request.id)) return { settle: this.#tracked("Pending") };
    if (phase === "ready") return canLook ? "check" : this.#later(request);
    if (this.now < (lookUntil ?? 0)) return unclear;
    return { settle: { kind: "interrupt", ...report, why: "not found" } };
  }

  #later(request: Request): Work["next"] {
    return { settle: { kind: "not-sent", ...this.#report(request), why: "unreachable", retryMs: 1000 } };
  }

  #checked(request: Request, canCheck: boolean): Work["next"] {
    if (!canCheck) return this.#later(request);
    const look = this.look(request);
    const role = this.roles.get(request.executor?.oid ?? "")?.includes("Approver") === true;
    const why = role ? driftOf(request, look) : "no longer Approver";
    return why === null ? "mark" : { settle: { kind: "drift", now: this.now, why, ...look } };
  }

  #called(request: Request, { acted, answered }: Answer): ApprovalEvent {
    const report = this.#report(request);
    // A process that was asleep since the mark does not call any more.
    if (this.now >= (request.dueAt ?? 0)) return { kind: "not-sent", ...report, why: "late", retryMs: 1000 };
    if (acted) {
      const times = (this.acted.get(request.id) ?? 0) + 1;
      this.acted.set(request.id, times);
      must(times === 1, "Defender acted twice on one request");
    }
    if (!answered) return { kind: "unclear", ...report, lookForMs: LOOK_FOR_MS, nextLookMs: 2000 };
    return acted
      ? { kind: "accepted", now: this.now, action: action("Pending"), nextPollMs: 1000 }
      : { kind: "not-sent", ...report, why: "429", retryMs: 1000 };
  }

  crash(instance: number): void {
    this.instances[instance] = [];
    this.firstHand[instance]?.clear();
  }

  /** Somebody copies the store. */
  copy(): void {
    this.#copy = [...this.requests.values()].map((request) => ({
      request,
      ghost: new Set(this.ghosts.get(request.id)),
    }));
  }

  /** All instances stop, the copy is put back, and they start again. */
  putBack(): void {
    for (const instance of this.instances.keys()) this.crash(instance);
    for (const { request, ghost } of this.#copy) {
      this.requests.set(request.id, request);
      this.ghosts.set(request.id, new Set(ghost));
      this.wasPutBack = true;
    }
  }
}

/** Checked by the world itself, so that a story is cut short at the very step that broke something. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function action(status: MachineAction["status"]): MachineAction {
  return machineActionWith({ id: "action", status, requestor: person("carla").upn, deviceId: "1" });
}
