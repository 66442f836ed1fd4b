import type { JWTPayload } from "jose";
import * as errors from "jose/errors";
import { createRemoteJWKSet, customFetch } from "jose/jwks/remote";
import { jwtVerify } from "jose/jwt/verify";
import { fetchOver } from "../transport/index.ts";
import { explain } from "./classify.ts";
import type { Clients } from "./clients.ts";
import { NoAnswer } from "./network.ts";
import type { EntraDeps, EntraOptions } from "./options.ts";
import type { Sender } from "../../shared/people.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";

/**
 * The way in of every sign-in. What must hold: a token counts only where its signature, issuer, audience, time, tenant and
 * owner are all right; its owner is whoever sent the activity, by the verified sender and nobody's word; where the keys
 * can't be had, nobody is signed in.
 */

const MAX_TOKEN_CHARS = 16_384;
const TOLERANCE_SECONDS = 60;
const JWKS_TIMEOUT_MS = 4_000;
const MAX_KEYS_BYTES = 1_024 * 1_024;
/** Unknown key ids make it ask for the keys at most this often. */
const JWKS_COOLDOWN_MS = 30_000;

/** Errors of jose that speak of the token; any other is about getting the keys. */
const BAD_TOKEN = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

/**
 * Checks that an SSO token was issued by the tenant, for this app, to this sender, and is valid now.
 * @throws SignInRequired `refused` for a token that isn't wholly right; UserError `unreachable` without keys
 */
export type SsoVerifier = (token: string, sender: Sender) => Promise<void>;

/** Makes the check, with the tenant's keys, which are got when the first token comes. */
export function createSsoVerifier(
  options: EntraOptions,
  clients: Clients,
  { clock, log, transport }: Pick<EntraDeps, "clock" | "log" | "transport">,
): SsoVerifier {
  let keys: ReturnType<typeof createRemoteJWKSet> | null = null;
  function refuse(why: string): SignInRequired {
    log.warn("An SSO token was refused", { why });
    return new SignInRequired("refused");
  }
  return async (token, sender) => {
    if (token.length > MAX_TOKEN_CHARS) throw refuse("too long");
    const { issuer, jwksUri } = await clients.discover();
    keys ??= createRemoteJWKSet(new URL(jwksUri), {
      timeoutDuration: JWKS_TIMEOUT_MS,
      cooldownDuration: JWKS_COOLDOWN_MS,
      [customFetch]: fetchOver(transport, { timeoutMs: JWKS_TIMEOUT_MS, maxBytes: MAX_KEYS_BYTES }),
    });
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ["RS256"],
        issuer,
        audience: [options.clientId, `api://botid-${options.clientId}`],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(clock.now()),
        requiredClaims: ["exp", "nbf", "oid", "tid", "scp"],
      });
      const wrong = mismatch(payload, options, sender);
      if (wrong !== null) throw refuse(wrong);
    } catch (error) {
      if (error instanceof SignInRequired) throw error;
      const bad = BAD_TOKEN.find((kind) => error instanceof kind);
      if (bad !== undefined) throw refuse(bad.code);
      throw explain(new NoAnswer("signing keys"), log, "application");
    }
  };
}

function mismatch(payload: JWTPayload, options: EntraOptions, sender: Sender): string | null {
  if (payload["tid"] !== options.tenantId || payload["tid"] !== sender.tid) return "another tenant";
  if (payload["oid"] !== sender.oid) return "another person";
  const scopes = typeof payload["scp"] === "string" ? payload["scp"].split(" ") : [];
  return scopes.includes("access_as_user") ? null : "without access_as_user";
}
