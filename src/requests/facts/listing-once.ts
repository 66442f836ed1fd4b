import type { Defender } from "../../defender/client.ts";
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
 * The same services for one click, whose clients ask once who was seen on a device: the guard of holders goes by it, and the
 * card tells of it.
 */
export function usersOnce<D extends { readonly defender: Defender }>(deps: D): D {
  const { defender } = deps;
  const asked = new Map<string, ReturnType<DefenderReads["deviceUsers"]>>();
  const as: Defender["as"] = (person, ...bounds) => {
    const client = defender.as(person, ...bounds);
    return {
      ...client,
      deviceUsers(id) {
        const key = `${person.tid}|${person.oid}|${id}`;
        const users = asked.get(key) ?? client.deviceUsers(id);
        asked.set(key, users);
        return users;
      },
    };
  };
  return { ...deps, defender: { ...defender, as } };
}
