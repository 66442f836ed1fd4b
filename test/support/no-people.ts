import type { PeopleReads } from "../../src/defender/people-client.ts";
import type { Guard } from "../../src/requests/facts/guard.ts";

function never(): Promise<never> {
  return Promise.reject(new Error("nobody is asked about people here"));
}

/** Of a client that is asked about devices and alerts only. */
export const NO_PEOPLE: Omit<PeopleReads, "changingGrants"> = {
  ...{ account: never, accountsNamed: never, accountRoles: never, accountDevices: never },
  ...{ accountRisk: never, signIns: never, lastSignIn: never, identityAccount: never, roleHolders: never },
};

/** No device is anybody's who approves here. */
export const NO_GUARD: Guard = {
  ...{ holders: never, owners: never },
  colleagues: () => Promise.resolve([]),
  gone: () => Promise.resolve([]),
  cutOff: () => Promise.resolve([]),
  heldBy: () => Promise.resolve({ holders: { Approver: [], BreakGlass: [], listed: true }, heldBy: [] }),
};
