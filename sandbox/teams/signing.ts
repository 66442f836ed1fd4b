import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { CryptoKey, JWK } from "jose";

/** Claims to put in place of the regular ones; `null` leaves a claim out. */
export interface TokenOverrides {
  readonly iss?: string | null;
  readonly aud?: string | null;
  readonly serviceurl?: string | null;
  /** Epoch seconds. */
  readonly nbf?: number | null;
  /** Epoch seconds. */
  readonly exp?: number | null;
  /** Name another key than the one that signs. */
  readonly kid?: string;
  /** Sign with another key than the published one. */
  readonly foreignKey?: boolean;
}

export interface ChannelSigner {
  readonly jwks: { readonly keys: readonly (JWK & { endorsements: readonly string[] })[] };
  /** The bearer token of one delivery; good for an hour. */
  token(overrides?: TokenOverrides): Promise<string>;
}

/** The channel's signing key and the tokens made with it, as `login.botframework.com` does for Teams. */
export async function createSigner(regular: {
  issuer: string;
  audience: string;
  serviceUrl: () => string;
}): Promise<ChannelSigner> {
  const published = await generateKeyPair("RS256");
  const kid = randomUUID().replaceAll("-", "");
  const jwk = await exportJWK(published.publicKey);
  let foreign: CryptoKey | null = null;

  async function keyFor(overrides: TokenOverrides): Promise<CryptoKey> {
    if (overrides.foreignKey !== true) return published.privateKey;
    foreign ??= (await generateKeyPair("RS256")).privateKey;
    return foreign;
  }

  async function token(overrides: TokenOverrides = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const { kid: namedKid, foreignKey: _, ...claims } = overrides;
    const merged = {
      iss: regular.issuer,
      aud: regular.audience,
      serviceurl: regular.serviceUrl(),
      nbf: now,
      exp: now + 3600,
      ...claims,
    };
    const present = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    return new SignJWT(present)
      .setProtectedHeader({ alg: "RS256", kid: namedKid ?? kid, typ: "JWT" })
      .sign(await keyFor(overrides));
  }

  return {
    jwks: { keys: [{ ...jwk, kid, use: "sig", alg: "RS256", endorsements: ["msteams"] }] },
    token,
  };
}
