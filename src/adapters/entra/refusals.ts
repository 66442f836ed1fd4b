import { say, type Text } from "../../texts/text.ts";

/**
 * What a refusal of Entra means, by AADSTS number: the one table that sign-ins, the tokens of the application and
 * `npm run doctor` read (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
export type Refused =
  /** Passes by itself: as if Entra could not be reached. */
  | { readonly kind: "passing" }
  /** The person has to agree, or an administrator for everybody. */
  | { readonly kind: "consent" }
  /** A second factor, Conditional Access, a device, terms of use, a new password: Entra's page asks for it. */
  | { readonly kind: "interaction" }
  /** The grant no longer holds; a new sign-in gives another. */
  | { readonly kind: "stale" }
  /** An administrator has to change something about this person; a sign-in ends the same way. */
  | { readonly kind: "barred"; readonly advice: Text }
  /** An administrator has to agree to this permission; the person may be let in with others. */
  | { readonly kind: "admin-consent"; readonly advice: Text }
  /** The set-up is wrong, for everybody. `advice` is for whoever uses the bot, `cause` names the variable. */
  | { readonly kind: "set-up"; readonly advice: Text; readonly cause: string }
  /** The resource that was asked for is not there, or no scope at all. */
  | { readonly kind: "resource"; readonly advice: Text };

/** No sign-in cures these; `advice` tells the person whom to ask. */
export type Hopeless = Extract<Refused, { readonly advice: Text }>;

const PASSING: Refused = { kind: "passing" };
const CONSENT: Refused = { kind: "consent" };
const INTERACTION: Refused = { kind: "interaction" };
const STALE: Refused = { kind: "stale" };

function barred(advice: Text): Refused {
  return { kind: "barred", advice };
}

function setUp(cause: string, advice = say("entra.badCredential")): Refused {
  return { kind: "set-up", cause, advice };
}

function each(numbers: readonly number[], meaning: Refused): readonly (readonly [number, Refused])[] {
  return numbers.map((number) => [number, meaning]);
}

const UNKNOWN_APP = say("entra.unknownApp");
const RESOURCE: Refused = { kind: "resource", advice: say("entra.noResource") };
const ADMIN_CONSENT: Refused = { kind: "admin-consent", advice: say("entra.adminConsent") };

const REFUSALS: ReadonlyMap<number, Refused> = new Map([
  ...each([50196, 90006, 90024, 90033, 90055], PASSING),
  ...each([65001, 65004], CONSENT),
  ...each([90093, 90094], ADMIN_CONSENT),
  ...each([50055, 50058, 50072, 50074, 50076, 50079, 50125, 50127, 50129, 50131, 50142, 50158], INTERACTION),
  ...each([53000, 53001, 53003, 53004], INTERACTION),
  ...each([50013, 50053, 50173, 500133, 54005, 70008, 70043, 700082, 700084], STALE),
  ...each([50057], barred(say("entra.disabled"))),
  ...each([50105], barred(say("entra.notAssigned"))),
  ...each([50020, 50034, 500341], barred(say("entra.unknownAccount"))),
  ...each([500011, 650052, 650057, 70011, 1002012], RESOURCE),
  ...each([7000215], setUp("the secret in CLIENT_SECRET is wrong (its value is needed, not its id)")),
  ...each([7000222], setUp("the secret in CLIENT_SECRET has expired", say("entra.expiredSecret"))),
  ...each([700016], setUp("TENANT_ID has no application CLIENT_ID", UNKNOWN_APP)),
  ...each([7000229], setUp("the application CLIENT_ID has no service principal in TENANT_ID", UNKNOWN_APP)),
  ...each([7000112], setUp("the application CLIENT_ID is disabled", UNKNOWN_APP)),
  ...each([90002], setUp("there is no tenant TENANT_ID", UNKNOWN_APP)),
  ...each([700027], setUp("the certificate in CLIENT_CERTIFICATE_FILE is not one of the application's")),
  ...each([700024], setUp("the clock is wrong, or the token of the credential has expired")),
  ...each([70021], setUp("the application has no federated credential for this identity")),
  ...each([700211], setUp("the application has no federated credential with this issuer")),
  ...each([700212], setUp("the application has no federated credential with this audience")),
  ...each([700213], setUp("the application has no federated credential with this subject")),
]);

/** What these AADSTS numbers mean: what no sign-in cures before the first that is known. Null: none is. */
export function meaningOf(numbers: readonly number[]): Refused | null {
  const known = numbers.flatMap((number) => REFUSALS.get(number) ?? []);
  return known.find((meaning) => "advice" in meaning) ?? known[0] ?? null;
}

/**
 * Why Entra refuses the application, in words for whoever set it up, who knows the variables. Null when the numbers
 * say nothing known.
 * @param scopeVariable the variable that the resource came from
 */
export function causeOf(numbers: readonly number[], scopeVariable: string): string | null {
  const meaning = meaningOf(numbers);
  if (meaning?.kind === "resource") return `${scopeVariable} names nothing that it knows`;
  return meaning?.kind === "set-up" ? meaning.cause : null;
}
