import type { Caller } from "../../api/callers.ts";
import { deviceOf, visibleAlerts, type GraphWorld } from "../route.ts";
import { alertEvidenceOf, alertInfoOf } from "./alert-rows.ts";
import { deviceEventsOf, deviceInfoOf, type DeviceEvents } from "./device-rows.ts";
import { identityRows } from "./identity-rows.ts";
import { columnsOf } from "./schema.ts";
import type { Rows, Row } from "./values.ts";

/** The tables of advanced hunting that the sandbox has: what is in them comes from its own devices, alerts and people. */

type Fill = (world: GraphWorld, caller: Caller) => readonly Row[];

function devicesOf(world: GraphWorld, caller: Caller) {
  return world.devices.filter((device) => world.rbac.may(caller, "view", device.rbacGroupName));
}

function events(table: keyof DeviceEvents): Fill {
  return (world, caller) => {
    const alerts = visibleAlerts(world, caller);
    return devicesOf(world, caller).flatMap(
      (device) =>
        deviceEventsOf(
          device,
          alerts.filter((alert) => alert.machineId === device.id),
        )[table],
    );
  };
}

const TABLES: Readonly<Record<string, Fill>> = {
  DeviceInfo: (world, caller) => devicesOf(world, caller).map((device) => deviceInfoOf(device, world.now())),
  DeviceProcessEvents: events("processes"),
  DeviceNetworkEvents: events("connections"),
  DeviceLogonEvents: events("logons"),
  DeviceFileEvents: events("files"),
  DeviceEvents: events("others"),
  AlertInfo: (world, caller) => visibleAlerts(world, caller).map(alertInfoOf),
  AlertEvidence: (world, caller) =>
    visibleAlerts(world, caller).flatMap((alert) => alertEvidenceOf(alert, deviceOf(world, alert))),
  IdentityInfo: (world) => identityRows(world.now()),
  EmailEvents: () => [],
};

/** A table as that caller may see it; null: there is none. */
export function tableOf(name: string, world: GraphWorld, caller: Caller): Rows | null {
  const fill = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
  return fill === undefined ? null : { columns: columnsOf(name), rows: fill(world, caller) };
}
