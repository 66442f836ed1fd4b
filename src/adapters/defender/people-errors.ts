import type { UserErrorCode } from "../../shared/errors.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Operation } from "../../defender/operations.ts";
import type { Answer } from "./http.ts";
import type { ErrorBody } from "./schemas.ts";

/** What tenants without the licence are answered, by whichever of Graph's services. */
const LICENCE = /licen[cs]e|NonPremiumTenant|not (?:onboarded|provisioned)/i;
/** What they are told of the permission of the application; anything else is the person's own role. */
const SCOPES = /scope|application (?:permission|role)/i;

interface Refused {
  readonly code: UserErrorCode;
  readonly text: Text;
}

/** Of an object that is not there. Where the service itself is not there, whoever answers says something else. */
const MISSING = /NotFound$/i;

/** Graph says 403 for a licence, a permission and a role alike. Null: nothing peculiar to people. */
export function refusedPerson(
  { status }: Answer,
  body: ErrorBody,
  { operation, asked }: { readonly operation: Operation; readonly asked: string | null },
): Refused | null {
  if (status === 429) return { code: "throttled", text: say("graph.limited") };
  if (status !== 403 && status !== 404) return null;
  const { role, permission, permissionThere = permission, name } = operation;
  const said = `${body.code ?? ""} ${body.message ?? ""}`;
  if (LICENCE.test(said)) return { code: "rejected", text: say("graph.noLicence", { what: name }) };
  if (status === 404) {
    return MISSING.test(body.code ?? "")
      ? { code: "not-found", text: say("graph.unknown", { id: asked }) }
      : { code: "rejected", text: say("graph.notServed", { what: name }) };
  }
  if (SCOPES.test(said)) {
    return { code: "forbidden", text: say("graph.noConsent", { permission: permissionThere }) };
  }
  return { code: "forbidden", text: say("graph.lacksRole", { role }) };
}
