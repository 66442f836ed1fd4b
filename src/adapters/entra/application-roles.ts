import type { JWTPayload } from "jose";
import { decodeJwt } from "jose/jwt/decode";

/** The application permissions in the claims of a token. */
export function rolesOf({ roles }: JWTPayload): readonly string[] {
  return Array.isArray(roles) ? roles.filter((role): role is string => typeof role === "string") : [];
}

/**
 * The application permissions in a token that Entra has just issued: looked at, not verified, for telling people what
 * is missing. @throws Error for what is no JWT
 */
export function rolesIn(token: string): readonly string[] {
  return rolesOf(decodeJwt(token));
}
