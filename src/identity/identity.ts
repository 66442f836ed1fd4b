import type { Person, Role, Sender } from "../shared/people.ts";
import type { StepUpProof, StepUpDemand } from "./step-up.ts";
import type { Permission } from "../defender/operations.ts";
import type { SignInRequired } from "./sign-in-required.ts";

/**
 * Who somebody is, and with whose token the bot acts. What must hold: a role counts only from a token that Entra
 * issued to that very person, never from a card, a name or the store alone; after a sign-out, or a refusal of
 * Entra's, nothing that began before it is kept or used; and what Entra could not be asked is an error, never a
 * permission.
 */

/** What Entra said of a person, and when. */
export interface Standing {
  readonly person: Person;
  readonly roles: readonly Role[];
  /** Epoch milliseconds at which Entra issued the token that says so. */
  readonly checkedAt: number;
}

/** How the application proves to Entra who it is. */
export interface Credential {
  /**
   * Has a token for the application, a new one with `force`; what Entra says to it is reported as the part `entra` of
   * `Health`. Never rejects.
   */
  prove(force: boolean, signal: AbortSignal): Promise<void>;
  /** When its certificate ends, epoch milliseconds, as the file is now; null: it has none, or it can't be read. */
  endsAt(): number | null;
}

/** What came of a sign-in popup. */
export interface PopupStanding extends Standing {
  /** What it proves for the click that it was opened for; null: it was an ordinary sign-in. */
  readonly proof: StepUpProof | null;
}

/** Sign-ins and sign-outs write their audit record in the transaction that stores or removes the tokens. */
export interface Identity {
  /**
   * Verifies the SSO token (signature, issuer, audience, tenant, expiry, `oid` = sender) and exchanges it on behalf
   * of the person. Concurrent calls for one person are one call.
   * @throws SignInRequired Entra refuses; UserError `unreachable` when Entra can't be reached.
   */
  signIn(sender: Sender, ssoToken: string, signal: AbortSignal): Promise<Standing>;
  /** What is known without asking Entra; null when the bot holds no token of that person. */
  known(sender: { oid: string; tid: string }): Promise<Standing | null>;
  /**
   * Roles from a token that Entra issued at most `maxAgeMs` ago, and has refused nothing since; forces a refresh when
   * the known one is older.
   * @throws SignInRequired, whose `reason` tells two things apart. `no-token`: the bot holds nothing, since this person
   * has signed out or never signed in, and Entra has not refused them when it was last asked. Any other: Entra refuses
   * this person now (disabled, deleted, sessions revoked, not assigned, something to agree to or to prove first). That
   * is remembered in the store, whatever is looked up afterwards, and by whichever instance, until Entra gives this
   * person tokens again. UserError `could-not-check` when Entra can't be reached: nothing is known.
   */
  fresh(sender: { oid: string; tid: string }, maxAgeMs: number, signal: AbortSignal): Promise<Standing>;
  /**
   * Makes sure that the bot holds a token of that person for the permission, so that the executor finds it.
   * @throws SignInRequired, UserError as `fresh`
   */
  hold(sender: { oid: string; tid: string }, permission: Permission, signal: AbortSignal): Promise<void>;
  /** Those of the sealed partitions' owners whose last verified roles held that one; Entra is not asked. */
  holders(
    sealed: readonly { readonly partition: string; readonly cipherText: string }[],
    role: Role,
  ): readonly Person[];
  /**
   * Removes all that is held of that person at once: tokens and claims, sign-in popups at each step, commands that wait
   * for a sign-in. What began before on any instance (exchange, refresh, popup) stores nothing afterwards.
   * False when there was nothing.
   */
  signOut(sender: { oid: string; tid: string }): Promise<boolean>;
  /** Sign-in popup: the URL of Entra to go to for a ticket, or null when the ticket is unknown, used or too old. */
  popupStart(ticket: string, signal: AbortSignal): Promise<string | null>;
  /** Sign-in popup: takes the authorization code; gives the one-time code for `signin/verifyState`, or null. */
  popupEnd(query: { state: string; code: string }, signal: AbortSignal): Promise<string | null>;
  /** Redeems the one-time code for the person whose verified activity brought it; null when it isn't theirs. */
  popupRedeem(sender: Sender, code: string): Promise<PopupStanding | null>;
  /**
   * A ticket for the popup that gets what was missing, bound to that person, good for 10 minutes, once. With `stepUp`
   * the person has to sign in anew, and what that proves comes back with the code.
   */
  popupTicket(
    sender: Sender,
    missing: Pick<SignInRequired, "claims" | "permission">,
    stepUp?: StepUpDemand | null,
  ): Promise<string>;
}

/** Roles that open, decide or configure something must come from a token at most this old. */
export const ROLE_MAX_AGE_MS = 60_000;
