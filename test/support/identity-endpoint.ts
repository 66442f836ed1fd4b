import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { generateKeyPair, SignJWT, type CryptoKey } from "jose";

/** The audience of a managed identity's token that is used as a client assertion. */
const AUDIENCE = "api://AzureADTokenExchange";

/** Who outside of the tenant may stand for its app: the platform that a bot runs on. */
export interface Platform {
  readonly issuer: string;
  readonly subject: string;
  readonly key: CryptoKey;
  /** A token of the platform for the exchange at Entra. */
  token(): Promise<string>;
}

export async function startPlatform(subject: string): Promise<Platform> {
  const issuer = "https://platform.example/v2.0";
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  return {
    issuer,
    subject,
    key: publicKey,
    token: () =>
      new SignJWT()
        .setProtectedHeader({ alg: "RS256", kid: "platform" })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setNotBefore("0s")
        .setExpirationTime("1h")
        .sign(privateKey),
  };
}

export interface IdentityEndpoint {
  /** What App Service puts into the environment of the processes that it runs. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests that were answered with a token. */
  readonly served: () => number;
  /** Answers 500 from now on, or no longer. */
  break(broken: boolean): void;
  close(): Promise<void>;
}

/**
 * App Service's local endpoint for managed identities
 * (https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference): a token for the
 * user-assigned identity of that client id, and only for whoever knows the header's secret.
 */
export async function startIdentityEndpoint(platform: Platform, clientId: string): Promise<IdentityEndpoint> {
  const secret = crypto.randomUUID();
  let served = 0;
  let broken = false;
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "/", "http://endpoint").searchParams;
    const right =
      request.headers["x-identity-header"] === secret &&
      query.get("api-version") === "2019-08-01" &&
      query.get("resource") === AUDIENCE &&
      query.get("client_id") === clientId;
    void answer(right && !broken ? 200 : broken ? 500 : 400);

    async function answer(status: number): Promise<void> {
      const expires = String(Math.floor(Date.now() / 1000) + 3600);
      const body =
        status === 200
          ? {
              access_token: await platform.token(),
              expires_on: expires,
              resource: AUDIENCE,
              token_type: "Bearer",
            }
          : { statusCode: status, message: "No managed identity was found." };
      if (status === 200) served += 1;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: secret },
    served: () => served,
    break: (now) => void (broken = now),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
