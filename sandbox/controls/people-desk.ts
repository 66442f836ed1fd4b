import type { SandboxEntra } from "../entra/server.ts";
import { APP_ROLES, PEOPLE, type AppRole, type PersonKey } from "../people.ts";
import { createListeners } from "./listeners.ts";

/** What an administrator of the tenant does with people's app roles. */
export interface PeopleDesk {
  rolesOf(key: PersonKey): readonly AppRole[];
  /** Gives a role or takes it away; tokens that are out keep what they say. */
  setRole(key: PersonKey, role: AppRole, held: boolean): void;
  onChange(listener: () => void): () => void;
  /** Everybody has the roles of the first day. */
  reset(): void;
}

export function createPeopleDesk(entra: Pick<SandboxEntra, "rolesOf" | "setRoles">): PeopleDesk {
  const listeners = createListeners();
  return {
    rolesOf: entra.rolesOf,
    onChange: listeners.on,
    setRole(key, role, held) {
      const before = entra.rolesOf(key);
      entra.setRoles(
        key,
        APP_ROLES.filter((one) => (one === role ? held : before.includes(one))),
      );
      listeners.tell();
    },
    reset() {
      for (const { key, roles } of PEOPLE) entra.setRoles(key, roles);
      listeners.tell();
    },
  };
}
