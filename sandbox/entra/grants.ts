import { createHash, randomBytes } from "node:crypto";
import type { ClientAuth } from "./client-auth.ts";
import {
  assertAdmitted,
  assertMaySignIn,
  consentRequired,
  type Account,
  type Directory,
} from "./directory.ts";
import { EntraError } from "./errors.ts";
import { delegatedPermissions, parseScopes, type Resource, type ScopeRequest } from "./scopes.ts";
import type { TokenService } from "./tokens.ts";

/** One request at the token endpoint, as the tests count them. */
export interface TokenCall {
  grant: string;
  scope: string;
  /** The person, once known. */
  oid?: string;
  /** AADSTS number of a refusal. */
  error?: number;
  /** Every token of the answer: to be looked for where none may be. */
  issued?: readonly string[];
  /** Epoch milliseconds. */
  at: number;
}

/** A code that the authorize page gave out and nobody has redeemed yet. */
export interface IssuedCode {
  readonly oid: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scope: string;
  readonly nonce?: string;
  /** Authentication contexts that the sign-in satisfied. */
  readonly acrs: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

interface RefreshToken {
  readonly oid: string;
  readonly issuedAt: number;
}

export interface GrantSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly directory: Directory;
  readonly tokens: TokenService;
  readonly clients: ClientAuth;
  readonly resources: readonly Resource[];
  readonly now: () => number;
  /** Life of a refresh token in seconds. */
  readonly refreshTokenSeconds: number;
}

export interface Grants {
  readonly codes: Map<string, IssuedCode>;
  /** Answers one form post. @throws EntraError */
  answer(form: URLSearchParams, call: TokenCall): Promise<object>;
}

const CODE_LIFE_MS = 600_000;
const OBO = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** The token endpoint's four grants. */
export function createGrants(settings: GrantSettings): Grants {
  const codes = new Map<string, IssuedCode>();
  const refreshTokens = new Map<string, RefreshToken>();
  const { clientId, directory, tokens, now } = settings;

  async function personAnswer(account: Account, scopes: ScopeRequest, code?: IssuedCode): Promise<object> {
    const granted = delegatedPermissions(scopes, clientId);
    if (granted.some((one) => account.unconsented.has(one))) throw consentRequired(clientId);
    const life = tokens.accessTokenSeconds;
    const answer: Record<string, unknown> = {
      token_type: "Bearer",
      scope: granted.map((one) => `${scopes.resource.uri}/${one}`).join(" "),
      expires_in: life,
      ext_expires_in: life,
      access_token: await tokens.accessForPerson(account, scopes.resource.uri, granted, code?.acrs),
      client_info: encode({ uid: account.person.oid, utid: settings.tenantId }),
    };
    if (scopes.openid) answer["id_token"] = await tokens.idToken(account, code);
    if (scopes.offline) answer["refresh_token"] = newRefreshToken(account);
    return answer;
  }
  function newRefreshToken(account: Account): string {
    const token = `1.${randomBytes(48).toString("base64url")}`;
    refreshTokens.set(token, { oid: account.person.oid, issuedAt: now() });
    return token;
  }
  async function clientCredentials(scopes: ScopeRequest): Promise<object> {
    if (scopes.permissions.join(" ") !== ".default")
      throw new EntraError(
        "invalid_scope",
        1002012,
        "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.",
      );
    const token = await tokens.accessForApp(scopes.resource.uri, scopes.resource.application);
    const life = tokens.accessTokenSeconds;
    return { token_type: "Bearer", expires_in: life, ext_expires_in: life, access_token: token };
  }
  async function onBehalfOf(form: URLSearchParams, scopes: ScopeRequest, call: TokenCall): Promise<object> {
    if (form.get("requested_token_use") !== "on_behalf_of")
      throw new EntraError(
        "invalid_request",
        900144,
        "The request body must contain the following parameter: 'requested_token_use'.",
      );
    const account = await accountOfAssertion(settings, form.get("assertion") ?? "");
    call.oid = account.person.oid;
    assertMaySignIn(account, clientId);
    return personAnswer(account, scopes);
  }
  async function refresh(form: URLSearchParams, scopes: ScopeRequest, call: TokenCall): Promise<object> {
    const held = refreshTokens.get(form.get("refresh_token") ?? "");
    const account = held && directory.byOid(held.oid);
    if (!held || !account)
      throw new EntraError("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.");
    call.oid = held.oid;
    if (held.issuedAt < account.sessionsValidFrom)
      throw new EntraError(
        "invalid_grant",
        50173,
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.",
      );
    if (held.issuedAt + settings.refreshTokenSeconds * 1000 <= now())
      throw new EntraError("invalid_grant", 700082, "The refresh token has expired due to inactivity.", {
        suberror: "bad_token",
      });
    assertMaySignIn(account, clientId);
    return personAnswer(account, scopes);
  }
  async function redeemCode(form: URLSearchParams, scopes: ScopeRequest, call: TokenCall): Promise<object> {
    const text = form.get("code") ?? "";
    const code = codes.get(text);
    codes.delete(text);
    const account = code && directory.byOid(code.oid);
    if (!code || !account)
      throw new EntraError(
        "invalid_grant",
        54005,
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
      );
    call.oid = code.oid;
    if (code.issuedAt + CODE_LIFE_MS <= now())
      throw new EntraError(
        "invalid_grant",
        70008,
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
      );
    if (code.redirectUri !== form.get("redirect_uri"))
      throw new EntraError(
        "invalid_grant",
        500112,
        "The reply address does not match the reply address provided when requesting Authorization code.",
      );
    assertVerifier(code, form.get("code_verifier"));
    assertAdmitted(account);
    return personAnswer(account, scopes, code);
  }
  async function answer(form: URLSearchParams, call: TokenCall): Promise<object> {
    await settings.clients.assertClient(form);
    const grant = form.get("grant_type");
    const known = ["client_credentials", OBO, "refresh_token", "authorization_code"];
    if (grant === null || !known.includes(grant))
      throw new EntraError(
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grant}'.`,
      );
    const scopes = parseScopes(form.get("scope") ?? "", settings.resources, clientId);
    if (grant === "client_credentials") return clientCredentials(scopes);
    if (grant === OBO) return onBehalfOf(form, scopes, call);
    return grant === "refresh_token" ? refresh(form, scopes, call) : redeemCode(form, scopes, call);
  }
  return { codes, answer };
}

/** The person an SSO token speaks for. @throws EntraError 50013 forged, 500131 not for this app, 500133 out of date */
async function accountOfAssertion(settings: GrantSettings, assertion: string): Promise<Account> {
  const claims = await settings.tokens.verifySignature(assertion);
  if (!claims || claims["tid"] !== settings.tenantId)
    throw new EntraError(
      "invalid_grant",
      50013,
      "Assertion failed signature validation. [Reason - The key was not found.]",
    );
  const audiences = [settings.clientId, `api://${settings.clientId}`, `api://botid-${settings.clientId}`];
  if (typeof claims.aud !== "string" || !audiences.includes(claims.aud))
    throw new EntraError(
      "invalid_grant",
      500131,
      "Assertion audience does not match the Client app presenting the assertion.",
    );
  const seconds = settings.now() / 1000;
  if ((claims.exp ?? 0) <= seconds || (claims.nbf ?? 0) > seconds + 300)
    throw new EntraError(
      "invalid_grant",
      500133,
      "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.",
    );
  const account = settings.directory.byOid(String(claims["oid"]));
  if (!account)
    throw new EntraError("invalid_grant", 50034, "The user account does not exist in the directory.");
  return account;
}

function assertVerifier(code: IssuedCode, verifier: string | null): void {
  const challenge = createHash("sha256")
    .update(verifier ?? "")
    .digest("base64url");
  if (verifier !== null && challenge === code.challenge) return;
  throw new EntraError(
    "invalid_grant",
    501481,
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  );
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
