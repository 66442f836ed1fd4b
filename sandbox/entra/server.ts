import { Hono, type Context } from "hono";
import { createFaults, type Faults, type SandboxEnv } from "../faults.ts";
import { startListener } from "../listener.ts";
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_TENANT_ID,
  newClientSecret,
  type AppRole,
  type PersonKey,
} from "../people.ts";
import { sandboxTls } from "../tls.ts";
import { mountAuthorize } from "./authorize.ts";
import { createClientAuth, type FederatedCredential } from "./client-auth.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { EntraError, entraErrorBody } from "./errors.ts";
import { createGrants, type TokenCall } from "./grants.ts";
import { DEFAULT_RESOURCES, type Resource } from "./scopes.ts";
import { createTokens, type Claims } from "./tokens.ts";

export interface EntraOptions {
  /** Folder for the certificates, which are used again while valid, and for the key of the tokens. */
  readonly tlsDir: string;
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Port of the plain http listener with the sign-in pages; 0 (default): any. */
  readonly pagesPort?: number;
  readonly clientSecret?: string;
  readonly redirectUris?: readonly string[];
  readonly resources?: readonly Resource[];
  /** Epoch milliseconds; default the machine's clock. */
  readonly clock?: () => number;
  /** Default 3600. */
  readonly accessTokenSeconds?: number;
  /** Default 90 days. */
  readonly refreshTokenSeconds?: number;
}

export interface SandboxEntra {
  /** `https://127.0.0.1:port`: the bot's ENTRA_AUTHORITY. */
  readonly url: string;
  /** `http://127.0.0.1:port` of the sign-in pages. */
  readonly pagesUrl: string;
  readonly caFile: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly issuer: string;
  readonly faults: Faults;
  /** Requests at the token endpoint that got past the faults, oldest first. */
  readonly calls: TokenCall[];
  /** Number of token requests by grant type. */
  counts(): Readonly<Record<string, number>>;
  /**
   * The token that Teams would send for this person. `overrides` replace claims (`undefined` removes one);
   * `signedBy: "stranger"` signs with a key that the tenant does not have, under the tenant's key id.
   */
  ssoToken(
    key: PersonKey,
    overrides?: Record<string, unknown>,
    signedBy?: "tenant" | "stranger",
  ): Promise<string>;
  setRoles(key: PersonKey, roles: readonly AppRole[]): void;
  rolesOf(key: PersonKey): readonly AppRole[];
  disable(key: PersonKey): void;
  enable(key: PersonKey): void;
  /** Assignment to the app, as if it were required. */
  assign(key: PersonKey, assigned: boolean): void;
  /** Deletes the account from the directory. */
  remove(key: PersonKey): void;
  /** Consent to the app as a whole, or only to one permission of it. */
  requireConsent(key: PersonKey, required: boolean, permission?: string): void;
  /** Conditional access: AADSTS50076 with these claims (JSON text) until the person signs in by the page. */
  requireStepUp(key: PersonKey, claims: string | null): void;
  /** Ends the person's sessions: refresh tokens so far answer AADSTS50173. */
  revokeSessions(key: PersonKey): void;
  addRedirectUri(uri: string): void;
  /** One more API that the app registration has permissions of. */
  addResource(resource: Resource): void;
  addCertificate(pem: string): void;
  addFederatedCredential(credential: FederatedCredential): void;
  setAccessTokenSeconds(seconds: number): void;
  verifyAccessToken(token: string): Promise<Claims | null>;
  close(): Promise<void>;
}

/** Starts the sandbox's Entra ID: token endpoint and keys over https, sign-in pages over plain http, loopback only. */
export async function startEntra(options: EntraOptions): Promise<SandboxEntra> {
  const tls = await sandboxTls(options.tlsDir);
  const power = { down: async () => {}, up: async () => {} };
  const { faults, middleware } = createFaults({ down: () => power.down(), up: () => power.up() });
  const [api, pages] = [new Hono<SandboxEnv>(), new Hono<SandboxEnv>()];
  for (const app of [api, pages]) app.use(middleware);
  const { promise: ready, resolve: open } = Promise.withResolvers<void>();
  const listener = await startListener(api, { port: options.port ?? 0, tls, ready });
  const pagesListener = await startListener(pages, { port: options.pagesPort ?? 0, ready }).catch(
    async (error: unknown) => {
      await listener.down();
      throw error;
    },
  );
  power.down = async () => void (await Promise.all([listener.down(), pagesListener.down()]));
  power.up = async () => void (await Promise.all([listener.up(), pagesListener.up()]));

  const now = options.clock ?? Date.now;
  const [tenantId, clientId] = [SANDBOX_TENANT_ID, SANDBOX_CLIENT_ID];
  const [url, pagesUrl] = [`https://127.0.0.1:${listener.port}`, `http://127.0.0.1:${pagesListener.port}`];
  const issuer = `${url}/${tenantId}/v2.0`;
  const tokenEndpoint = `${url}/${tenantId}/oauth2/v2.0/token`;
  const clientSecret = options.clientSecret ?? newClientSecret();
  const directory = createDirectory();
  const redirectUris = new Set(options.redirectUris ?? []);
  const calls: TokenCall[] = [];
  const { accessTokenSeconds = 3600, refreshTokenSeconds = 7_776_000 } = options;
  const resources = [...(options.resources ?? DEFAULT_RESOURCES)];
  const tokens = await createTokens({
    ...{ issuer, tenantId, clientId, directory, now, accessTokenSeconds },
    folder: options.tlsDir,
  });
  const audiences = () => [tokenEndpoint, issuer];
  const clients = createClientAuth({ clientId, secret: clientSecret, audiences, now });
  const grants = createGrants({
    ...{ tenantId, clientId, directory, tokens, clients, resources, now, refreshTokenSeconds },
  });
  mountDiscovery(api, { url, pagesUrl, tenantId, issuer, tokenEndpoint, jwks: tokens.jwks });
  mountAuthorize(pages, { tenantId, clientId, directory, redirectUris, codes: grants.codes, now });
  api.post("/:tenant/oauth2/v2.0/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const call: TokenCall = {
      grant: form.get("grant_type") ?? "",
      scope: form.get("scope") ?? "",
      at: now(),
    };
    calls.push(call);
    try {
      assertTenant(c, tenantId);
      const answer = await grants.answer(form, call);
      call.issued = Object.entries(answer).flatMap(([name, value]) =>
        name.endsWith("_token") ? [String(value)] : [],
      );
      return c.json(answer, 200, { "cache-control": "no-store" });
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      call.error = error.code;
      const correlation = form.get("client-request-id") ?? c.req.header("client-request-id");
      return c.json(entraErrorBody(error, now(), url, correlation), error.status);
    }
  });
  open();
  return {
    ...{ url, pagesUrl, caFile: tls.caFile, tenantId, clientId, clientSecret, issuer, faults, calls },
    ...administration(directory, now),
    counts: () => countByGrant(calls),
    ssoToken: (key, overrides = {}, signedBy = "tenant") => tokens.sso(key, overrides, signedBy),
    addRedirectUri: (uri) => void redirectUris.add(uri),
    addResource: (resource) => void resources.push(resource),
    addCertificate: clients.addCertificate,
    addFederatedCredential: clients.addFederatedCredential,
    setAccessTokenSeconds: tokens.setAccessTokenSeconds,
    verifyAccessToken: tokens.verify,
    close: power.down,
  };
}

function countByGrant(calls: readonly TokenCall[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { grant } of calls) counts[grant] = (counts[grant] ?? 0) + 1;
  return counts;
}

function assertTenant(c: Context, tenantId: string): void {
  const asked = c.req.param("tenant");
  if (asked !== tenantId)
    throw new EntraError(
      "invalid_request",
      90002,
      `Tenant '${asked}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    );
}

function administration(directory: Directory, now: () => number) {
  return {
    setRoles: (key: PersonKey, roles: readonly AppRole[]) => void (directory.account(key).roles = [...roles]),
    rolesOf: (key: PersonKey) => directory.account(key).roles,
    disable: (key: PersonKey) => void (directory.account(key).disabled = true),
    enable: (key: PersonKey) => void (directory.account(key).disabled = false),
    assign: (key: PersonKey, assigned: boolean) => void (directory.account(key).assigned = assigned),
    remove: (key: PersonKey) => void (directory.account(key).deleted = true),
    requireConsent: (key: PersonKey, required: boolean, permission?: string) => {
      const account = directory.account(key);
      if (permission === undefined) account.needsConsent = required;
      else if (required) account.unconsented.add(permission);
      else account.unconsented.delete(permission);
    },
    requireStepUp: (key: PersonKey, claims: string | null) => void (directory.account(key).stepUp = claims),
    // One past now: a refresh token issued in this very millisecond is void too.
    revokeSessions: (key: PersonKey) => void (directory.account(key).sessionsValidFrom = now() + 1),
  };
}

interface DiscoverySettings {
  readonly url: string;
  readonly pagesUrl: string;
  readonly tenantId: string;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly jwks: object;
}

function mountDiscovery(api: Hono<SandboxEnv>, settings: DiscoverySettings): void {
  const { url, pagesUrl, tenantId, issuer, tokenEndpoint, jwks } = settings;
  const host = new URL(url).host;
  api.get(`/${tenantId}/v2.0/.well-known/openid-configuration`, (c) =>
    c.json({
      issuer,
      token_endpoint: tokenEndpoint,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
      jwks_uri: `${url}/${tenantId}/discovery/v2.0/keys`,
      authorization_endpoint: `${pagesUrl}/${tenantId}/oauth2/v2.0/authorize`,
      response_modes_supported: ["query"],
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      claims_supported: [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "nonce",
        "preferred_username",
        "name",
        "tid",
        "oid",
      ],
      tenant_region_scope: "EU",
      cloud_instance_name: host,
    }),
  );
  api.get(`/${tenantId}/discovery/v2.0/keys`, (c) => c.json(jwks));
  api.get("/common/discovery/instance", (c) =>
    c.json({
      tenant_discovery_endpoint: `${url}/${tenantId}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    }),
  );
}
