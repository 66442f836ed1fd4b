import type { AuthenticationResult } from "@azure/msal-node";
import type { Held } from "./vault.ts";
import type { Permission } from "../../defender/operations.ts";

/** Access tokens that msal has found in a partition before; they live in memory, and as long as what they came from. */
export interface AccessTokens {
  /** @param now epoch milliseconds */
  get(held: Held, permission: Permission, now: number): string | null;
  keep(held: Held, permission: Permission, found: AuthenticationResult): void;
}

/** As msal does: a token that ends so soon is renewed instead. */
const MARGIN_MS = 300_000;

interface Usable {
  readonly token: string;
  readonly until: number;
}

/** A memory that holds none yet. */
export function createAccessTokens(): AccessTokens {
  const known = new WeakMap<Held, Map<Permission, Usable>>();
  return {
    get(held, permission, now) {
      const found = known.get(held)?.get(permission);
      return found !== undefined && now < found.until ? found.token : null;
    },
    keep(held, permission, { accessToken: token, expiresOn }) {
      const ofPartition = known.get(held) ?? new Map<Permission, Usable>();
      const until = (expiresOn?.getTime() ?? 0) - MARGIN_MS;
      known.set(held, ofPartition.set(permission, { token, until }));
    },
  };
}
