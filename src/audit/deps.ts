import type { Identity } from "../identity/identity.ts";
import type { ConfirmedClock, Ids, Log } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import type { AuditDoors } from "./ports.ts";
import type { Tx } from "./rows.ts";

/** What the loops of the audit log work with. */
export interface AuditDeps {
  readonly store: Store<Tx>;
  readonly audit: AuditDoors;
  readonly clock: ConfirmedClock;
  readonly ids: Ids;
  readonly log: Log;
  readonly identity: Pick<Identity, "holders">;
}
