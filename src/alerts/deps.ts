import type { Defender } from "../defender/client.ts";
import type { Deps as MessagingDeps } from "../messaging/deps.ts";
import type { ButtonSource } from "../messaging/button-spec.ts";
import type { Tx } from "./rows.ts";

/** What this room works with. */
export interface Deps extends MessagingDeps<Tx> {
  readonly defender: Pick<Defender, "changedAlerts" | "alertsApi" | "asApplication">;
  /** Whose buttons stand on the cards. */
  readonly commands: readonly ButtonSource[];
  /** Asks the loops to look at what is due now rather than at their next tick. */
  readonly kick: () => void;
}
