import { randomUUID } from "node:crypto";
import { DefenderFault, notFound } from "./errors.ts";
import { defenderTime } from "./random.ts";
import type { ActionType } from "./action-kinds.ts";
import type { ActionStatus, SandboxDevice, SandboxMachineAction } from "./types.ts";

const IN_PROGRESS_MS = 2_000;
const SUCCEEDED_MS = 5_000;
/** How long what a device has not taken waits for it. */
const WAITS_MS = 3 * 86_400_000;
const ACTIVE: readonly ActionStatus[] = ["Pending", "InProgress"];

export interface ActionBook {
  /** All actions, oldest first, brought up to date. */
  all(): SandboxMachineAction[];
  get(id: string): SandboxMachineAction | undefined;
  /** @throws DefenderFault 400 ActiveRequestAlreadyExists while one of the same type is active on the device */
  open(device: SandboxDevice, order: ActionOrder): SandboxMachineAction;
  /** Ends an active action, as its device, its age or the portal would. @throws DefenderFault 400, 404 */
  readonly finish: (
    id: string,
    status: FinalStatus,
    why?: Cancellation | DeviceError,
  ) => SandboxMachineAction;
  /** 1 is real time; 0 stands still. */
  readonly setSpeed: (speed: number) => void;
}

export type FinalStatus = Exclude<ActionStatus, "Pending" | "InProgress">;

export interface ActionOrder {
  readonly type: ActionType;
  readonly scope: string | null;
  readonly requestor: string;
  readonly comment: string;
  /** Of the file that it is about; null: it is about none. */
  readonly sha1?: string | null;
  /** Of a live response: what runs, one after the other. */
  readonly live?: readonly LiveOrder[];
}

/** One command of a live response. */
export interface LiveOrder {
  readonly command: object;
  /** Why it fails on the device; null: it does not. */
  readonly failure: string | null;
}

export interface Cancellation {
  readonly requestor: string;
  readonly comment: string;
}

/** What went wrong on the device. */
export interface DeviceError {
  /** Signed, 32 bits, as the API gives it. */
  readonly hresult: number;
  readonly hint: string | null;
}

/** E_ACCESSDENIED */
const SOME_ERROR: DeviceError = { hresult: -2_147_024_891, hint: null };

interface Entry {
  readonly action: SandboxMachineAction;
  readonly device: SandboxDevice;
  readonly live: readonly LiveOrder[];
  /** Time it has been worked on, in scaled milliseconds, up to `at` (epoch milliseconds). */
  worked: number;
  at: number;
  /** Epoch milliseconds. */
  readonly opened: number;
}

/**
 * Machine actions and their life: Pending, after 2 s InProgress, after 5 s Succeeded. Driven by the clock when
 * somebody looks, not by timers. A device that is not Active gets nothing done: its actions stay Pending, for
 * three days.
 */
export function createActionBook(now: () => number, initialSpeed: number): ActionBook {
  const entries: Entry[] = [];
  let speed = initialSpeed;

  function advance(entry: Entry): void {
    const from = { worked: entry.worked, at: entry.at };
    entry.at = now();
    // What has no sensor is contained by the devices around it.
    const isAwake = entry.device.healthStatus === "Active" || entry.action.scope === "UnManagedDevice";
    if (!ACTIVE.includes(entry.action.status)) return;
    const end = entry.opened + WAITS_MS;
    if (!isAwake && entry.at >= end)
      Object.assign(entry.action, { status: "TimeOut", lastUpdateDateTimeUtc: defenderTime(end) });
    if (!isAwake) return;
    entry.worked += (entry.at - from.at) * speed;
    const stages = [
      [IN_PROGRESS_MS, "InProgress"],
      [SUCCEEDED_MS, "Succeeded"],
    ] as const;
    for (const [after, status] of stages) {
      if (entry.worked < after || from.worked >= after) continue;
      entry.action.status = status === "Succeeded" && !runCommands(entry, now()) ? "Failed" : status;
      entry.action.lastUpdateDateTimeUtc = defenderTime(from.at + (after - from.worked) / speed);
    }
  }
  function all(): SandboxMachineAction[] {
    entries.forEach(advance);
    return entries.map((entry) => entry.action);
  }
  function get(id: string): SandboxMachineAction | undefined {
    return all().find((one) => one.id === id.toLowerCase());
  }
  function open(device: SandboxDevice, order: ActionOrder): SandboxMachineAction {
    const active = all().some(
      (one) => one.machineId === device.id && one.type === order.type && ACTIVE.includes(one.status),
    );
    if (active) throw new DefenderFault(400, "ActiveRequestAlreadyExists", "Action is already in progress");
    const action = newAction(device, order, now());
    entries.push({ action, device, live: order.live ?? [], worked: 0, at: now(), opened: now() });
    return action;
  }
  function finish(id: string, status: FinalStatus, why?: Cancellation | DeviceError): SandboxMachineAction {
    const action = get(id);
    const entry = entries.find((one) => one.action === action);
    if (!action || !entry) throw notFound("MachineAction", id);
    if (!ACTIVE.includes(action.status))
      throw new DefenderFault(400, "BadRequest", `Machine action ${id} has already reached a final state.`);
    const at = defenderTime(now());
    action.status = status;
    if (status === "Succeeded") runCommands(entry, now());
    action.lastUpdateDateTimeUtc = at;
    if (why && "requestor" in why) {
      action.cancellationRequestor = why.requestor;
      action.cancellationComment = why.comment;
      action.cancellationDateTimeUtc = at;
    } else if (why ?? status === "Failed") {
      const { hresult, hint } = why ?? SOME_ERROR;
      Object.assign(action, { errorHResult: hresult, troubleshootInfo: hint });
    }
    return action;
  }
  function setSpeed(next: number): void {
    entries.forEach(advance);
    speed = next;
  }
  return { all, get, open, finish, setSpeed };
}

/** The first that fails ends the session; false: one did. */
function runCommands({ action, live }: Entry, at: number): boolean {
  for (const [index, { failure }] of live.entries()) {
    const command = action.commands[index];
    if (command === undefined) continue;
    const times = { startTime: defenderTime(at), endTime: defenderTime(at) };
    Object.assign(command, times, { commandStatus: failure === null ? "Completed" : "Failed" });
    if (failure === null) continue;
    command.errors = [failure];
    return false;
  }
  return true;
}

function newAction(device: SandboxDevice, order: ActionOrder, at: number): SandboxMachineAction {
  return {
    id: randomUUID(),
    type: order.type,
    title: null,
    scope: order.scope,
    requestor: order.requestor,
    requestSource: "PublicApi",
    requestorComment: order.comment,
    status: "Pending",
    machineId: device.id,
    computerDnsName: device.computerDnsName,
    creationDateTimeUtc: defenderTime(at),
    lastUpdateDateTimeUtc: defenderTime(at),
    cancellationRequestor: null,
    cancellationComment: null,
    cancellationDateTimeUtc: null,
    errorHResult: 0,
    externalId: null,
    relatedFileInfo: order.sha1 == null ? null : { fileIdentifier: order.sha1, fileIdentifierType: "Sha1" },
    commands: (order.live ?? []).map(({ command }, index) => ({
      ...{ index, startTime: null, endTime: null, commandStatus: "Created", errors: [], command },
    })),
    troubleshootInfo: null,
  };
}
