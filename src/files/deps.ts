import type { ConfirmedClock, Ids, Log, Seal } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import type { Tx } from "./rows.ts";

/**
 * What came of writing a file. `gone`: there is no such place any more, which is also so where an earlier write has been
 * completed. `failed`: not this time.
 */
export type Written = "saved" | "gone" | "failed";

/** What came of reading a file. */
export type Fetched =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "too-big" | "unlisted" | "failed" };

/** The way to where people keep their files. */
export interface FileDoors {
  /** Whether an address may be written to and linked to: https, and on a listed host (FILE_HOSTS). */
  isListed(url: string): boolean;
  /** Writes a whole file there by one PUT, as an upload session wants it; follows no redirect. Never throws. */
  save(url: string, bytes: Uint8Array): Promise<Written>;
  /** Reads what is there, with no token and following no redirect; `maxBytes`: unpacked. Never throws. */
  fetch(url: string, maxBytes: number): Promise<Fetched>;
  readonly seal: Seal;
}

/** What this room works with. */
export interface Deps {
  readonly files: FileDoors;
  readonly store: Store<Tx>;
  readonly clock: ConfirmedClock;
  readonly ids: Ids;
  readonly log: Log;
}
