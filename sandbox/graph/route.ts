import type { Caller, Rbac } from "../api/callers.ts";
import type { Call } from "../api/route.ts";
import type { SandboxAlert, SandboxDevice, SandboxMachineAction } from "../defender/types.ts";
import { badRequest } from "./errors.ts";

/** What Graph and Defender for Endpoint both look at: one tenant's alerts and devices. */
export interface Estate {
  readonly alerts: SandboxAlert[];
  readonly devices: SandboxDevice[];
  readonly rbac: Rbac;
  /** All machine actions, as of now. */
  readonly actions: readonly SandboxMachineAction[];
}

export interface GraphWorld extends Estate {
  /** Graph's own origin. */
  readonly url: string;
  readonly now: () => number;
  /** Whether its limits are on. */
  readonly isLimited: () => boolean;
}

export function contextOf(world: GraphWorld, set: string): { "@odata.context": string } {
  return { "@odata.context": `${world.url}/v1.0/$metadata#security/${set}` };
}

/** Alerts of a device group that the caller can't view don't exist for them. */
export function visibleAlerts(world: Pick<GraphWorld, "alerts" | "rbac">, caller: Caller): SandboxAlert[] {
  return world.alerts.filter((alert) => world.rbac.may(caller, "view", alert.rbacGroupName));
}

/** Finds a device by its id. */
export function machineIn(world: GraphWorld): (id: string) => SandboxDevice | undefined {
  return (wanted) => world.devices.find(({ id }) => id === wanted);
}

export function deviceOf(world: GraphWorld, alert: SandboxAlert): SandboxDevice | undefined {
  return world.devices.find(({ id }) => id === alert.machineId);
}

/**
 * The JSON body, with no other properties than these (annotations apart).
 * @throws GraphFault 400
 */
export function readBody(call: Call, names: readonly string[]): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(call.body);
  } catch {
    throw badRequest("Unable to read JSON request payload. Please ensure Content-Type header is set.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest("The request payload is not a JSON object.");
  const fields = Object.entries(value).filter(([name]) => !name.startsWith("@"));
  const stranger = fields.find(([name]) => !names.includes(name));
  if (stranger) throw badRequest(`The property '${stranger[0]}' can't be changed by this request.`);
  return Object.fromEntries(fields);
}
