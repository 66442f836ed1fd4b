import type { Defender, DefenderClient } from "../../defender/client.ts";
import type { DefenderReads } from "../../defender/read-only.ts";

/**
 * The same reads, where what is the same for many targets is asked for once: who holds the roles, what the library has, what
 * a hunting query finds.
 */
export function listingOnce<D extends Pick<DefenderReads, "roleHolders" | "libraryFiles" | "hunt">>(
  defender: D,
): D {
  let holders: ReturnType<D["roleHolders"]> | null = null;
  let files: ReturnType<D["libraryFiles"]> | null = null;
  const hunts = new Map<string, ReturnType<D["hunt"]>>();
  return {
    ...defender,
    roleHolders: () => (holders ??= defender.roleHolders() as ReturnType<D["roleHolders"]>),
    libraryFiles: () => (files ??= defender.libraryFiles() as ReturnType<D["libraryFiles"]>),
    hunt(query) {
      const key = JSON.stringify(query);
      const found = hunts.get(key) ?? (defender.hunt(query) as ReturnType<D["hunt"]>);
      hunts.set(key, found);
      return found;
    },
  };
}

/**
 * The same services for one click, with one client for all that is looked up by one person's token. It asks once who was seen on
 * a device: the guard of holders goes by it, and the card tells of it.
 * @param signal ends all of its calls
 */
export function usersOnce<D extends { readonly defender: Defender }>(deps: D, signal: AbortSignal): D {
  const { defender } = deps;
  const clients = new Map<string, DefenderClient>();
  const as: Defender["as"] = ({ oid, tid }, _, purpose) => {
    const key = [purpose, tid, oid].join("|");
    const client = clients.get(key) ?? askingOnce(defender.as({ oid, tid }, signal, purpose));
    clients.set(key, client);
    return client;
  };
  return { ...deps, defender: { ...defender, as } };
}

function askingOnce(client: DefenderClient): DefenderClient {
  const asked = new Map<string, ReturnType<DefenderReads["deviceUsers"]>>();
  return {
    ...client,
    deviceUsers(id) {
      const users = asked.get(id) ?? client.deviceUsers(id);
      asked.set(id, users);
      return users;
    },
  };
}
