import type { Operation } from "./errors.ts";

/** Every call the bot makes, with the delegated permission and the Defender role it needs (api.json of Defender's documents; facts §3). */
const readsAlerts = {
  permission: "Alert.Read",
  role: "View Data",
  subject: "alert",
  changes: false,
} as const;
const readsDevices = {
  permission: "Machine.Read",
  role: "View Data",
  subject: "device",
  changes: false,
} as const;
const actsOnDevice = { role: "Active remediation actions", subject: "device", changes: true } as const;

export const OPERATIONS = {
  alerts: { name: "alert list", ...readsAlerts },
  alert: { name: "alert", ...readsAlerts },
  updateAlert: {
    name: "alert update",
    permission: "Alert.ReadWrite",
    role: "Alerts investigation",
    subject: "alert",
    changes: true,
  },
  device: { name: "device", ...readsDevices },
  devices: { name: "device search", ...readsDevices },
  deviceAlerts: { name: "device alerts", ...readsAlerts, subject: "device" },
  deviceUsers: { name: "device users", ...readsDevices, permission: "User.Read.All" },
  machineActions: { name: "action list", ...readsDevices, subject: "machine action" },
  machineAction: { name: "action", ...readsDevices, subject: "machine action" },
  isolate: { name: "isolation", permission: "Machine.Isolate", ...actsOnDevice },
  release: { name: "release", permission: "Machine.Isolate", ...actsOnDevice },
  scan: { name: "scan", permission: "Machine.Scan", ...actsOnDevice },
} as const satisfies Readonly<Record<string, Operation>>;
