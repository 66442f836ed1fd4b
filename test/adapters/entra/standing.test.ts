import { UnsecuredJWT } from "jose";
import { expect, test } from "vitest";
import { standingOf } from "../../../src/adapters/entra/standing.ts";
import type { EntraOptions } from "../../../src/adapters/entra/options.ts";

/** What people are told by comes from whichever claim a tenant's tokens have. */

const CLIENT = "6f2b7c1e-3a58-4d0b-8a4e-2f6c9d1b7e30";
const OID = "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0003";
const TID = "11111111-2222-3333-4444-555555555555";

function calledIn(claims: Record<string, unknown>): string {
  const token = new UnsecuredJWT({ aud: CLIENT, oid: OID, tid: TID, ...claims }).encode();
  const options = { clientId: CLIENT } as EntraOptions;
  return standingOf(token, { oid: OID, tid: TID }, options, 0).person.upn;
}

test.each<[string, Record<string, unknown>, string]>([
  [
    "the name of v2 tokens",
    { preferred_username: "ana@contoso.com", upn: "other@contoso.com" },
    "ana@contoso.com",
  ],
  ["the optional claim", { preferred_username: "", upn: "ana@contoso.com" }, "ana@contoso.com"],
  ["the name of v1 tokens", { unique_name: "ana@contoso.com", email: null }, "ana@contoso.com"],
  ["the address of a guest", { email: "ana@fabrikam.com" }, "ana@fabrikam.com"],
  ["the object id, where there is no name: a record must tell whom it is about", { name: "Ana" }, OID],
])("%s", (_, claims, called) => {
  expect(calledIn(claims)).toBe(called);
});
