import type { Health } from "../../shared/health.ts";
import type { Clock, Ids, Log, Seal } from "../../shared/ports.ts";
import type { Store } from "../../shared/store.ts";
import type { Tx as AuditTx } from "../../audit/rows.ts";
import type { Tx as IdentityTx } from "../../identity/rows.ts";
import type { Transport } from "../transport/index.ts";
import type { AlertSource } from "../../shared/alert-sources.ts";
import { delegatedGrant, type Permission } from "../../defender/operations.ts";

/** How the bot proves to Entra that it is its app registration. */
export type EntraCredential =
  | { readonly kind: "secret"; readonly secret: string }
  /** PEM with the private key and the certificate chain. */
  | { readonly kind: "certificate"; readonly file: string }
  /** Workload identity: a file whose token somebody else keeps fresh. */
  | { readonly kind: "federated"; readonly tokenFile: string }
  /** User-assigned managed identity, by its client id. */
  | { readonly kind: "managed-identity"; readonly clientId: string };

/** URLs are without a trailing slash. */
export interface EntraOptions {
  /** https origin, e.g. `https://login.microsoftonline.com`. */
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: EntraCredential;
  readonly defenderResource: string;
  readonly graphUrl: string;
  /** Which API alerts are read and changed through (ALERTS_API). */
  readonly alertsApi: AlertSource;
  readonly botScope: string;
  /** Origin of the bot, for the redirect of the sign-in popup. */
  readonly publicUrl: string;
}

/** What a transaction offers to this room. */
export interface Tx extends IdentityTx, Pick<AuditTx, "audit"> {}

export interface EntraDeps {
  readonly store: Store<Tx>;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly transport: Transport;
  readonly log: Log;
  /** Hears when Entra refuses the application. */
  readonly health: Health;
}

/** Who a token belongs to. */
export interface Owner {
  readonly oid: string;
  readonly tid: string;
}

/** What Defender may be asked with at a person's sign-in; any other permission follows by refresh. */
export const SIGN_IN_PERMISSION: Permission = "Machine.Read";

/** The scope of a delegated permission, at the resource that serves it. */
export function scopeOf(options: EntraOptions, permission: Permission): string {
  const grant = delegatedGrant(permission, options.alertsApi);
  return `${grant.api === "graph" ? options.graphUrl : options.defenderResource}/${grant.permission}`;
}
