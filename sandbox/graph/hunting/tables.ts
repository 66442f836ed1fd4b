import type { Caller } from "../../api/callers.ts";
import { COMMON_FILE, fileOf } from "../../defender/finding-seed.ts";
import type { SandboxDevice } from "../../defender/types.ts";
import { deviceOf, visibleAlerts, type GraphWorld } from "../route.ts";
import { alertEvidenceOf, alertInfoOf } from "./alert-rows.ts";
import { disruptionOn, logonFrom } from "./attack-rows.ts";
import { attackedAt, deviceEventsOf, deviceInfoOf, type DeviceEvents } from "./device-rows.ts";
import { cloudAppRows, identityRows, logonRows } from "./identity-rows.ts";
import { asIsolated } from "./isolated-rows.ts";
import { columnsOf } from "./schema.ts";
import { momentOf, type Rows, type Row } from "./values.ts";

/** The tables of advanced hunting that the sandbox has: what is in them comes from its own devices, alerts and people. */

type Fill = (world: GraphWorld, caller: Caller) => readonly Row[];

function devicesOf(world: GraphWorld, caller: Caller) {
  return world.devices.filter((device) => world.rbac.may(caller, "view", device.rbacGroupName));
}

function events(table: keyof DeviceEvents): Fill {
  return (world, caller) => {
    const alerts = visibleAlerts(world, caller);
    return devicesOf(world, caller).flatMap((device) => {
      const own = alerts.filter((alert) => alert.machineId === device.id);
      return asIsolated(device, deviceEventsOf(device, own), world.actions, world.now())[table];
    });
  };
}

/** What an intruder's devices have done to others; `make` is given one, the one after it, and when it began. */
function attacks(make: (from: SandboxDevice, to: SandboxDevice, at: number) => Row): Fill {
  return (world, caller) => {
    const alerts = visibleAlerts(world, caller);
    const devices = devicesOf(world, caller);
    return devices.flatMap((device, index) => {
      const at = attackedAt(alerts.filter((alert) => alert.machineId === device.id));
      const next = devices[(index + 1) % devices.length];
      return at === null || next === undefined ? [] : [make(device, next, at)];
    });
  };
}

function both(...fills: readonly Fill[]): Fill {
  return (world, caller) => fills.flatMap((fill) => fill(world, caller));
}

const TABLES: Readonly<Record<string, Fill>> = {
  DeviceInfo: (world, caller) => devicesOf(world, caller).map((device) => deviceInfoOf(device, world.now())),
  DeviceProcessEvents: events("processes"),
  DeviceNetworkEvents: events("connections"),
  DeviceLogonEvents: both(events("logons"), attacks(logonFrom)),
  DeviceFileEvents: events("files"),
  DeviceRegistryEvents: events("registry"),
  DeviceEvents: events("others"),
  DisruptionAndResponseEvents: attacks((device, _, at) => disruptionOn(device, at)),
  AlertInfo: (world, caller) => visibleAlerts(world, caller).map(alertInfoOf),
  AlertEvidence: (world, caller) =>
    visibleAlerts(world, caller).flatMap((alert) => alertEvidenceOf(alert, deviceOf(world, alert))),
  IdentityInfo: (world) => identityRows(world.now()),
  IdentityLogonEvents: (world) => logonRows(world.now()),
  CloudAppEvents: (world) => cloudAppRows(world.now()),
  EmailEvents: () => [],
};

/** A table as that caller may see it; null: there is none. */
export function tableOf(name: string, world: GraphWorld, caller: Caller): Rows | null {
  const fill = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
  return fill === undefined ? null : { columns: columnsOf(name), rows: fill(world, caller) };
}

/** What the world knows of a file that an alert tells of; null: nothing. */
export function profileOf(sha1: string, world: GraphWorld): Row | null {
  const seen = world.alerts.flatMap(({ evidence }) => evidence).find((piece) => piece.sha1 === sha1);
  const known = sha1 === COMMON_FILE.sha1 ? COMMON_FILE : seen;
  if (known === undefined) return null;
  const { facts } = fileOf(known);
  return {
    GlobalPrevalence: facts.globalPrevalence,
    GlobalFirstSeen: momentOf(facts["globalFirstObserved"]),
    GlobalLastSeen: momentOf(facts["globalLastObserved"]),
    Signer: (facts["signer"] as string | null) ?? "",
    Issuer: (facts["issuer"] as string | null) ?? "",
    SignatureState: facts["isValidCertificate"] === true ? "SignedValid" : "Unsigned",
    ThreatName: (facts["determinationValue"] as string | null) ?? "",
  };
}
