import { z } from "zod";
import { actorOf, type AuditDraft } from "../../audit/record.ts";
import type { IdentityMark } from "../../identity/rows.ts";
import type { EntraDeps, Owner, Tx } from "./options.ts";
import { ROLES } from "../../shared/people.ts";
import type { Standing } from "../../identity/identity.ts";

/**
 * Where people's tokens are kept. What must hold: they are on disk only encrypted, each under its owner's name, so
 * that one put in another's place does not open; a sign-out wins over everything that began before it, on any
 * instance; and an old answer never overwrites a newer sign-in.
 */

const heldSchema = z.object({
  /** msal's cache of this one person, JSON text. */
  cache: z.string(),
  standing: z.object({
    person: z.object({ oid: z.string(), tid: z.string(), upn: z.string(), name: z.string() }),
    roles: z.array(z.enum(ROLES)),
    checkedAt: z.number(),
  }),
});

/** What the bot holds of one person. */
export interface Held {
  readonly cache: string;
  readonly standing: Standing;
}

/** A partition as it was read: `version` says later whether somebody else has changed it. */
export interface Reading {
  readonly held: Held | null;
  readonly version: string | null;
  /** How often its owner had signed out by then. */
  readonly signOuts: number;
  /** Whether Entra has refused its owner since it last gave them tokens: no claim that is older counts. */
  readonly refused: boolean;
}

/** How a person signed in. */
export type SignInWay = "single sign-on" | "sign-in page";

/** The encrypted partitions of the token store, one per person. */
export interface Vault {
  read(owner: Owner): Promise<Reading>;
  /**
   * Writes what came of a reading. False when the person has signed out since, on whichever instance: nothing was
   * written. When another instance has written since, its partition is kept: it is as new, and holds a refresh token too.
   */
  update(owner: Owner, reading: Reading, held: Held): Promise<boolean>;
  /**
   * Writes a new sign-in over whatever was held, with its audit record. False when the person has signed out more often
   * than `signOuts`.
   */
  replace(signOuts: number, held: Held, way: SignInWay): Promise<boolean>;
  /** What stored partitions say of their owners. */
  standings(
    sealed: readonly { readonly partition: string; readonly cipherText: string }[],
  ): readonly Standing[];
  /** Remembers that Entra refuses this person, tokens or none, until it gives them tokens again. */
  refuse(owner: Owner): Promise<void>;
  /**
   * Removes all that is held of a person: tokens, sign-in popups at whatever step, commands that wait for a sign-in; with
   * its audit record. What is under way on any instance stores nothing afterwards. False when there was nothing.
   */
  readonly remove: (owner: Owner) => Promise<boolean>;
}

/** Name of a person's partition. */
export function partitionOf(owner: Owner): string {
  return `${owner.oid}.${owner.tid}`;
}

/** Partitions in memory, opened; the one unused for longest goes first. */
const MAX_OPENED = 500;
/**
 * A row that was read a moment ago (milliseconds) is not read again: one click asks for several tokens. What another
 * instance does to it is seen so much later; a call to Defender takes longer.
 */
const MOMENT_MS = 20;

type VaultDeps = Pick<EntraDeps, "store" | "seal" | "clock" | "log">;

/** The vault over a store; nothing of it is opened yet. */
export function createVault(deps: VaultDeps): Vault {
  const partitions = openPartitions(deps);
  return {
    async read(owner) {
      const partition = partitionOf(owner);
      const recent = partitions.recent(partition);
      return recent ?? partitions.open(partition, await deps.store.read((tx) => load(tx, partition)));
    },
    update: (owner, reading, held) =>
      write(deps, partitions, held, reading.signOuts, async (tx) => {
        return (await tx.tokens.get(partitionOf(owner))) === reading.version;
      }),
    replace: (signOuts, held, way) =>
      write(deps, partitions, held, signOuts, async (tx) => {
        await tx.audit.append(recordOf("signed-in", held.standing.person, way, deps.clock.now()));
        return true;
      }),
    standings: (sealed) =>
      sealed.flatMap(({ partition, cipherText }) => decode(cipherText, partition, deps)?.standing ?? []),
    async refuse(owner) {
      const partition = partitionOf(owner);
      await deps.store.transaction(async (tx) => {
        const mark = await tx.identityMarks.get(partition);
        await tx.identityMarks.set(partition, { ...mark, refusedAt: deps.clock.now() });
      });
      partitions.forget(partition);
    },
    async remove(owner) {
      try {
        return await deps.store.transaction((tx) => removeFrom(tx, owner, deps));
      } finally {
        partitions.forget(partitionOf(owner));
      }
    },
  };
}

/** What the store holds of a person at a time. */
interface Stored {
  readonly version: string | null;
  readonly mark: IdentityMark;
}

async function load(tx: Tx, partition: string): Promise<Stored> {
  return { version: await tx.tokens.get(partition), mark: await tx.identityMarks.get(partition) };
}

interface Partitions {
  /** What was read a moment ago. */
  recent(partition: string): Reading | null;
  /** Opens what the store holds now. A row that hasn't changed is not decrypted again, and gives the same object. */
  open(partition: string, stored: Stored): Reading;
  /** For what comes next the store is read. */
  forget(partition: string): void;
}

function openPartitions(deps: VaultDeps): Partitions {
  const opened = new Map<string, Reading & { readonly readAt: number }>();
  return {
    recent(partition) {
      const known = opened.get(partition);
      return known !== undefined && performance.now() - known.readAt < MOMENT_MS ? known : null;
    },
    open(partition, { version, mark }) {
      const known = opened.get(partition);
      opened.delete(partition);
      const { signOuts, refusedAt } = mark;
      const facts = { version, signOuts, refused: refusedAt !== null };
      if (version === null) return { held: null, ...facts };
      const held = known?.version === version ? known.held : decode(version, partition, deps);
      const reading = { held, ...facts, readAt: performance.now() };
      opened.set(partition, reading);
      const [oldest] = opened.keys();
      if (opened.size > MAX_OPENED && oldest !== undefined) opened.delete(oldest);
      return reading;
    },
    forget: (partition) => void opened.delete(partition),
  };
}

/**
 * Stores what Entra gave, unless `may` leaves what is there. False when its owner has signed out meanwhile: the count
 * is compared in the transaction that writes, so nothing that began before a sign-out can undo it.
 */
async function write(
  { store, seal, clock }: VaultDeps,
  partitions: Partitions,
  held: Held,
  signOuts: number,
  may: (tx: Tx) => Promise<boolean>,
): Promise<boolean> {
  const partition = partitionOf(held.standing.person);
  const sealed = seal.close(JSON.stringify(held), partition);
  const counts = await store.transaction(async (tx) => {
    const mark = await tx.identityMarks.get(partition);
    if (mark.signOuts !== signOuts) return false;
    if (await may(tx)) await tx.tokens.set(partition, sealed, clock.now());
    if (mark.refusedAt !== null) await tx.identityMarks.set(partition, { ...mark, refusedAt: null });
    return true;
  });
  partitions.forget(partition);
  return counts;
}

async function removeFrom(tx: Tx, owner: Owner, deps: VaultDeps): Promise<boolean> {
  const partition = partitionOf(owner);
  const sealed = await tx.tokens.get(partition);
  const mark = await tx.identityMarks.get(partition);
  await tx.identityMarks.set(partition, { ...mark, signOuts: mark.signOuts + 1 });
  await tx.tokens.remove(partition);
  const popups = await tx.signIns.removeAllOf(owner);
  const commands = await tx.pending.removeAllOf(owner);
  if (sealed === null && popups + commands === 0) return false;
  const held = sealed === null ? null : decode(sealed, partition, deps);
  const person = held?.standing.person ?? { ...owner, upn: "unknown" };
  const outcome = sealed === null ? "waiting sign-ins removed" : "tokens removed";
  await tx.audit.append(recordOf("signed-out", person, outcome, deps.clock.now()));
  return true;
}

function recordOf(
  event: "signed-in" | "signed-out",
  person: Owner & { readonly upn: string },
  outcome: string,
  at: number,
): AuditDraft {
  const command = event === "signed-in" ? "signin" : "signout";
  return { at, actor: actorOf(person), event, command, args: {}, outcome };
}

function decode(sealed: string, partition: string, { seal, log }: VaultDeps): Held | null {
  const text = seal.open(sealed, partition);
  const held = text === null ? null : parseHeld(text);
  if (held !== null && partitionOf(held.standing.person) === partition) return held;
  log.warn("A stored token can't be read; its owner has to sign in again", { partition });
  return null;
}

function parseHeld(text: string): Held | null {
  try {
    return heldSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
