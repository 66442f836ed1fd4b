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
