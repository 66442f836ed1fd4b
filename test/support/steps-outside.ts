import { partial } from "./partial.ts";
import type { Account } from "../../src/defender/account.ts";
import type { Defender, DefenderClient } from "../../src/defender/client.ts";
import type { Device } from "../../src/defender/device.ts";
import { DefenderError } from "../../src/defender/error.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";
import type { Identity } from "../../src/identity/identity.ts";
import type { Role } from "../../src/shared/people.ts";
import { say } from "../../src/texts/text.ts";
import { deviceWith, machineActionWith, person } from "./request.ts";
import { listed } from "./listed.ts";

/** Defender, Graph and Entra as a request of several steps meets them: they act at once, and answer as the story says. */

/** What becomes of a changing call. `lost` and `vanished`: nobody answers; of a lost one it was done. */
export type Answer = "accepted" | "lost" | "vanished" | "busy" | "refused" | "forbidden";

/** The people of the story; all of them hold `Approver` in the beginning. */
export const PEOPLE = ["ana", "ben", "carla", "david"] as const;

/** Waits until it is this process's turn; never, once it is dead. */
type Gate = () => Promise<void>;

export class Outside {
  answer: Answer = "accepted";
  /** Whether anything can be read. */
  reachable = true;
  readonly roles = new Map<string, readonly Role[]>(PEOPLE.map((name) => [name, ["Approver"]]));
  readonly devices = new Map<string, Device>();
  readonly accounts = new Map<string, Account>();
  readonly actions: MachineAction[] = [];
  /** When each target was read last, and when it was changed last, in steps of the story. */
  readonly readAt = new Map<string, number>();
  readonly changedAt = new Map<string, number>();
  readonly #now: () => number;
  readonly #tick: () => number;
  readonly #called: (target: string, comment: string | null, acts: boolean) => void;

  constructor(
    now: () => number,
    tick: () => number,
    called: (target: string, comment: string | null, acts: boolean) => void,
  ) {
    this.#now = now;
    this.#tick = tick;
    this.#called = called;
  }

  addDevice(id: string): void {
    this.devices.set(id, deviceWith({ id, name: `${id}.contoso.example` }));
  }

  addAccount(id: string): void {
    this.accounts.set(id, accountWith(id));
  }

  /** Somebody changes a device. */
  tag(id: string, tags: readonly string[]): void {
    const device = this.devices.get(id);
    if (device === undefined) return;
    this.devices.set(id, { ...device, tags });
    this.changedAt.set(id, this.#tick());
  }

  /** Defender as a process reaches it. */
  defender(gate: Gate): Defender {
    const client = this.#client(gate);
    return {
      as: () => client,
      asApplication: () => client,
      alertsApi: "graph",
      changedAlerts: () => fail(),
      consentedGrants: () => fail(),
    };
  }

  identity(): Pick<Identity, "fresh" | "hold" | "known" | "holders"> {
    const standing = ({ oid }: { oid: string }) => ({
      person: person(oid),
      roles: this.roles.get(oid) ?? [],
      checkedAt: this.#now(),
    });
    return {
      fresh: async (who) => (this.reachable ? standing(who) : fail()),
      known: async (who) => standing(who),
      hold: async () => undefined,
      holders: () => [],
    };
  }

  #client(gate: Gate): DefenderClient {
    const named = (name: string) => [...this.devices.values()].filter((one) => one.name === name);
    return partial<DefenderClient>({
      device: async (id: string) => this.#read(id, this.devices),
      devicesByName: async (name: string) => named(name).map(({ id }) => this.#read(id, this.devices)),
      devicesByNames: async (names: readonly string[]) =>
        names.map((name) => named(name).map(({ id }) => this.#read(id, this.devices))),
      devicesById: async (ids: readonly string[]) => ids.map((id) => this.#read(id, this.devices)),
      deviceUsers: async () => [],
      deviceAlerts: async () => listed([]),
      machineActions: async ({ deviceId, type }: { deviceId?: string; type?: string }) => {
        if (!this.reachable) fail();
        const on = this.actions.filter((one) => one.deviceId === deviceId && (type ?? one.type) === one.type);
        return listed(on.toReversed());
      },
      machineAction: async (id: string) => {
        const found = this.actions.find((one) => one.id === id);
        return found !== undefined && this.reachable ? { ...found, status: "Succeeded" } : fail();
      },
      account: async (id: string) => this.#read(id, this.accounts),
      accountRoles: async () => [],
      accountDevices: async () => [],
      identityAccount: async () => null,
      roleHolders: async () => ({ Approver: PEOPLE, BreakGlass: PEOPLE }),
      act: (deviceId: string, _: string, body: Readonly<Partial<Record<string, string>>>) =>
        this.#change(gate, deviceId, body["Comment"] ?? null),
      revokeSessions: async (id: string) => void (await this.#change(gate, id, null)),
    });
  }

  #read<T>(id: string, all: ReadonlyMap<string, T>): T {
    const found = all.get(id);
    if (found === undefined || !this.reachable) return fail();
    this.readAt.set(id, this.#tick());
    return found;
  }

  /** A process may die before its call has left, and before its answer has come. */
  async #change(gate: Gate, target: string, comment: string | null): Promise<MachineAction> {
    await gate();
    const { answer } = this;
    const acts = answer === "accepted" || answer === "lost";
    this.#called(target, comment, acts);
    const done = acts ? this.#act(target, comment) : machineActionWith();
    await gate();
    if (answer === "accepted") return done;
    throw failure(answer);
  }

  #act(target: string, comment: string | null): MachineAction {
    const at = this.#now();
    const id = `action-${this.actions.length}`;
    const account = this.accounts.get(target);
    const action = machineActionWith({
      id,
      comment,
      deviceId: target,
      status: "Pending",
      createdAt: at,
      updatedAt: at,
    });
    if (account === undefined) this.actions.push(action);
    else this.accounts.set(target, { ...account, sessionsValidFrom: at });
    return action;
  }
}

function accountWith(id: string): Account {
  return {
    ...{ id, upn: `${id}@contoso.example`, name: id, enabled: true, isGuest: false, isSynced: false },
    ...{ department: null, jobTitle: null, manager: null, domain: null, shortName: null },
    ...{ sid: null, cloudSid: null, sessionsValidFrom: 0, passwordChangedAt: null },
  };
}

const FAILURES: Readonly<
  Record<Exclude<Answer, "accepted">, Pick<DefenderError, "status" | "effect" | "retryable">>
> = {
  lost: { status: null, effect: "unknown", retryable: false },
  vanished: { status: null, effect: "unknown", retryable: false },
  busy: { status: 429, effect: "none", retryable: true },
  refused: { status: 400, effect: "none", retryable: false },
  forbidden: { status: 403, effect: "none", retryable: false },
};

function failure(answer: Exclude<Answer, "accepted">): DefenderError {
  const code = answer === "forbidden" ? "forbidden" : answer === "refused" ? "rejected" : "unreachable";
  return new DefenderError(code, say("shared.unreachable", { service: "Defender" }), {
    ...FAILURES[answer],
    ...{ defenderCode: "Story", correlationId: null, retryAfterMs: null },
  });
}

function fail(): never {
  throw failure("busy");
}
