import type { Clock, Ids, Log } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import type { Messenger } from "./messenger.ts";
import type { Outbox } from "./outbox.ts";
import type { Tx } from "./rows.ts";

/** What this room works with. */
export interface Deps<T extends Tx = Tx> {
  readonly messenger: Messenger;
  readonly store: Store<T>;
  readonly outbox: Outbox<T>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What it takes to write a row. */
export type Writer = Pick<Deps, "ids" | "clock">;
