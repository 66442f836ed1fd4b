import { z } from "zod";
import type { AuditDraft } from "../../core/audit.ts";
import { ROLES } from "../../core/model.ts";
import type { Standing } from "../../core/ports.ts";
import type { Tx } from "../../core/store.ts";
import type { EntraDeps, Owner } from "./options.ts";

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
  readonly generation: number;
}

/** How a person signed in. */
export type SignInWay = "single sign-on" | "sign-in page";

/** The encrypted partitions of the token store, one per person. */
export interface Vault {
  read(owner: Owner): Promise<Reading>;
  /**
   * Writes what came of a reading. False when the person has signed out since: nothing was written. When another
   * instance has written since, its partition is kept: it is as new, and holds a refresh token too.
   */
  update(owner: Owner, reading: Reading, held: Held): Promise<boolean>;
  /**
   * Writes a new sign-in over whatever was held, with its audit record. False when the person signed out after
   * `generation`.
   */
  replace(owner: Owner, generation: number, held: Held, way: SignInWay): Promise<boolean>;
  /** What stored partitions say of their owners. */
  standings(
    sealed: readonly { readonly partition: string; readonly cipherText: string }[],
  ): readonly Standing[];
  /** Removes the partition, with its audit record, and makes sure that work under way doesn't write it back. */
  readonly remove: (owner: Owner) => Promise<void>;
  /** Grows with each sign-out of that person. */
  generation(owner: Owner): number;
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

export function createVault(deps: VaultDeps): Vault {
  const generations = new Map<string, number>();
  const generation = (owner: Owner) => generations.get(partitionOf(owner)) ?? 0;
  const partitions = openPartitions(deps);
  return {
    generation,
    async read(owner) {
      const partition = partitionOf(owner);
      const before = generation(owner);
      const known = partitions.recent(partition);
      if (known !== null) return { ...known, generation: before };
      const version = await deps.store.read((tx) => tx.tokens.get(partition));
      return { held: partitions.open(partition, version), version, generation: before };
    },
    update: (owner, reading, held) =>
      write(deps, partitions, held, async (tx) => {
        const now = await tx.tokens.get(partitionOf(owner));
        if (now === null || generation(owner) !== reading.generation) return "refuse";
        return now === reading.version ? "write" : "keep";
      }),
    replace: (owner, since, held, way) =>
      write(deps, partitions, held, async (tx) => {
        if (generation(owner) !== since) return "refuse";
        await tx.audit.append(recordOf("signed-in", held.standing.person, way, deps.clock.now()));
        return "write";
      }),
    standings: (sealed) =>
      sealed.flatMap(({ partition, cipherText }) => decode(cipherText, partition, deps)?.standing ?? []),
    remove: async (owner) => {
      // First: what is being written now either commits before the removal, or sees this and doesn't write.
      generations.set(partitionOf(owner), generation(owner) + 1);
      partitions.forget(partitionOf(owner));
      await deps.store.transaction((tx) => removeFrom(tx, owner, deps));
    },
  };
}

interface Opened {
  readonly version: string;
  readonly held: Held | null;
}

interface Partitions {
  /** What was read a moment ago. */
  recent(partition: string): Opened | null;
  /** Opens what the store holds now. A row that hasn't changed is not decrypted again, and gives the same object. */
  open(partition: string, version: string | null): Held | null;
  /** For what comes next the store is read. */
  forget(partition: string): void;
}

function openPartitions(deps: VaultDeps): Partitions {
  const opened = new Map<string, Opened & { readonly readAt: number }>();
  return {
    recent(partition) {
      const known = opened.get(partition);
      return known !== undefined && performance.now() - known.readAt < MOMENT_MS ? known : null;
    },
    open(partition, version) {
      const known = opened.get(partition);
      opened.delete(partition);
      if (version === null) return null;
      const held = known?.version === version ? known.held : decode(version, partition, deps);
      opened.set(partition, { version, held, readAt: performance.now() });
      const [oldest] = opened.keys();
      if (opened.size > MAX_OPENED && oldest !== undefined) opened.delete(oldest);
      return held;
    },
    forget: (partition) => void opened.delete(partition),
  };
}

/** False: `may` refused, and nothing was written. */
async function write(
  { store, seal, clock }: VaultDeps,
  partitions: Partitions,
  held: Held,
  may: (tx: Tx) => Promise<"write" | "keep" | "refuse">,
): Promise<boolean> {
  const partition = partitionOf(held.standing.person);
  const sealed = seal.close(JSON.stringify(held), partition);
  const verdict = await store.transaction(async (tx) => {
    const said = await may(tx);
    if (said === "write") await tx.tokens.set(partition, sealed, clock.now());
    return said;
  });
  partitions.forget(partition);
  return verdict !== "refuse";
}

async function removeFrom(tx: Tx, owner: Owner, deps: VaultDeps): Promise<void> {
  const partition = partitionOf(owner);
  const sealed = await tx.tokens.get(partition);
  if (sealed === null) return;
  const person = decode(sealed, partition, deps)?.standing.person ?? { ...owner, upn: "unknown" };
  await tx.tokens.remove(partition);
  await tx.audit.append(recordOf("signed-out", person, "tokens removed", deps.clock.now()));
}

function recordOf(
  event: "signed-in" | "signed-out",
  { oid, tid, upn }: Owner & { readonly upn: string },
  outcome: string,
  at: number,
): AuditDraft {
  const command = event === "signed-in" ? "signin" : "signout";
  return { at, actor: { oid, tid, upn }, event, command, args: {}, outcome };
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
