import { X509Certificate, createHash, timingSafeEqual } from "node:crypto";
import { decodeProtectedHeader, importX509, jwtVerify, type CryptoKey, type JWTVerifyGetKey } from "jose";
import { EntraError } from "./errors.ts";

/** A trust in an outside issuer (workload identity): its tokens with this subject stand for the app. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly key: CryptoKey;
}

export interface ClientAuth {
  readonly secrets: Set<string>;
  readonly addCertificate: (pem: string) => void;
  readonly addFederatedCredential: (credential: FederatedCredential) => void;
  /** @throws EntraError 700016 unknown app, 7000215 wrong secret, 700027 bad assertion, 7000218 no credential */
  assertClient(form: URLSearchParams): Promise<void>;
}

interface Settings {
  readonly clientId: string;
  readonly secret: string;
  /** The audiences a certificate's assertion may have: the token endpoint's spellings. */
  readonly audiences: () => string[];
  readonly now: () => number;
}

const SKEW_SECONDS = 300;

/** The credentials of the app registration, and the check that a caller of the token endpoint holds one. */
export function createClientAuth(settings: Settings): ClientAuth {
  const secrets = new Set([settings.secret]);
  const certificates = new Map<string, string>();
  const federated: FederatedCredential[] = [];

  function bad(why: string): EntraError {
    return new EntraError(
      "invalid_client",
      700027,
      `Client assertion failed signature validation or is not valid: ${why}.`,
    );
  }
  async function assertAssertion(assertion: string): Promise<void> {
    const header = readHeader(assertion);
    const common = {
      currentDate: new Date(settings.now()),
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ["exp"],
    };
    try {
      const thumbprint = header?.["x5t#S256"];
      if (typeof thumbprint === "string") {
        const pem = certificates.get(thumbprint);
        if (pem === undefined) throw bad("the key was not found by its thumbprint");
        const key = await importX509(pem, header?.alg ?? "");
        const { clientId } = settings;
        const expected = { issuer: clientId, subject: clientId, audience: settings.audiences() };
        await jwtVerify(assertion, key, { ...common, ...expected, algorithms: ["PS256", "RS256"] });
        return;
      }
      const keyOf: JWTVerifyGetKey = (_header, token) => federatedKey(federated, token.payload);
      await jwtVerify(assertion, keyOf, { ...common, audience: "api://AzureADTokenExchange" });
    } catch (error) {
      throw error instanceof EntraError ? error : bad(error instanceof Error ? error.message : "unreadable");
    }
  }
  return {
    secrets,
    addCertificate: (pem) => {
      const digest = createHash("sha256").update(new X509Certificate(pem).raw).digest("base64url");
      certificates.set(digest, pem);
    },
    addFederatedCredential: (credential) => void federated.push(credential),
    assertClient: async (form) => {
      const id = form.get("client_id");
      if (id !== settings.clientId)
        throw new EntraError(
          "unauthorized_client",
          700016,
          `Application with identifier '${id}' was not found in the directory 'Contoso'.`,
        );
      const assertion = form.get("client_assertion");
      const secret = form.get("client_secret");
      if (assertion !== null) {
        if (form.get("client_assertion_type") !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
          throw bad("unsupported client_assertion_type");
        await assertAssertion(assertion);
      } else if (secret === null) {
        throw new EntraError(
          "invalid_client",
          7000218,
          "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        );
      } else if (![...secrets].some((one) => sameText(one, secret))) {
        throw new EntraError(
          "invalid_client",
          7000215,
          `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${id}'.`,
        );
      }
    },
  };
}

function readHeader(assertion: string): ReturnType<typeof decodeProtectedHeader> | undefined {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    return undefined;
  }
}

async function federatedKey(
  federated: readonly FederatedCredential[],
  payload: string | Uint8Array,
): Promise<CryptoKey> {
  const text = typeof payload === "string" ? payload : Buffer.from(payload).toString();
  const claims = JSON.parse(Buffer.from(text, "base64url").toString()) as { iss?: unknown; sub?: unknown };
  const known = federated.find((one) => one.issuer === claims.iss && one.subject === claims.sub);
  if (!known)
    throw new EntraError(
      "invalid_client",
      70021,
      "No matching federated identity record found for presented assertion.",
    );
  return known.key;
}

function sameText(left: string, right: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}
