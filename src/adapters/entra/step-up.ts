import { decodeJwt } from "jose/jwt/decode";
import { z } from "zod";
import type { Owner } from "./options.ts";
import type { StepUpDemand, StepUpProof } from "../../identity/step-up.ts";

/** Entra's clock and ours may differ by so much, as for SSO tokens. */
const TOLERANCE_MS = 60_000;

const contexts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const claimsSchema = z.object({
  oid: z.string(),
  tid: z.string(),
  acrs: contexts.transform((all) => all.filter((one) => /^c\d{1,2}$/.test(one))).catch([]),
  /** Seconds since 1970; only where the app registration asks for this optional claim. */
  auth_time: z.number().optional(),
});

/**
 * What a sign-in proves that was made for a click: the contexts in the `acrs` of the tokens that Entra's token endpoint
 * has just given out for this person. A sign-in that was there before the click (`auth_time`) proves nothing.
 * @param since epoch milliseconds at which the sign-in was asked for
 */
export function proofOf(
  tokens: readonly (string | null)[],
  owner: Owner,
  demand: StepUpDemand,
  { since, at }: { readonly since: number; readonly at: number },
): StepUpProof {
  const own = tokens
    .map(read)
    .filter((claims) => claims !== null)
    .filter((claims) => claims.oid === owner.oid && claims.tid === owner.tid);
  const isOld = own.some(
    ({ auth_time: seconds }) => seconds !== undefined && seconds * 1000 < since - TOLERANCE_MS,
  );
  const given = isOld ? [] : own.flatMap((claims) => claims.acrs);
  const { subject, context, before } = demand;
  return {
    subject,
    asked: context,
    contexts: [...new Set([...(before?.contexts ?? []), ...given])],
    at: before?.at ?? at,
  };
}

/** Not a check of the signature: these tokens have just come from Entra over TLS. Null for what is no JWT. */
function read(token: string | null): z.output<typeof claimsSchema> | null {
  try {
    const claims = claimsSchema.safeParse(token === null ? null : decodeJwt(token));
    return claims.success ? claims.data : null;
  } catch {
    return null;
  }
}
