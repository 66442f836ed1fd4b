import type { DefenderClient } from "./client.ts";

/** What can be read of Defender. None of it changes anything. */
export type DefenderReads = Pick<
  DefenderClient,
  | "alert"
  | "device"
  | "devicesByName"
  | "devicesByNames"
  | "devicesById"
  | "devicesByIp"
  | "deviceAlerts"
  | "deviceUsers"
  | "machineActions"
>;

/** The reading half of a client, and nothing else of it: a call that changes something can't be reached from it. */
export function readsOf(client: DefenderClient): DefenderReads {
  return {
    alert: (id) => client.alert(id),
    device: (id) => client.device(id),
    devicesByName: (name) => client.devicesByName(name),
    devicesByNames: (names) => client.devicesByNames(names),
    devicesById: (ids) => client.devicesById(ids),
    devicesByIp: (ip) => client.devicesByIp(ip),
    deviceAlerts: (deviceId) => client.deviceAlerts(deviceId),
    deviceUsers: (deviceId) => client.deviceUsers(deviceId),
    machineActions: (query) => client.machineActions(query),
  };
}
