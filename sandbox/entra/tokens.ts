import { createHash, randomUUID } from "node:crypto";
import { SignJWT, createLocalJWKSet, jwtVerify, type JWK, type JWTPayload } from "jose";
import { personByKey, type PersonKey } from "../people.ts";
import type { Account, Directory } from "./directory.ts";
import { keptKey, newKey, type SigningKey } from "./signing-key.ts";

export type Claims = JWTPayload & Record<string, unknown>;

/** A sign-in at the page, as the tokens that follow from it tell it. */
export interface SignIn {
  readonly nonce?: string;
  readonly acrs: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

export interface TokenService {
  readonly jwks: { keys: JWK[] };
  /** `acrs`: authentication contexts of the sign-in; tokens of a refresh have none here. */
  accessForPerson(
    account: Account,
    audience: string,
    scp: readonly string[],
    acrs?: readonly string[],
  ): Promise<string>;
  accessForApp(audience: string, roles: readonly string[]): Promise<string>;
  idToken(account: Account, signIn?: SignIn): Promise<string>;
  /** See `SandboxEntra.ssoToken`. */
  sso(key: PersonKey, overrides: Record<string, unknown>, signedBy: "tenant" | "stranger"): Promise<string>;
  /** Claims of a token that this tenant signed and that is valid now, whoever it is for; null otherwise. */
  readonly verify: (token: string) => Promise<Claims | null>;
  /** Signature only, so that the caller can tell "expired" from "forged"; null when the signature is wrong. */
  verifySignature(token: string): Promise<Claims | null>;
  readonly setAccessTokenSeconds: (seconds: number) => void;
  readonly accessTokenSeconds: number;
}

interface Settings {
  readonly issuer: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly directory: Directory;
  readonly now: () => number;
  readonly accessTokenSeconds: number;
  /** Where the signing key is kept. */
  readonly folder: string;
}

/** Pairwise subject, as Entra makes it: stable for one person and app, no use elsewhere. */
function subject(oid: string, clientId: string): string {
  return createHash("sha256").update(`${oid}|${clientId}`).digest("base64url");
}

function contexts(acrs: readonly string[]): { acrs?: readonly string[] } {
  return acrs.length > 0 ? { acrs } : {};
}

/** Tokens whose signature is remembered. */
const MOST_VERIFIED = 500;

/** Issues and checks the tenant's tokens. */
export async function createTokens(settings: Settings): Promise<TokenService> {
  const tenantKey = await keptKey(settings.folder);
  let stranger: Promise<SigningKey> | null = null;
  const jwks = { keys: [tenantKey.jwk] };
  const keySet = createLocalJWKSet(jwks);
  let lifetime = settings.accessTokenSeconds;
  const seconds = () => Math.floor(settings.now() / 1000);

  function sign(claims: Claims, key: SigningKey): Promise<string> {
    // A stranger's token names the tenant's key: the lie that a check of the signature has to find.
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: tenantKey.kid })
      .sign(key.privateKey);
  }
  function base(audience: string, life: number): Claims {
    const at = seconds();
    const { issuer: iss, tenantId: tid } = settings;
    return { aud: audience, iss, tid, iat: at, nbf: at, exp: at + life, uti: randomUUID(), ver: "2.0" };
  }
  function aboutPerson(account: Account): Claims {
    const { person, roles } = account;
    const claims = { oid: person.oid, sub: subject(person.oid, settings.clientId), name: person.name };
    return { ...claims, preferred_username: person.upn, ...(roles.length > 0 ? { roles } : {}) };
  }
  const verified = new Map<string, Promise<Claims | null>>();
  async function check(token: string): Promise<Claims | null> {
    try {
      // Whenever that is: of its time only whoever asks knows what to make.
      const options = {
        algorithms: ["RS256"],
        issuer: settings.issuer,
        clockTolerance: Number.MAX_SAFE_INTEGER,
      };
      return (await jwtVerify(token, keySet, options)).payload;
    } catch {
      return null;
    }
  }
  /** One token comes with hundreds of calls, and its signature stays what it is. */
  function verifySignature(token: string): Promise<Claims | null> {
    if (verified.size >= MOST_VERIFIED) verified.clear();
    const known = verified.get(token) ?? check(token);
    verified.set(token, known);
    return known;
  }
  return {
    jwks,
    get accessTokenSeconds() {
      return lifetime;
    },
    setAccessTokenSeconds: (value) => void (lifetime = value),
    accessForPerson: (account, audience, scp, acrs = []) => {
      const { person } = account;
      const app = { azp: settings.clientId, appid: settings.clientId, idtyp: "user" };
      const who = { oid: person.oid, sub: subject(person.oid, audience), upn: person.upn, name: person.name };
      return sign(
        { ...base(audience, lifetime), ...app, ...who, scp: scp.join(" "), ...contexts(acrs) },
        tenantKey,
      );
    },
    accessForApp: (audience, roles) => {
      const app = { azp: settings.clientId, appid: settings.clientId, idtyp: "app" };
      const principal = servicePrincipal(settings.clientId);
      const claims = { ...base(audience, lifetime), ...app, oid: principal, sub: principal };
      return sign(roles.length > 0 ? { ...claims, roles } : claims, tenantKey);
    },
    idToken: (account, signIn) =>
      sign(
        {
          ...base(settings.clientId, 3600),
          ...aboutPerson(account),
          ...(signIn?.nonce === undefined ? {} : { nonce: signIn.nonce }),
          ...(signIn === undefined ? {} : { auth_time: Math.floor(signIn.issuedAt / 1000) }),
          ...contexts(signIn?.acrs ?? []),
        },
        tenantKey,
      ),
    async sso(key, overrides, signedBy) {
      const account = settings.directory.account(personByKey(key).key);
      const claims: Claims = { ...base(settings.clientId, lifetime), ...aboutPerson(account) };
      Object.assign(claims, { azp: TEAMS_CLIENT_ID, scp: "access_as_user" }, overrides);
      return sign(claims, signedBy === "tenant" ? tenantKey : await (stranger ??= newKey()));
    },
    async verify(token) {
      const claims = await verifySignature(token);
      if (claims === null) return null;
      const { nbf = 0, exp = 0 } = claims;
      return nbf <= seconds() && seconds() < exp ? claims : null;
    },
    verifySignature,
  };
}

/** The Teams web client: who asks Entra for an SSO token. */
const TEAMS_CLIENT_ID = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346";

function servicePrincipal(clientId: string): string {
  const hex = createHash("sha256").update(`sp:${clientId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
