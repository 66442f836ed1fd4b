import { readFileSync } from "node:fs";
import { request } from "node:https";
import {
  ConfidentialClientApplication,
  type AuthenticationResult,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from "@azure/msal-node";
import type { SandboxEntra } from "../../sandbox/entra/server.ts";
import type { PersonKey } from "../../sandbox/people.ts";

export const DEFENDER = "https://api.securitycenter.microsoft.com";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export type Credential =
  { clientSecret: string } | { clientCertificate: object } | { clientAssertion: string };

/** A caller of the sandbox's Entra: plain https, by default with its authority, and msal-node on top of that. */
export function entraCaller(entra: SandboxEntra, trusted: readonly string[] = [entra.caFile]) {
  const ca = trusted.map((file) => readFileSync(file, "utf8"));
  function https(
    method: string,
    url: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const req = request(url, { method, ca, agent: false, headers: headers ?? {} }, (res) => {
        let text = "";
        res.on("data", (chunk: Buffer) => (text += chunk.toString()));
        res.on("end", () =>
          resolve({ status: res.statusCode ?? 0, headers: res.headers as Record<string, string>, text }),
        );
      });
      req.on("error", reject);
      req.end(body);
    });
  }

  /** msal-node reads no CA from code, so its transport does. */
  const network: INetworkModule = {
    sendGetRequestAsync: (url, options) => send("GET", url, options),
    sendPostRequestAsync: (url, options) => send("POST", url, options),
  };
  async function send<T>(
    method: string,
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    const answer = await https(method, url, options?.body, options?.headers);
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) as T };
  }

  function client(
    credential: Credential = { clientSecret: entra.clientSecret },
  ): ConfidentialClientApplication {
    const authority = `${entra.url}/${entra.tenantId}`;
    return new ConfidentialClientApplication({
      auth: {
        clientId: entra.clientId,
        authority,
        knownAuthorities: [new URL(authority).host],
        ...credential,
      } as never,
      system: { networkClient: network },
    });
  }
  async function onBehalfOf(app: ConfidentialClientApplication, key: PersonKey, scope = "Machine.Read") {
    return (await app.acquireTokenOnBehalfOf({
      oboAssertion: await entra.ssoToken(key),
      scopes: [`${DEFENDER}/${scope}`],
    })) as AuthenticationResult;
  }
  async function token(
    form: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const all = { client_id: entra.clientId, client_secret: entra.clientSecret, ...form };
    const url = `${entra.url}/${entra.tenantId}/oauth2/v2.0/token`;
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await https("POST", url, new URLSearchParams(all).toString(), type);
    return { status: answer.status, body: JSON.parse(answer.text) as Record<string, unknown> };
  }

  return { https, client, onBehalfOf, token };
}
