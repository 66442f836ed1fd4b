/**
 * The claims (JSON text) that a resource asks for in `WWW-Authenticate` with `error="insufficient_claims"`: the person
 * has to sign in anew, a new token alone does not help. Null: no such challenge.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsOf(header: string | null): string | null {
  if (header === null || !/\berror="?insufficient_claims\b/.test(header)) return null;
  // Longer ones are no request that a sign-in's address could carry.
  const encoded = /\bclaims="([\w+/=-]{1,4096})"/.exec(header)?.[1] ?? "";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return isObject(text) ? text : null;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
