import { hash as digestOf, randomBytes } from "node:crypto";
import { say } from "../../texts/text.ts";
import { z } from "zod";
import { Fault, UserError } from "../../shared/errors.ts";
import type { SignInRow } from "../../identity/rows.ts";
import type { Clients } from "./clients.ts";
import { withDeadline, type Lanes } from "./lanes.ts";
import { msal } from "./msal.ts";
import { scopeOf, SIGN_IN_PERMISSION, type EntraDeps, type EntraOptions } from "./options.ts";
import { AnotherPerson, standingOf } from "./standing.ts";
import { proofOf } from "./step-up.ts";
import { partitionOf, type Held, type Vault } from "./vault.ts";
import type { Permission } from "../../defender/operations.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import type { Identity, Standing } from "../../identity/identity.ts";

/**
 * The sign-in popup. What must hold: each secret of it is good once and for a few minutes, and stored as a digest
 * only; who began a sign-in, who went to Entra and whose verified activity brings the code are one person, or nothing
 * is kept.
 */

/** A ticket is good for 10 minutes; what follows from it for 5. */
const TICKET_LIFE_MS = 600_000;
const STEP_LIFE_MS = 300_000;
/** Secrets that name a row, and Entra's codes: bounded before anything is looked up. */
const SECRET = /^[\w-]{16,128}$/;
const MAX_CODE_CHARS = 8_192;
const permission = z.custom<Permission>((value) => typeof value === "string").nullable();
const proofSchema = z.object({
  ...{ subject: z.string(), asked: z.string(), contexts: z.array(z.string()).readonly(), at: z.number() },
});
const stepUpSchema = z.object({
  demand: z.object({ subject: z.string(), context: z.string(), before: proofSchema.nullable() }),
  /** Epoch milliseconds. */
  askedAt: z.number(),
});
const ticketSchema = z.object({
  /** How often the person had signed out when the ticket was made; rows of an earlier version don't say. */
  signOuts: z.number().default(0),
  claims: z.string().nullable(),
  permission,
  stepUp: stepUpSchema.nullable(),
});
const codeSchema = ticketSchema.extend({ verifier: z.string(), nonce: z.string() });
const redeemSchema = z.object({
  signOuts: ticketSchema.shape.signOuts,
  proof: proofSchema.nullable(),
  held: z.custom<Held>((value) => typeof value === "object" && value !== null),
});

interface Parts {
  readonly options: EntraOptions;
  readonly deps: EntraDeps;
  readonly clients: Clients;
  readonly lanes: Lanes;
  readonly vault: Vault;
}

type Popup = Pick<Identity, "popupTicket" | "popupStart" | "popupEnd" | "popupRedeem">;
type Body = z.output<typeof codeSchema>;

/** The sign-in popup: ticket → authorization code → one-time code, each secret good once (see `Identity`). */
export function createPopup(parts: Parts): Popup {
  const { deps } = parts;
  return {
    popupTicket: async ({ oid, tid }, { claims, permission }, demand = null) => {
      const id = deps.ids.secret();
      const stepUp = demand === null ? null : { demand, askedAt: deps.clock.now() };
      await deps.store.transaction(async (tx) => {
        const { signOuts } = await tx.identityMarks.get(partitionOf({ oid, tid }));
        const body = { claims, permission, stepUp, signOuts };
        await tx.signIns.insert(rowOf(parts, { id, step: "ticket", oid, tid }, body, TICKET_LIFE_MS));
      });
      return id;
    },
    popupStart: (ticket, signal) => start(parts, ticket, signal),
    popupEnd: (query, signal) => end(parts, query, signal),
    popupRedeem: async (sender, code) => {
      if (!SECRET.test(code)) return null;
      const row = await take(parts, code, "redeem");
      const body = row && openBody(parts, row, redeemSchema);
      // The code is spent either way: whoever else brought it must not be followed by its owner.
      if (!row || !body || row.oid !== sender.oid || row.tid !== sender.tid) return null;
      const standing = await store(parts, sender, body);
      return standing && { ...standing, proof: body.proof };
    },
  };
}

async function start(parts: Parts, ticket: string, signal: AbortSignal): Promise<string | null> {
  const { deps, clients } = parts;
  if (!SECRET.test(ticket)) return null;
  // Before the ticket is spent: when Entra can't be reached it stays good.
  const session = await clients.open("person", withDeadline(signal));
  const state = deps.ids.secret();
  const { verifier, challenge } = await new (msal().CryptoProvider)().generatePkceCodes();
  const nonce = randomBytes(16).toString("base64url");
  const body = await deps.store.transaction(async (tx): Promise<Body | null> => {
    const row = await tx.signIns.take(nameOf(ticket), "ticket", deps.clock.now());
    const opened = row && openBody(parts, row, ticketSchema);
    if (!row || !opened) return null;
    const next: Body = { ...opened, verifier, nonce };
    await tx.signIns.insert(
      rowOf(parts, { id: state, step: "code", oid: row.oid, tid: row.tid }, next, STEP_LIFE_MS),
    );
    return next;
  });
  if (body === null) return null;
  return session.call((app) =>
    app.getAuthCodeUrl({
      ...toAgreeTo(parts.options, body.permission),
      ...{ state, nonce, codeChallenge: challenge, codeChallengeMethod: "S256" },
      ...promptOf(body),
    }),
  );
}

/** For a step-up Entra shall not be content with the session that it finds. */
function promptOf({ claims, stepUp }: Body): { prompt?: string; claims?: string } {
  if (claims === null) return { prompt: "select_account" };
  return stepUp === null ? { claims } : { claims, prompt: "login" };
}

async function end(
  parts: Parts,
  query: { state: string; code: string },
  signal: AbortSignal,
): Promise<string | null> {
  const { deps } = parts;
  if (!SECRET.test(query.state) || query.code === "" || query.code.length > MAX_CODE_CHARS) return null;
  const row = await take(parts, query.state, "code");
  const body = row && openBody(parts, row, codeSchema);
  if (!row || !body) return null;
  const redeemed = await redeemAtEntra(parts, row, body, query.code, withDeadline(signal));
  if (redeemed === null) return null;
  const id = deps.ids.secret();
  const next = rowOf(parts, { id, step: "redeem", oid: row.oid, tid: row.tid }, redeemed, STEP_LIFE_MS);
  const isKept = await deps.store.transaction(async (tx) => {
    // Who signed out while Entra was asked must not find a token cache of theirs here afterwards.
    const { signOuts } = await tx.identityMarks.get(partitionOf(row));
    if (signOuts !== body.signOuts) return false;
    await tx.signIns.insert(next);
    return true;
  });
  return isKept ? id : null;
}

/**
 * Null when Entra refuses the code.
 * @throws UserError `forbidden`: somebody else signed in, or what no other sign-in would cure; `unreachable`
 */
async function redeemAtEntra(
  { options, deps, clients }: Parts,
  row: SignInRow,
  { verifier, nonce, stepUp, signOuts }: Body,
  code: string,
  signal: AbortSignal,
): Promise<z.output<typeof redeemSchema> | null> {
  try {
    const session = await clients.open("person", signal);
    const askedAt = deps.clock.now();
    const { accessToken } = await session.call((app) =>
      app.acquireTokenByCode({ ...toRedeem(options), code, codeVerifier: verifier, nonce }),
    );
    const standing = standingOf(session.idToken(), row, options, askedAt);
    const tokens = [session.idToken(), accessToken];
    const times = { since: stepUp?.askedAt ?? 0, at: askedAt };
    return {
      signOuts,
      held: { cache: session.app.getTokenCache().serialize(), standing },
      proof: stepUp === null ? null : proofOf(tokens, row, stepUp.demand, times),
    };
  } catch (error) {
    if (error instanceof SignInRequired) {
      if (error.advice !== null) throw new UserError("forbidden", error.advice);
      return null;
    }
    if (!(error instanceof Fault)) throw error;
    deps.log.warn("A sign-in popup was refused", { why: error.message, ...error.fields });
    if (error instanceof AnotherPerson) throw new UserError("forbidden", say("entra.otherAccount"));
    return null;
  }
}

/** Puts the result into the person's partition, behind whatever is being refreshed there. */
async function store(
  { lanes, vault }: Parts,
  sender: Parameters<Popup["popupRedeem"]>[0],
  { held, signOuts }: z.output<typeof redeemSchema>,
) {
  const name = `${signOuts} popup ${held.standing.checkedAt}`;
  const kept = await lanes.run(partitionOf(sender), name, null, () =>
    vault.replace(signOuts, held, "sign-in page"),
  );
  return kept ? (held.standing satisfies Standing) : null;
}

/** People agree on one page to what every sign-in asks for and to what was missing, whichever APIs serve the two. */
function toAgreeTo(options: EntraOptions, missing: Permission | null) {
  return where(options, [SIGN_IN_PERMISSION, missing ?? SIGN_IN_PERMISSION]);
}

/** A code brings a token of one API only (AADSTS28000); what people have agreed to beside it is got by refresh. */
function toRedeem(options: EntraOptions) {
  return where(options, [SIGN_IN_PERMISSION]);
}

function where(options: EntraOptions, permissions: readonly Permission[]) {
  return {
    scopes: [...new Set(permissions)].map((one) => scopeOf(options, one)),
    redirectUri: `${options.publicUrl}/auth/end`,
  };
}

function take({ deps }: Parts, id: string, step: SignInRow["step"]): Promise<SignInRow | null> {
  return deps.store.transaction((tx) => tx.signIns.take(nameOf(id), step, deps.clock.now()));
}

function contextOf(row: Pick<SignInRow, "step" | "oid" | "tid">): string {
  return `sign-in ${row.step} ${row.oid}.${row.tid}`;
}

function rowOf(
  { deps }: Parts,
  row: Pick<SignInRow, "id" | "step" | "oid" | "tid">,
  body: unknown,
  lifeMs: number,
): SignInRow {
  const sealed = deps.seal.close(JSON.stringify(body), contextOf(row));
  return { ...row, id: nameOf(row.id), body: sealed, expiresAt: deps.clock.now() + lifeMs };
}

/** What a secret is filed under: whoever reads the store can't use what stands there. */
function nameOf(secret: string): string {
  return digestOf("sha256", secret, "base64url");
}

function openBody<T>({ deps }: Parts, row: SignInRow, schema: z.ZodType<T>): T | null {
  const text = deps.seal.open(row.body, contextOf(row));
  const body = text === null ? null : schema.safeParse(JSON.parse(text));
  if (body?.success) return body.data;
  deps.log.warn("A stored sign-in can't be read", { step: row.step });
  return null;
}
