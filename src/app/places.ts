import type { ConversationRow, Tx } from "../core/store.ts";
import type { Turn } from "../core/turn.ts";
import type { Deps } from "./deps.ts";

/** Conversations that the bot is in, with what it needs to speak there by itself. */

/** A place that was written down is not written again for so long, unless it has changed. */
const KEPT_MS = 60_000;
/** Places held in memory. */
const MOST = 2_000;

/** What this process has written down, as JSON text, and when (epoch milliseconds). */
const written = new WeakMap<Deps["store"], Map<string, { readonly row: string; readonly at: number }>>();

export interface Place {
  /** Writes down where the turn came from, where that is due. */
  keep(tx: Tx): Promise<void>;
  /** For when that is committed. */
  kept(): void;
}

/** Where the turn came from. */
export function placeOf({ store, clock }: Deps, turn: Turn): Place {
  const known = written.get(store) ?? new Map<string, { row: string; at: number }>();
  written.set(store, known);
  const { id } = turn.conversation;
  const [place, now] = [rowOf(turn), clock.now()];
  const row = JSON.stringify(place);
  const before = known.get(id);
  // Only what persons do: who is added again was removed, and perhaps another instance was told.
  const isKnown =
    (turn.kind === "message" || turn.kind === "click") &&
    before?.row === row &&
    Math.abs(now - before.at) < KEPT_MS;
  return {
    async keep(tx) {
      if (turn.kind === "removed") await tx.conversations.remove(id);
      else if (!isKnown) await tx.conversations.touch(place, now);
    },
    kept() {
      if (isKnown) return;
      known.delete(id);
      if (turn.kind === "removed") return;
      if (known.size >= MOST) known.clear();
      known.set(id, { row, at: now });
    },
  };
}

function rowOf(turn: Turn): Omit<ConversationRow, "enabled"> {
  const { id, kind, tenantId, serviceUrl } = turn.conversation;
  return { id, kind, tenantId, serviceUrl, personOid: kind === "personal" ? turn.sender.oid : null };
}
