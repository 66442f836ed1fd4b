import type { DefenderReads } from "../../defender/read-only.ts";

/** The same reads, where what is the same for many targets is asked for once: who holds the roles, what the library has. */
export function listingOnce<D extends Pick<DefenderReads, "roleHolders" | "libraryFiles">>(defender: D): D {
  let holders: ReturnType<D["roleHolders"]> | null = null;
  let files: ReturnType<D["libraryFiles"]> | null = null;
  return {
    ...defender,
    roleHolders: () => (holders ??= defender.roleHolders() as ReturnType<D["roleHolders"]>),
    libraryFiles: () => (files ??= defender.libraryFiles() as ReturnType<D["libraryFiles"]>),
  };
}
