import { z } from "zod";
import { isSafeUrl } from "../../shared/safe-url.ts";
import type { Transport } from "../transport/index.ts";
import { NoAnswer, REQUEST_MS, fetchJson } from "./network.ts";
import type { EntraOptions } from "./options.ts";

const https = z.string().refine((value) => URL.parse(value)?.protocol === "https:");
// A person's browser goes there, no token does; plain http is a local sandbox.
const page = z.string().refine((value) => {
  const url = URL.parse(value);
  return url !== null && isSafeUrl(url);
});
const schema = z.looseObject({
  issuer: https,
  token_endpoint: https,
  jwks_uri: https,
  authorization_endpoint: page,
});

export interface Discovery {
  readonly issuer: string;
  readonly jwksUri: string;
  /** The document as JSON text, for msal. */
  readonly text: string;
}

/**
 * Entra's discovery document, fetched once and kept; after a failure the next caller tries again. Callers at the
 * same time share one request.
 */
export function createDiscovery(options: EntraOptions, transport: Transport): () => Promise<Discovery> {
  const url = `${options.authority}/${options.tenantId}/v2.0/.well-known/openid-configuration`;
  let kept: Promise<Discovery> | null = null;
  async function load(): Promise<Discovery> {
    const { body } = await fetchJson(transport, url, { method: "GET" }, AbortSignal.timeout(REQUEST_MS));
    const document = schema.safeParse(body);
    // An issuer of another tenant would let its people in.
    if (!document.success || !document.data.issuer.includes(options.tenantId)) {
      throw new NoAnswer("unusable discovery document");
    }
    const { issuer, jwks_uri: jwksUri } = document.data;
    return { issuer, jwksUri, text: JSON.stringify(body) };
  }
  return () => {
    kept ??= load().catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}
