import { say } from "../../texts/text.ts";
import { Fault, UserError } from "../../shared/errors.ts";
import { createAccessTokens } from "./access-tokens.ts";
import { createApplicationTokens, type ApplicationTokens } from "./application-tokens.ts";
import { createClients } from "./clients.ts";
import { createCredentialHealth, type CredentialHealth } from "./credential-health.ts";
import { certificateEnd } from "./credential.ts";
import { createLanes } from "./lanes.ts";
import type { EntraDeps, EntraOptions, Owner } from "./options.ts";
import { createPersonTokens, type PersonTokens } from "./person-tokens.ts";
import { createPopup } from "./popup.ts";
import { createSsoVerifier } from "./sso-token.ts";
import { createVault } from "./vault.ts";
import type { Permission } from "../../defender/operations.ts";
import type { Credential, Identity } from "../../identity/identity.ts";
import type { ApplicationResource } from "./resources.ts";

export type { ApplicationResource } from "./resources.ts";
export { credentialProblem } from "./credential.ts";
export type { EntraCredential, EntraDeps, EntraOptions } from "./options.ts";
export { scopeOf } from "./options.ts";
export { causeOf } from "./refusals.ts";
export { rolesIn, rolesOf } from "./application-roles.ts";

/** Identity, and the tokens that the other adapters send. Tokens never leave the process but in those calls. */
export type Entra = Identity & {
  readonly credential: Credential;
  /**
   * The person's own access token for a Defender permission; `force` gets a new one from Entra.
   * @throws SignInRequired, UserError `unreachable`, Fault
   */
  personToken(
    person: Owner,
    permission: Permission,
    signal: AbortSignal,
    options?: { force?: boolean },
  ): Promise<string>;
  /** The application's access token. @throws UserError `unreachable`, Fault */
  applicationToken(
    resource: ApplicationResource,
    signal: AbortSignal,
    options?: { force?: boolean },
  ): Promise<string>;
};

/** A sign-out waits no longer for what Entra says of the person, in milliseconds. */
const ASK_MS = 2_000;

/** Entra ID for one app registration. @throws Fault `configuration` */
export function createEntra(options: EntraOptions, deps: EntraDeps): Entra {
  assertUsable(options);
  const health = createCredentialHealth(deps.health);
  const clients = createClients(options, deps, health);
  const lanes = createLanes();
  const vault = createVault(deps);
  const verify = createSsoVerifier(options, clients, deps);
  const persons = createPersonTokens({
    ...{ options, clients, lanes, vault, verify, clock: deps.clock },
    accessTokens: createAccessTokens(),
  });
  const application = createApplicationTokens(options, clients, lanes, deps.clock, health);
  const popup = createPopup({ options, deps, clients, lanes, vault });
  const holders: Identity["holders"] = (sealed, role) =>
    vault.standings(sealed).flatMap(({ person, roles }) => (roles.includes(role) ? [person] : []));
  return {
    ...popup,
    ...identityOf(persons),
    holders,
    credential: credentialOf(options, application, health),
    async signOut(sender) {
      // Whom Entra refuses must not pass for somebody who merely signed out: nobody can ask it once their tokens are gone.
      await persons.fresh(sender, 0, AbortSignal.timeout(ASK_MS)).catch(() => undefined);
      return vault.remove(sender);
    },
    ...tokensOf(persons, application),
  };
}

/** The application's tokens alone, for tools: no person and no store is behind them. @throws Fault `configuration` */
export function createEntraApplication(
  options: EntraOptions,
  deps: Pick<EntraDeps, "clock" | "log" | "health" | "transport">,
): Pick<Entra, "applicationToken"> {
  assertUsable(options);
  const health = createCredentialHealth(deps.health);
  const clients = createClients(options, deps, health);
  const tokens = createApplicationTokens(options, clients, createLanes(), deps.clock, health);
  return {
    applicationToken: (resource, signal, { force = false } = {}) => tokens(resource, force, signal),
  };
}

function identityOf(persons: PersonTokens): Pick<Identity, "signIn" | "known" | "fresh" | "hold"> {
  return {
    signIn: persons.signIn,
    known: persons.known,
    fresh: (sender, maxAgeMs, signal) => checked(persons.fresh(sender, maxAgeMs, signal)),
    hold: async (sender, permission, signal) => {
      await checked(persons.token(sender, permission, false, signal));
    },
  };
}

function tokensOf(
  persons: PersonTokens,
  application: ApplicationTokens,
): Pick<Entra, "personToken" | "applicationToken"> {
  return {
    personToken: (person, permission, signal, { force = false } = {}) =>
      persons.token(person, permission, force, signal),
    applicationToken: (resource, signal, { force = false } = {}) => application(resource, force, signal),
  };
}

function credentialOf(
  { credential }: EntraOptions,
  application: ApplicationTokens,
  health: CredentialHealth,
): Credential {
  return {
    prove: async (force, signal) => {
      // Each that was refused: whoever was refused it may not ask again for a while. What Entra says to it is reported
      // where it is heard.
      const resources = new Set<ApplicationResource>(["bot", ...health.refusing()]);
      await Promise.all([...resources].map((one) => application(one, force, signal).catch(() => undefined)));
    },
    endsAt: () => certificateEnd(credential),
  };
}

/** A check that couldn't be made is neither a denial nor a permission. */
async function checked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "unreachable") throw error;
    throw new UserError("could-not-check", say("entra.notChecked"));
  }
}

function assertUsable(options: EntraOptions): void {
  if (URL.parse(options.authority)?.protocol !== "https:") {
    throw new Fault("configuration", "ENTRA_AUTHORITY must be an https URL");
  }
}
