import { decodeJwt } from "jose/jwt/decode";
import { z } from "zod";
import { Fault } from "../../shared/errors.ts";
import type { EntraOptions, Owner } from "./options.ts";
import { ROLES, type Role } from "../../shared/people.ts";
import type { Standing } from "../../identity/identity.ts";

/**
 * Who somebody is, and which roles they hold. What must hold: it is read from Entra's own answer to this very call and from
 * nothing that a client brought; an answer about another person or another app is an error and no standing; a role that is
 * not named there is not held.
 */

const MAX_UPN = 320;

const claimsSchema = z.object({
  aud: z.string(),
  oid: z.string(),
  tid: z.string(),
  preferred_username: z.string().max(MAX_UPN).catch(""),
  upn: z.string().max(MAX_UPN).catch(""),
  unique_name: z.string().max(MAX_UPN).catch(""),
  email: z.string().max(MAX_UPN).catch(""),
  name: z.string().max(256).catch(""),
  roles: z.array(z.unknown()).catch([]),
});

/** Entra says that it was somebody else who signed in. */
export class AnotherPerson extends Fault {}

/**
 * What an id_token says of its owner. Its signature isn't checked: it has just come from Entra's token endpoint over
 * TLS (OpenID Connect Core 3.1.3.7). Roles that the bot doesn't know are dropped.
 * @param checkedAt epoch milliseconds, when it was asked for
 * @throws AnotherPerson when it isn't this owner's; Fault when it isn't for this app
 */
export function standingOf(
  idToken: string | null,
  owner: Owner,
  options: EntraOptions,
  checkedAt: number,
): Standing {
  const claims = claimsSchema.safeParse(decode(idToken));
  if (!claims.success) throw new Fault("entra", "Entra ID sent no usable id_token");
  const { aud, oid, tid, name, roles } = claims.data;
  if (aud !== options.clientId) throw new Fault("entra", "An id_token is for another app");
  if (oid !== owner.oid || tid !== owner.tid) {
    throw new AnotherPerson("entra", "An id_token is another person's", { expected: owner.oid, got: oid });
  }
  return { person: { oid, tid, upn: calledIn(claims.data), name }, roles: known(roles), checkedAt };
}

/** What people are told by, whichever claims the tenant puts into its tokens: it stands in records, so it is never empty. */
function calledIn(claims: z.output<typeof claimsSchema>): string {
  const names = [claims.preferred_username, claims.upn, claims.unique_name, claims.email];
  return names.find((one) => one.trim() !== "") ?? claims.oid;
}

function known(roles: readonly unknown[]): readonly Role[] {
  return ROLES.filter((role) => roles.includes(role));
}

function decode(idToken: string | null): unknown {
  try {
    return idToken === null ? null : decodeJwt(idToken);
  } catch {
    return null;
  }
}
