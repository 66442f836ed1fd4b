import { z } from "zod";
import { ROLES } from "../../core/model.ts";
import type { Standing } from "../../core/ports.ts";
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

/** The encrypted partitions of the token store, one per person. */
export interface Vault {
  read(owner: Owner): Promise<Reading>;
  /**
   * Writes what came of a reading. False when the person has signed out since: nothing was written. When another
   * instance has written since, its partition is kept: it is as new, and holds a refresh token too.
   */
  update(owner: Owner, reading: Reading, held: Held): Promise<boolean>;
  /** Writes a new sign-in over whatever was held. False when the person signed out after `generation`. */
  replace(owner: Owner, generation: number, held: Held): Promise<boolean>;
  /** Removes the partition, and makes sure that work under way doesn't write it back. */
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

export function createVault(deps: Pick<EntraDeps, "store" | "seal" | "clock" | "log">): Vault {
  const { store, seal, clock } = deps;
  const generations = new Map<string, number>();
  const generation = (owner: Owner) => generations.get(partitionOf(owner)) ?? 0;
  const open = createOpener(deps);

  async function read(owner: Owner): Promise<Reading> {
    const partition = partitionOf(owner);
    const before = generation(owner);
    const version = await store.transaction((tx) => tx.tokens.get(partition));
    return { held: open(partition, version), version, generation: before };
  }
  const write = (owner: Owner, held: Held, may: (now: string | null) => "write" | "keep" | "refuse") => {
    const partition = partitionOf(owner);
    const sealed = seal.close(JSON.stringify(held), partition);
    return store.transaction(async (tx) => {
      const verdict = may(await tx.tokens.get(partition));
      if (verdict === "write") await tx.tokens.set(partition, sealed, clock.now());
      return verdict !== "refuse";
    });
  };
  return {
    generation,
    read,
    update: (owner, reading, held) =>
      write(owner, held, (now) => {
        if (now === null || generation(owner) !== reading.generation) return "refuse";
        return now === reading.version ? "write" : "keep";
      }),
    replace: (owner, since, held) =>
      write(owner, held, () => (generation(owner) === since ? "write" : "refuse")),
    remove: async (owner) => {
      // First: what is being written now either commits before the removal, or sees this and doesn't write.
      generations.set(partitionOf(owner), generation(owner) + 1);
      open(partitionOf(owner), null);
      await store.transaction((tx) => tx.tokens.remove(partitionOf(owner)));
    },
  };
}

/**
 * Opens what the store holds now. A row that hasn't changed is not decrypted again, and gives the same object; whatever
 * another instance does to it is seen, because the row itself is read each time.
 */
function createOpener(
  deps: Pick<EntraDeps, "seal" | "log">,
): (partition: string, version: string | null) => Held | null {
  const opened = new Map<string, { readonly version: string; readonly held: Held | null }>();
  return (partition, version) => {
    const known = opened.get(partition);
    opened.delete(partition);
    if (version === null) return null;
    const held = known?.version === version ? known.held : decode(version, partition, deps);
    opened.set(partition, { version, held });
    const [oldest] = opened.keys();
    if (opened.size > MAX_OPENED && oldest !== undefined) opened.delete(oldest);
    return held;
  };
}

function decode(
  sealed: string,
  partition: string,
  { seal, log }: Pick<EntraDeps, "seal" | "log">,
): Held | null {
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
