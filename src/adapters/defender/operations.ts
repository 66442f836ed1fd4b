import type { Operation } from "./errors.ts";
import type { Permission } from "../../defender/client.ts";

function named<const P extends Permission>(permission: P) {
  const application = permission.endsWith(".All") ? permission : `${permission}.All`;
  return { permission, called: { delegated: permission, application } };
}

const readsAlerts = {
  ...named("Alert.Read"),
  role: "View Data",
  subject: "alert",
  changes: false,
} as const;
const readsDevices = {
  ...named("Machine.Read"),
  role: "View Data",
  subject: "device",
  changes: false,
} as const;
const actsOnDevice = { role: "Active remediation actions", subject: "device", changes: true } as const;

/** Every call that the bot makes, with the permission and the Defender role that its documentation asks for. */
export const OPERATIONS = {
  alerts: { name: "alert list", ...readsAlerts },
  alert: { name: "alert", ...readsAlerts },
  updateAlert: {
    name: "alert update",
    ...named("Alert.ReadWrite"),
    role: "Alerts investigation",
    subject: "alert",
    changes: true,
  },
  device: { name: "device", ...readsDevices },
  devices: { name: "device search", ...readsDevices },
  deviceAlerts: { name: "device alerts", ...readsAlerts, subject: "device" },
  deviceUsers: { name: "device users", ...readsDevices, ...named("User.Read.All") },
  machineActions: { name: "action list", ...readsDevices, subject: "machine action" },
  machineAction: { name: "action", ...readsDevices, subject: "machine action" },
  isolate: { name: "isolation", ...named("Machine.Isolate"), ...actsOnDevice },
  release: { name: "release", ...named("Machine.Isolate"), ...actsOnDevice },
  scan: { name: "scan", ...named("Machine.Scan"), ...actsOnDevice },
} as const satisfies Readonly<Record<string, Operation>>;

const GRAPH_READ = "SecurityAlert.Read.All";
const GRAPH_WRITE = "SecurityAlert.ReadWrite.All";

/** The same work done by Microsoft Graph, whose permissions have other names. */
export const GRAPH_OPERATIONS = {
  alerts: { ...OPERATIONS.alerts, called: { delegated: GRAPH_READ, application: GRAPH_READ } },
  alert: { ...OPERATIONS.alert, called: { delegated: GRAPH_READ, application: GRAPH_READ } },
  updateAlert: { ...OPERATIONS.updateAlert, called: { delegated: GRAPH_WRITE, application: GRAPH_WRITE } },
} as const satisfies Readonly<Record<string, Operation>>;

/**
 * What the application's tokens have to carry, by the API that checks them; `polls`: whether alerts are posted by
 * themselves. They read, nothing else.
 */
export function applicationPermissions(
  alertsApi: "mde" | "graph",
  polls: boolean,
): Readonly<Record<"defender" | "graph", readonly string[]>> {
  const tracking = OPERATIONS.machineAction.called.application;
  if (!polls) return { defender: [tracking], graph: [] };
  return alertsApi === "graph"
    ? { defender: [tracking], graph: [GRAPH_READ] }
    : { defender: [tracking, OPERATIONS.alerts.called.application], graph: [] };
}
