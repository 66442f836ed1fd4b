import type { AccessTokens } from "./access-tokens.ts";
import type { Clients } from "./clients.ts";
import { orAborted, withDeadline, type Lanes } from "./lanes.ts";
import { scopeOf, SIGN_IN_PERMISSION, type EntraDeps, type EntraOptions, type Owner } from "./options.ts";
import type { SsoVerifier } from "./sso-token.ts";
import { standingOf } from "./standing.ts";
import { partitionOf, type Reading, type Vault } from "./vault.ts";
import type { Sender } from "../../shared/people.ts";
import { delegatedGrant, needsAdministrator, type Permission } from "../../defender/operations.ts";
import { say, type Text } from "../../texts/text.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import type { Standing } from "../../identity/identity.ts";

/**
 * The tokens that people's calls are made with. What must hold: a token is used for the person it was issued to and for
 * nobody else; where it can't be renewed, the call is not made (there is no application token in its place); what began
 * before a sign-out gives nothing to whoever comes after it.
 */

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
  const { vault } = parts;
  return {
    signIn: (sender, ssoToken, signal) => signIn(parts, sender, ssoToken, signal),
    known: async (owner) => (await vault.read(owner)).held?.standing ?? null,
    fresh: async (owner, maxAgeMs, signal) => {
      const before = await vault.read(owner);
      const known = freshStanding(parts, before, maxAgeMs);
      const inLane = laneOf(parts, owner, before, signal);
      return (
        known ??
        inLane(`fresh ${maxAgeMs}`, async (own) => {
          // Who was here before may just have asked.
          const reading = await vault.read(owner);
          const standing = freshStanding(parts, reading, maxAgeMs);
          return standing ?? (await silent(parts, owner, reading, SIGN_IN_PERMISSION, true, own)).standing;
        })
      );
    },
    token: async (owner, permission, force, signal) => {
      const before = await vault.read(owner);
      const known = force ? null : knownToken(parts, before, permission);
      const inLane = laneOf(parts, owner, before, signal);
      return (
        known ??
        inLane(`token ${permission} ${force}`, async (own) => {
          const reading = await vault.read(owner);
          return (await silent(parts, owner, reading, permission, force, own)).token;
        })
      );
    },
  };
}

/**
 * Where work on this person's tokens is done, one at a time. The count of sign-outs is part of the name: nobody who comes
 * after one shares what began before it.
 */
function laneOf({ lanes }: Parts, owner: Owner, { signOuts }: Reading, signal: AbortSignal) {
  return <T>(name: string, work: (own: AbortSignal) => Promise<T>) =>
    lanes.run(partitionOf(owner), `${signOuts} ${name}`, signal, work);
}

async function signIn(
  parts: Parts,
  sender: Sender,
  ssoToken: string,
  signal: AbortSignal,
): Promise<Standing> {
  const bounded = withDeadline(signal);
  const before = await parts.vault.read(sender);
  // Each token is checked, also of a caller who then shares another's exchange.
  await orAborted(parts.verify(ssoToken, sender), bounded);
  const { signOuts } = before;
  return laneOf(
    parts,
    sender,
    before,
    bounded,
  )("sign-in", (own) => exchange(parts, sender, { ssoToken, signOuts }, own));
}

/** On-behalf-of exchange of a verified SSO token: a new partition takes the place of the old one. */
async function exchange(
  parts: Parts,
  sender: Sender,
  { ssoToken, signOuts }: { readonly ssoToken: string; readonly signOuts: number },
  signal: AbortSignal,
): Promise<Standing> {
  const { options, clients, vault, clock } = parts;
  const session = await clients.open("person", signal);
  const askedAt = clock.now();
  const scopes = [scopeOf(options, SIGN_IN_PERMISSION)];
  try {
    await session.call((app) =>
      app.acquireTokenOnBehalfOf({ oboAssertion: ssoToken, scopes, skipCache: true }),
    );
  } catch (error) {
    // What is wrong with the assertion says nothing of the person.
    if (error instanceof SignInRequired && error.advice !== null) await vault.refuse(sender);
    throw error;
  }
  const standing = standingOf(session.idToken(), sender, options, askedAt);
  const held = { cache: session.app.getTokenCache().serialize(), standing };
  if (!(await vault.replace(signOuts, held, "single sign-on"))) throw new SignInRequired("no-token");
  return standing;
}

/** What was read, when it is not older than that and Entra has not refused its owner since. */
function freshStanding({ clock }: Parts, { held, refused }: Reading, maxAgeMs: number): Standing | null {
  if (held === null || refused) return null;
  // A negative age is a clock that went back: it proves nothing.
  const age = clock.now() - held.standing.checkedAt;
  return age >= 0 && age <= maxAgeMs ? held.standing : null;
}

/** A token that msal has found in the partition before, which is as it was then. Nothing changes: no lane is needed. */
function knownToken(
  { accessTokens, clock }: Parts,
  { held, refused }: Reading,
  permission: Permission,
): string | null {
  return held === null || refused ? null : accessTokens.get(held, permission, clock.now());
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
  if (held === null) throw new SignInRequired(reading.refused ? "refused" : "no-token");
  const session = await clients.open("person", signal, held.cache);
  const cache = session.app.getTokenCache();
  const account = (await cache.getAllAccounts()).find((one) => one.localAccountId === owner.oid);
  if (account === undefined) throw new SignInRequired("no-token");
  const askedAt = clock.now();
  const scopes = [scopeOf(options, permission)];
  const result = await remembered(parts, owner, permission, () =>
    session.call((app) =>
      app.acquireTokenSilent({ account, scopes, forceRefresh: force || reading.refused }),
    ),
  );
  if (result.fromCache) {
    accessTokens.keep(held, permission, result);
    return { token: result.accessToken, standing: held.standing };
  }
  const standing = standingOf(session.idToken(), owner, options, askedAt);
  if (!(await vault.update(owner, reading, { cache: cache.serialize(), standing }))) {
    throw new SignInRequired("no-token");
  }
  return { token: result.accessToken, standing };
}

/** Whom to ask for what no person can agree to for themselves; null: a sign-in asks for it. */
function adviceFor(permission: Permission): Text | null {
  if (!needsAdministrator(permission)) return null;
  return say("graph.noConsent", { permission: delegatedGrant(permission, "graph").permission });
}

/**
 * A refusal names what was asked for, so that the sign-in asks for that too and does not end where it began. It is
 * remembered, but for a permission that is yet to be agreed to: whoever Entra refused has not merely signed out, also
 * when nothing is held of them any more.
 */
async function remembered<T>(
  { vault }: Parts,
  owner: Owner,
  permission: Permission,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignInRequired)) throw error;
    if (error.reason !== "consent") await vault.refuse(owner);
    const advice = error.reason === "consent" ? adviceFor(permission) : null;
    throw new SignInRequired(error.reason, error.claims, permission, advice ?? error.advice);
  }
}
