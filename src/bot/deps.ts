import type { AuditDoors } from "../audit/ports.ts";
import type { Command } from "../commands/command.ts";
import type { FileDoors } from "../files/deps.ts";
import type { Health } from "../shared/health.ts";
import type { Policy } from "../policy/model.ts";
import type { ConfirmedClock, Ids, Log } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import type { Memory } from "./memory.ts";
import type { Tx } from "./rows.ts";
import type { FirstHand } from "../requests/execute/first-hand.ts";
import type { HuntBook } from "../requests/facts/hunt-book.ts";
import type { VainBook } from "../requests/facts/sparing.ts";
import type { HolderBook } from "../requests/facts/holder-devices.ts";
import type { Defender } from "../defender/client.ts";
import type { Credential, Identity } from "../identity/identity.ts";
import type { Messenger } from "../messaging/messenger.ts";
import type { Outbox } from "../messaging/outbox.ts";

/** What every use case works with; put together once in main. */
export interface Deps {
  readonly defender: Defender;
  readonly identity: Identity;
  readonly credential: Credential;
  readonly files: FileDoors;
  readonly messenger: Messenger;
  readonly outbox: Outbox<Tx>;
  readonly store: Store<Tx>;
  readonly clock: ConfirmedClock;
  readonly ids: Ids;
  readonly log: Log;
  /** The policy as it is now. @throws UserError `could-not-check` while its file can't be used */
  readonly policy: () => Policy;
  readonly commands: readonly Command[];
  /** Whether new alerts are looked for at all (ALERT_POLL_SECONDS). */
  readonly readsAlerts: boolean;
  readonly audit: AuditDoors;
  readonly firstHand: FirstHand;
  readonly holderBook: HolderBook;
  readonly huntBook: HuntBook;
  readonly vainBook: VainBook;
  readonly memory: Memory;
  /** Where use cases report that a part of this process fails, or works again. */
  readonly health: Health;
  /** Asks the loops to look at what is due now rather than at their next tick. */
  readonly kick: () => void;
}
