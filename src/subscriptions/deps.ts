import type { Identity } from "../identity/identity.ts";
import type { Writer } from "../messaging/deps.ts";

/** What this room works with. */
export interface Deps extends Writer {
  readonly identity: Pick<Identity, "holders">;
}
