import { partial } from "./partial.ts";
import { systemIds } from "../../src/adapters/node/ids.ts";
import { postSubjects } from "../../src/bot/post-subjects.ts";
import type { Deps as BotDeps } from "../../src/bot/deps.ts";
import type { Tx } from "../../src/bot/rows.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { createOutbox } from "../../src/messaging/outbox.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";
import { newChecking } from "../../src/requests/facts/checking.ts";
import { decideRequest } from "../../src/requests/click/decide.ts";
import type { Deps } from "../../src/requests/deps.ts";
import { settleRestored } from "../../src/requests/execute/after-restore.ts";
import { advanceEach } from "../../src/requests/execute/execute.ts";
import { createFirstHand } from "../../src/requests/execute/first-hand.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { createHuntBook } from "../../src/requests/facts/hunt-book.ts";
import { createVainBook } from "../../src/requests/facts/sparing.ts";
import { createHolderBook } from "../../src/requests/facts/holder-devices.ts";
import { LANES } from "../../src/requests/machine/urgency.ts";
import { REQUEST_VERBS, type EventVerb } from "../../src/requests/machine/verbs.ts";
import type { Store } from "../../src/shared/store.ts";
import { person, START } from "./request.ts";
import { silentLog } from "./services.ts";
import type { StoryStore, Template } from "./steps-store.ts";
import { StepsLaws, type Cause } from "./steps-laws.ts";
import { gate, inHand, never, noting, settled, type Process } from "./steps-process.ts";
import { Outside } from "./steps-outside.ts";

/**
 * Several instances of the bot's own code at work on one store, for requests of any number of steps. Each transaction and
 * each changing call waits until the story lets its process go on, so that everything can happen between any two of them,
 * the death of the process too. What has to hold is checked at every commit and at every call.
 */

const BATCH = 20;
const FOR_EVER = Number.MAX_SAFE_INTEGER;
const MANY = 1000;

export class StepsWorld {
  now = START;
  tick = 0;
  /** How many approvals the policy asks for, where no rule asks for more. */
  approvals = 1;
  /** What was written of requests so far; `most`: rows of them in one transaction. */
  readonly written = { transactions: 0, rows: 0, bytes: 0, most: 0 };
  readonly laws = new StepsLaws(this);
  readonly outside = new Outside(
    () => this.now,
    () => this.tick,
    (...call) => this.laws.called(...call),
  );
  /** What somebody of the story sees of a request; absent: as it was opened. */
  readonly views = new Map<string, Request>();
  readonly #stored: StoryStore;
  #processes: Process[] = [];

  private constructor(stored: StoryStore, instances: number) {
    this.#stored = stored;
    this.#processes = Array.from({ length: instances }, () => this.#start());
  }

  /** @param instances processes that share the store */
  static async open(template: Template, instances: number): Promise<StepsWorld> {
    return new StepsWorld(await template.fresh(), instances);
  }

  get policy(): Policy {
    const tier0 = {
      name: "tier 0",
      when: { action: ["isolate"], device: { tag: ["Tier0"] } },
      then: { approvals: 2 },
    } as const;
    const usual = { ...DEFAULT_POLICY.default, approvals: this.approvals };
    return { ...DEFAULT_POLICY, default: usual, rules: [tier0], limits: {} };
  }

  get instances(): number {
    return this.#processes.length;
  }

  /** Puts requests there, which the first instance has opened. */
  async openRequests(requests: readonly Request[]): Promise<void> {
    await this.#stored.now.transaction(async (tx) => {
      for (const request of requests) await tx.requests.insert(request);
    });
    for (const request of requests) {
      this.laws.opened(request);
      this.#processes[0]?.deps.firstHand.unsent(request.id);
    }
  }

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#stored.now.read(work);
  }

  /** When something is due next, epoch milliseconds; null: nothing is. */
  async nextDue(): Promise<number | null> {
    const due = await this.read((tx) =>
      Promise.all(LANES.map((lane) => tx.requests.due(FOR_EVER, MANY, lane))),
    );
    // What one of its steps has woken is due at once.
    const times = due.flat().map(({ dueAt }) => dueAt ?? this.now);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Halts everything, or ends that. */
  async halt(on: boolean): Promise<void> {
    const halt = on ? { reason: "r", by: "erin", since: this.now } : null;
    await this.#stored.now.transaction((tx) => tx.switches.setHalt(halt));
    this.laws.halted = on;
  }

  /** An instance looks what is due, as its loops do. */
  async look(instance: number): Promise<void> {
    const process = this.#processes[instance];
    if (process === undefined) return;
    for (const lane of LANES) {
      for (const request of await this.#stored.now.read((tx) => tx.requests.due(this.now, BATCH, lane))) {
        if (process.busy.has(request.id)) continue;
        process.busy.add(request.id);
        void inHand(process, () => advanceEach(process.deps, [request])).finally(() =>
          process.busy.delete(request.id),
        );
      }
    }
    await settled(process);
  }

  /** It goes on to its next transaction or call. @param which of what waits there @returns whether anything waited */
  async goOn(instance: number, which = 0): Promise<boolean> {
    const process = this.#processes[instance];
    const waiting = process?.waiting ?? [];
    const [next] = waiting.splice(which % Math.max(1, waiting.length), 1);
    if (process === undefined || next === undefined) return false;
    this.tick += 1;
    next();
    await settled(process);
    return true;
  }

  /** What somebody sees of a request is brought up to date. */
  async see(name: string, id: string): Promise<void> {
    const request = await this.read((tx) => tx.requests.get(id));
    if (request !== null) this.views.set(`${name} ${id}`, request);
  }

  /** A click on the card as this person sees it; it is worked on like everything else. */
  async click(instance: number, verb: EventVerb, name: string, id: string): Promise<void> {
    const process = this.#processes[instance];
    const request = await this.read((tx) => tx.requests.get(id));
    if (process === undefined || request === null) return;
    const seen = this.views.get(`${name} ${id}`) ?? this.laws.first(id);
    const { possible, view } = REQUEST_VERBS[verb];
    const mark = view?.(seen) ?? "";
    if (!possible(request) || (view !== null && view(request) !== mark)) return this.see(name, id);
    const { oid, tid } = person(name);
    const sender = { oid, tid, teamsId: `29:${name}`, name };
    const rest = { reason: null, proof: null, signal: AbortSignal.timeout(60_000), checking: newChecking() };
    const halt = await this.read((tx) => tx.switches.halt());
    const cause: Cause = { name, verb, at: this.now };
    const deps = this.#depsFor(process, cause);
    const click = { verb, request, halt, sender, view: mark, ...rest };
    void inHand(process, async () => {
      try {
        return await decideRequest(deps, click);
      } finally {
        await this.see(name, id);
      }
    });
    await settled(process);
  }

  /** Dies, and starts again. */
  crash(instance: number): void {
    const process = this.#processes[instance];
    if (process === undefined) return;
    process.alive = false;
    this.#processes[instance] = this.#start();
  }

  copy(): void {
    this.#stored.copy();
  }

  /** All instances stop, the copy is put back, and they start again. */
  async putBack(): Promise<void> {
    const stop = () => {
      for (const process of this.#processes) process.alive = false;
    };
    if (!(await this.#stored.putBack(stop))) return;
    const restoring = { ids: systemIds, clock: { now: () => this.now }, commands: COMMANDS };
    await this.#stored.now.transaction((tx) => settleRestored(restoring, tx, this.now));
    const ids = [...this.laws.rows.keys()];
    const found = await this.read((tx) => Promise.all(ids.map((id) => tx.requests.get(id))));
    this.laws.putBack(found.filter((one) => one !== null));
    this.#processes = this.#processes.map(() => this.#start());
  }

  async close(): Promise<void> {
    for (const process of this.#processes) process.alive = false;
    await this.#stored.close();
  }

  #start(): Process {
    const idle = { alive: true, waiting: [], busy: new Set<string>(), running: 0 };
    // Others are there, unless it is alone: then nobody looks before a first call.
    const since = () => (this.instances > 1 ? null : 0);
    const alone = { aloneSince: since, confirmAlone: async () => since() };
    return Object.assign(idle, { deps: this.#depsOf(idle, createFirstHand(alone)) });
  }

  #depsOf(process: Omit<Process, "deps">, firstHand: Deps["firstHand"]): Deps {
    const now = () => this.now;
    const deps: Deps = {
      ...{ ids: systemIds, log: silentLog, commands: COMMANDS, firstHand, kick: () => undefined },
      store: this.#storeFor(process, null),
      clock: { now, earliest: now, latest: now },
      policy: () => this.policy,
      holderBook: createHolderBook({ now }),
      huntBook: createHuntBook({ now }),
      vainBook: createVainBook({ now }),
      defender: this.outside.defender(() => gate(process)),
      identity: this.outside.identity() as Deps["identity"],
      messenger: {} as Deps["messenger"],
      outbox: createOutbox(postSubjects(() => partial<BotDeps>({}))),
    };
    return deps;
  }

  #depsFor(process: Process, cause: Cause): Deps {
    return { ...process.deps, store: this.#storeFor(process, cause) };
  }

  #count(rows: readonly Request[]): void {
    const { written } = this;
    written.transactions += 1;
    written.rows += rows.length;
    written.most = Math.max(written.most, rows.length);
    written.bytes += rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0);
  }

  /** The store as a process has it: what it commits is told to whoever watches over the laws. */
  #storeFor(process: Omit<Process, "deps">, cause: Cause | null): Store<Tx> {
    return {
      read: (work) => (process.alive ? this.#stored.now.read(work) : never()),
      transaction: async (work) => {
        await gate(process);
        let written: Request[] = [];
        const result = await this.#stored.now.transaction((tx) => {
          written = [];
          return work(noting(tx, written));
        });
        this.#count(written);
        for (const request of written) this.laws.committed(request, cause);
        return result;
      },
    };
  }
}
