import { SignInRequired } from "../../core/errors.ts";
import type { Sender } from "../../core/model.ts";
import type { Permission, Standing } from "../../core/ports.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { Clients } from "./clients.ts";
import { orAborted, withDeadline, type Lanes } from "./lanes.ts";
import { scopeOf, SIGN_IN_PERMISSION, type EntraDeps, type EntraOptions, type Owner } from "./options.ts";
import type { SsoVerifier } from "./sso-token.ts";
import { standingOf } from "./standing.ts";
import { partitionOf, type Reading, type Vault } from "./vault.ts";

interface Parts {
  readonly options: EntraOptions;
  readonly clients: Clients;
  readonly lanes: Lanes;
  readonly vault: Vault;
  readonly accessTokens: AccessTokens;
  readonly verify: SsoVerifier;
  readonly clock: EntraDeps["clock"];
}

export interface PersonTokens {
  readonly signIn: (sender: Sender, ssoToken: string, signal: AbortSignal) => Promise<Standing>;
  readonly known: (owner: Owner) => Promise<Standing | null>;
  readonly fresh: (owner: Owner, maxAgeMs: number, signal: AbortSignal) => Promise<Standing>;
  readonly token: (
    owner: Owner,
    permission: Permission,
    force: boolean,
    signal: AbortSignal,
  ) => Promise<string>;
}

/** Tokens of persons, each from and to the person's own partition. Errors as in the port `Identity`. */
export function createPersonTokens(parts: Parts): PersonTokens {
  const { lanes, vault, verify } = parts;
  /** The generation is part of the name: nobody who comes after a sign-out shares what began before it. */
  function inLane<T>(
    owner: Owner,
    name: string,
    signal: AbortSignal,
    work: (own: AbortSignal) => Promise<T>,
  ) {
    return lanes.run(partitionOf(owner), `${vault.generation(owner)} ${name}`, signal, work);
  }
  return {
    signIn: async (sender, ssoToken, signal) => {
      const bounded = withDeadline(signal);
      // Each token is checked, also of a caller who then shares another's exchange.
      await orAborted(verify(ssoToken, sender), bounded);
      return inLane(sender, "sign-in", bounded, (own) => exchange(parts, sender, ssoToken, own));
    },
    known: async (owner) => (await vault.read(owner)).held?.standing ?? null,
    fresh: async (owner, maxAgeMs, signal) =>
      freshStanding(parts, owner, await vault.read(owner), maxAgeMs) ??
      inLane(owner, `fresh ${maxAgeMs}`, signal, async (own) => {
        // Who was here before may just have asked.
        const reading = await vault.read(owner);
        const standing = freshStanding(parts, owner, reading, maxAgeMs);
        return standing ?? (await silent(parts, owner, reading, SIGN_IN_PERMISSION, true, own)).standing;
      }),
    token: async (owner, permission, force, signal) =>
      (force ? null : await knownToken(parts, owner, permission)) ??
      inLane(owner, `token ${permission} ${force}`, signal, async (own) => {
        const reading = await vault.read(owner);
        return (await silent(parts, owner, reading, permission, force, own)).token;
      }),
  };
}

/** On-behalf-of exchange of a verified SSO token: a new partition takes the place of the old one. */
async function exchange(
  parts: Parts,
  sender: Sender,
  ssoToken: string,
  signal: AbortSignal,
): Promise<Standing> {
  const { options, clients, vault, clock } = parts;
  const generation = vault.generation(sender);
  const session = await clients.open("person", signal);
  const askedAt = clock.now();
  const scopes = [scopeOf(options, SIGN_IN_PERMISSION)];
  await session.call((app) =>
    app.acquireTokenOnBehalfOf({ oboAssertion: ssoToken, scopes, skipCache: true }),
  );
  const standing = standingOf(session.idToken(), sender, options, askedAt);
  const held = { cache: session.app.getTokenCache().serialize(), standing };
  if (!(await vault.replace(sender, generation, held, "single sign-on")))
    throw new SignInRequired("no-token");
  return standing;
}

/** What was read, when it is not older than that and its owner has not signed out since. */
function freshStanding(
  { vault, clock }: Parts,
  owner: Owner,
  { held, generation }: Reading,
  maxAgeMs: number,
): Standing | null {
  if (held === null || vault.generation(owner) !== generation) return null;
  // A negative age is a clock that went back: it proves nothing.
  const age = clock.now() - held.standing.checkedAt;
  return age >= 0 && age <= maxAgeMs ? held.standing : null;
}

/** A token that msal has found in the partition before, which is as it was then. Nothing changes: no lane is needed. */
async function knownToken(
  { vault, accessTokens, clock }: Parts,
  owner: Owner,
  permission: Permission,
): Promise<string | null> {
  const { held, generation } = await vault.read(owner);
  if (held === null || vault.generation(owner) !== generation) return null;
  return accessTokens.get(held, permission, clock.now());
}

/**
 * A token from the partition, or by its refresh token. With `force` always by the network, which also gives an
 * id_token with the roles of this moment.
 */
async function silent(
  parts: Parts,
  owner: Owner,
  reading: Reading,
  permission: Permission,
  force: boolean,
  signal: AbortSignal,
): Promise<{ token: string; standing: Standing }> {
  const { options, clients, vault, accessTokens, clock } = parts;
  const { held } = reading;
  const signedOut = (): boolean => vault.generation(owner) !== reading.generation;
  if (held === null || signedOut()) throw new SignInRequired("no-token");
  const session = await clients.open("person", signal, held.cache);
  const cache = session.app.getTokenCache();
  const account = (await cache.getAllAccounts()).find((one) => one.localAccountId === owner.oid);
  if (account === undefined) throw new SignInRequired("no-token");
  const askedAt = clock.now();
  const scopes = [scopeOf(options, permission)];
  const result = await lacking(permission, () =>
    session.call((app) => app.acquireTokenSilent({ account, scopes, forceRefresh: force })),
  );
  if (result.fromCache) {
    if (signedOut()) throw new SignInRequired("no-token");
    accessTokens.keep(held, permission, result);
    return { token: result.accessToken, standing: held.standing };
  }
  const standing = standingOf(session.idToken(), owner, options, askedAt);
  if (!(await vault.update(owner, reading, { cache: cache.serialize(), standing }))) {
    throw new SignInRequired("no-token");
  }
  return { token: result.accessToken, standing };
}

/** A refusal names what was asked for, so that the sign-in asks for that too and does not end where it began. */
async function lacking<T>(permission: Permission, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignInRequired)) throw error;
    throw new SignInRequired(error.reason, error.claims, permission);
  }
}
