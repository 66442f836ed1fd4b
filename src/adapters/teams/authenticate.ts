import type { JWTPayload } from "jose";
import { decodeProtectedHeader } from "jose/decode/protected_header";
import * as errors from "jose/errors";
import { createRemoteJWKSet, customFetch } from "jose/jwks/remote";
import { decodeJwt } from "jose/jwt/decode";
import { jwtVerify } from "jose/jwt/verify";
import { z } from "zod";
import { isOn } from "../../shared/clock.ts";
import { Fault } from "../../shared/errors.ts";
import type { Clock, Log } from "../../shared/ports.ts";
import { isSafeUrl } from "../../shared/safe-url.ts";
import { fetchOver, type Transport } from "../transport/index.ts";

/**
 * Whether a delivery is from Microsoft's channel. What must hold: nothing of it is read before its token is verified
 * (signature, issuer, audience, time); keys come from the configured address alone; and where they can't be fetched
 * nobody is let in.
 */

export interface ChannelAuthenticationOptions {
  /** BOT_OPENID_URL. */
  readonly openIdUrl: string;
  /** BOT_TOKEN_ISSUER, compared exactly. */
  readonly issuer: string;
  readonly clientId: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the channel's token proves. */
export interface ChannelClaims {
  readonly serviceUrl: string;
  /** Channels that the signing key may speak for; null: the key says nothing of it. */
  readonly endorsements: readonly string[] | null;
}

export type TokenVerdict =
  | { readonly kind: "verified"; readonly claims: ChannelClaims }
  | { readonly kind: "refused" }
  /** The keys can't be fetched: nothing is known of the token. */
  | { readonly kind: "unavailable" };

export interface ChannelAuthentication {
  /** Never throws. `authorization`: the header, unchecked. */
  verify(authorization: string | undefined): Promise<TokenVerdict>;
}

const FETCH_MS = 4_000;
const MAX_KEYS_BYTES = 1_024 * 1_024;
/** An unknown key id makes a fetch at most this often: a flood of made-up ids is not a flood of requests. */
const UNKNOWN_KEY_MS = 30_000;
/** After a failed fetch, tokens wait for nothing. */
const FAILURE_MS = 5_000;
/** As the SDK does; a key that was not there makes a fetch before. */
const KEYS_LIFE_MS = 86_400_000;
/** Clocks may differ by so much (Bot Framework's own tolerance). */
const TOLERANCE_SECONDS = 300;
const MAX_TOKEN_CHARS = 16_384;
const RECENT_MS = 60_000;
const MAX_RECENT = 50;

const REFUSED: TokenVerdict = { kind: "refused" };
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const metadataSchema = z.object({ jwks_uri: z.string().max(2_048) });
const claimsSchema = z.object({ serviceurl: z.string().min(1).max(2_048) });
const keysSchema = z.object({
  keys: z.array(z.looseObject({ kid: z.string().optional(), endorsements: z.array(z.string()).optional() })),
});

/**
 * Checks the channel's tokens before the SDK sees anything: the SDK answers some bad ones with a 500 and its own
 * text, and accepts issuers of emulators and skills. Holds nothing that unverified input could make grow.
 */
export function createChannelAuthentication(options: ChannelAuthenticationOptions): ChannelAuthentication {
  const keys = createKeys(options);
  const recent = createRecent(options.clock);
  return {
    async verify(authorization) {
      const known = recent.get(authorization);
      if (known !== null) return known;
      const token = tokenOf(authorization, options);
      if (token === null) return REFUSED;
      try {
        const channel = await keys();
        const { payload, protectedHeader } = await jwtVerify(token, channel.set, {
          algorithms: ["RS256"],
          issuer: options.issuer,
          audience: options.clientId,
          clockTolerance: TOLERANCE_SECONDS,
          currentDate: new Date(options.clock.now()),
          requiredClaims: ["exp"],
        });
        const claims = claimsSchema.safeParse(payload);
        if (!claims.success) return REFUSED;
        const { serviceurl: serviceUrl } = claims.data;
        // Only now: the check may have fetched the keys.
        const endorsements = channel.endorsements.get(protectedHeader.kid) ?? null;
        return recent.keep(
          authorization,
          { kind: "verified", claims: { serviceUrl, endorsements } },
          payload,
        );
      } catch (error) {
        if (isAboutTheToken(error)) return REFUSED;
        options.log.error("the channel's signing keys can't be fetched", { error });
        return { kind: "unavailable" };
      }
    },
  };
}

/** A verdict, when it was found, and when its token is over (epoch milliseconds). */
interface Recent {
  readonly verdict: TokenVerdict;
  readonly at: number;
  readonly end: number;
}

/** Teams sends one token with many activities: what was verified holds for a minute, and never beyond its end. */
function createRecent(clock: Clock) {
  const kept = new Map<string | undefined, Recent>();
  return {
    get(authorization: string | undefined): TokenVerdict | null {
      const found = kept.get(authorization);
      const now = clock.now();
      return found !== undefined && isOn(found.at, RECENT_MS, now) && now < found.end ? found.verdict : null;
    },
    keep(authorization: string | undefined, verdict: TokenVerdict, { exp = 0 }: JWTPayload): TokenVerdict {
      if (kept.size >= MAX_RECENT) kept.clear();
      const end = (exp + TOLERANCE_SECONDS) * 1_000;
      kept.set(authorization, { verdict, at: clock.now(), end });
      return verdict;
    },
  };
}

/** The token, when its unverified parts could be right: made-up ones shall not even cause a fetch. */
function tokenOf(header: string | undefined, options: ChannelAuthenticationOptions): string | null {
  if (header === undefined || header.length > MAX_TOKEN_CHARS) return null;
  const [scheme, token, ...rest] = header.split(" ");
  if (scheme?.toLowerCase() !== "bearer" || token === undefined || rest.length > 0 || !COMPACT.test(token)) {
    return null;
  }
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const { iss, aud }: JWTPayload = decodeJwt(token);
    const right =
      alg === "RS256" && typeof kid === "string" && iss === options.issuer && aud === options.clientId;
    return right ? token : null;
  } catch {
    return null;
  }
}

/** Errors of jose that speak of the token; the others are about getting the keys. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

/** What each key may speak for, by its id. */
type Endorsements = ReadonlyMap<string | undefined, readonly string[]>;

function endorsementsOf(keySet: string): Endorsements {
  const keys = keysSchema.safeParse(JSON.parse(keySet)).data?.keys ?? [];
  return new Map(keys.flatMap(({ kid, endorsements }) => (endorsements ? [[kid, endorsements]] : [])));
}

interface ChannelKeys {
  readonly set: ReturnType<typeof createRemoteJWKSet>;
  /** As the set was when it was last fetched. */
  endorsements: Endorsements;
}

/** The channel's key set, found through its metadata when the first token comes. */
function createKeys(options: ChannelAuthenticationOptions): () => Promise<ChannelKeys> {
  const { clock } = options;
  let held: { keys: ChannelKeys; at: number } | null = null;
  let pending: Promise<ChannelKeys> | null = null;
  let failedAt = -Infinity;

  const get = fetchOver(options.transport, { timeoutMs: FETCH_MS, maxBytes: MAX_KEYS_BYTES });
  async function fetchJson(url: string, init: RequestInit = {}): Promise<string> {
    if (isOn(failedAt, FAILURE_MS, clock.now()))
      throw new Fault("teams", "the last fetch of the channel's keys failed");
    failedAt = clock.now();
    const text = await jsonOf(await get(url, init));
    failedAt = -Infinity;
    return text;
  }

  async function load(): Promise<ChannelKeys> {
    const metadata = await fetchJson(options.openIdUrl);
    const parsed = metadataSchema.safeParse(JSON.parse(metadata));
    const url = parsed.success ? URL.parse(parsed.data.jwks_uri) : null;
    if (url === null || !isSafeUrl(url))
      throw new Fault("teams", "no usable jwks_uri in the channel's metadata");
    const set = createRemoteJWKSet(url, {
      timeoutDuration: FETCH_MS,
      cooldownDuration: UNKNOWN_KEY_MS,
      cacheMaxAge: KEYS_LIFE_MS,
      [customFetch]: async (address: string, init: RequestInit) => {
        const text = await fetchJson(address, init);
        keys.endorsements = endorsementsOf(text);
        return new Response(text, { headers: { "content-type": "application/json" } });
      },
    });
    const keys: ChannelKeys = { set, endorsements: new Map() };
    held = { keys, at: clock.now() };
    return keys;
  }

  return async () => {
    if (held !== null && isOn(held.at, KEYS_LIFE_MS, clock.now())) return held.keys;
    return (pending ??= load().finally(() => (pending = null)));
  };
}

/** JSON text of an answer. @throws Fault, SyntaxError */
async function jsonOf(response: Response): Promise<string> {
  if (response.status !== 200) throw new Fault("teams", "unexpected status", { status: response.status });
  const text = await response.text();
  JSON.parse(text);
  return text;
}
