import { randomUUID } from "node:crypto";

/** OAuth error names that Entra uses. */
export type OAuthError =
  | "invalid_grant"
  | "invalid_client"
  | "invalid_request"
  | "invalid_resource"
  | "invalid_scope"
  | "interaction_required"
  | "unauthorized_client"
  | "unsupported_grant_type";

/** An answer in Entra's error shape; `code` is the AADSTS number. */
export class EntraError extends Error {
  readonly error: OAuthError;
  readonly code: number;
  readonly extra: { readonly suberror?: string; readonly claims?: string };

  constructor(
    error: OAuthError,
    code: number,
    text: string,
    extra: { readonly suberror?: string; readonly claims?: string } = {},
  ) {
    super(`AADSTS${code}: ${text}`);
    this.error = error;
    this.code = code;
    this.extra = extra;
  }

  get status(): 400 | 401 {
    return this.error === "invalid_client" ? 401 : 400;
  }
}

/** The JSON body of an error answer. `now` in epoch milliseconds. */
export function entraErrorBody(error: EntraError, now: number, host: string, correlation?: string): object {
  const timestamp = new Date(now).toISOString().replace("T", " ").replace(/\.\d+/, "");
  const trace = randomUUID();
  const correlationId = correlation ?? randomUUID();
  return {
    error: error.error,
    error_description: `${error.message} Trace ID: ${trace} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [error.code],
    timestamp,
    trace_id: trace,
    correlation_id: correlationId,
    error_uri: `${host}/error?code=${error.code}`,
    ...error.extra,
  };
}
