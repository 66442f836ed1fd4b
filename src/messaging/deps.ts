import type { Clock, ConfirmedClock, Ids, Log } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import type { Messenger } from "./messenger.ts";
import type { Outbox } from "./outbox.ts";
import type { Tx } from "./rows.ts";

/** What this room works with. */
export interface Deps<T extends Tx = Tx> {
  readonly messenger: Messenger;
  readonly store: Store<T>;
  readonly outbox: Outbox<T>;
  readonly clock: ConfirmedClock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What it takes to write a row. */
export interface Writer extends Pick<Deps, "ids"> {
  readonly clock: Clock;
}
