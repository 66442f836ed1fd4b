import type { Deps } from "../bot/deps.ts";
import type { Clock } from "../shared/ports.ts";

/** What the loops of the audit log work with. */
export type AuditDeps = Pick<Deps, "store" | "ids" | "log" | "audit"> & { readonly clock: Clock };
