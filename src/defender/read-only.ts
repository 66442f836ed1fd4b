import type { DefenderClient } from "./client.ts";
import type { PeopleReads } from "./people-client.ts";

/** What can be read of Defender. None of it changes anything. */
export type DefenderReads = Pick<
  DefenderClient,
  | "file"
  | "presence"
  | "fleetSize"
  | "hunt"
  | "indicators"
  | "libraryFiles"
  | "alert"
  | "incident"
  | "device"
  | "devicesByName"
  | "devicesByNames"
  | "devicesById"
  | "devicesByIp"
  | "devicesBeginning"
  | "deviceAlerts"
  | "deviceUsers"
  | "machineActions"
  | "machineAction"
> &
  Omit<PeopleReads, "changingGrants" | "lastSignIn">;

/** The reading half of a client, and nothing else of it: a call that changes something can't be reached from it. */
export function readsOf(client: DefenderClient): DefenderReads {
  return {
    alert: (id) => client.alert(id),
    incident: (id) => client.incident(id),
    device: (id) => client.device(id),
    devicesByName: (name) => client.devicesByName(name),
    devicesBeginning: (beginning) => client.devicesBeginning(beginning),
    devicesByNames: (names) => client.devicesByNames(names),
    devicesById: (ids) => client.devicesById(ids),
    devicesByIp: (ip) => client.devicesByIp(ip),
    deviceAlerts: (deviceId, statuses) => client.deviceAlerts(deviceId, statuses),
    deviceUsers: (deviceId) => client.deviceUsers(deviceId),
    machineActions: (query) => client.machineActions(query),
    machineAction: (id) => client.machineAction(id),
    account: (id) => client.account(id),
    accountsNamed: (target) => client.accountsNamed(target),
    accountRoles: (id) => client.accountRoles(id),
    accountDevices: (id) => client.accountDevices(id),
    accountRisk: (id) => client.accountRisk(id),
    signIns: (id, since, top) => client.signIns(id, since, top),
    identityAccount: (account) => client.identityAccount(account),
    roleHolders: () => client.roleHolders(),
    file: (hash) => client.file(hash),
    presence: (of) => client.presence(of),
    fleetSize: () => client.fleetSize(),
    hunt: (query) => client.hunt(query),
    indicators: (of) => client.indicators(of),
    libraryFiles: () => client.libraryFiles(),
  };
}
