import type { Defender } from "../defender/client.ts";
import type { Identity } from "../identity/identity.ts";
import type { Deps as MessagingDeps } from "../messaging/deps.ts";
import type { Policy } from "../policy/model.ts";
import type { ConfirmedClock } from "../shared/ports.ts";
import type { AnyCommand } from "./change-command.ts";
import type { FirstHand } from "./execute/first-hand.ts";
import type { HuntBook } from "./facts/hunt-book.ts";
import type { HolderBook } from "./facts/holder-devices.ts";
import type { VainBook } from "./facts/sparing.ts";
import type { Tx } from "./rows.ts";

/** What this room works with. */
export interface Deps extends MessagingDeps<Tx> {
  readonly defender: Defender;
  readonly identity: Identity;
  readonly clock: ConfirmedClock;
  /** The policy as it is now. @throws UserError `could-not-check` while its file can't be used */
  readonly policy: () => Policy;
  readonly commands: readonly AnyCommand[];
  readonly firstHand: FirstHand;
  readonly holderBook: HolderBook;
  readonly huntBook: HuntBook;
  readonly vainBook: VainBook;
  /** Asks the loops to look at what is due now rather than at their next tick. */
  readonly kick: () => void;
}
