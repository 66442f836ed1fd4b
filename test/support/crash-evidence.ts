import type { Schema } from "../../src/adapters/store/schema.ts";
import type { AuditRecord, Checkpoint } from "../../src/audit/record.ts";
import type { Request } from "../../src/requests/machine/request.ts";

/** What people, Defender, Teams and the clock on the wall saw of the bot. Times are true ones, in epoch milliseconds. */

/** What a person was told they have done to a request. */
export type Deed = "approved" | "denied" | "cancelled" | "revoked";

export interface Asked {
  readonly reason: string;
  readonly thread: string;
  readonly by: string;
  /** When it was acknowledged; null: never. */
  readonly acknowledgedAt: number | null;
}

export interface Told {
  readonly reason: string;
  readonly upn: string;
  readonly deed: Deed;
  readonly at: number;
}

/** A copy of the store was put back: what happened from `copiedFrom` to `at` may not be in it. */
export interface Restore {
  /** When the copying began. */
  readonly copiedFrom: number;
  /** When the restore ended. */
  readonly at: number;
  /** The end of the audit chain, as the copy's manifest has it. */
  readonly head: Checkpoint | null;
  /** The chain that was there until then. */
  readonly lost: readonly AuditRecord[];
}

/** A life of the process that began under a forged clock. */
export interface Life {
  readonly at: number;
  /** Milliseconds by which the machine's clock was ahead when it began; below 0: behind. */
  readonly ahead: number;
}

export interface Evidence {
  readonly asked: Asked[];
  readonly told: Told[];
  /** Ends of lives. */
  readonly kills: number[];
  readonly restores: Restore[];
  readonly lives: Life[];
  /** What was done to the bot, in order. */
  readonly story: { readonly at: number; readonly what: string }[];
}

/** A changing call that has arrived at Defender or Graph. */
export interface Call {
  /** The request or the step that it is of. */
  readonly id: string;
  readonly path: string;
  /** Calls on people take none. */
  readonly comment: string;
  /** Whose token it was made with: Entra's object id. */
  readonly oid: string | null;
  readonly at: number;
}

/** What came of a call, a machine action or revoked sessions: a caller that is killed can take its call along. */
export interface Action {
  /** As of the call. */
  readonly id: string;
  readonly comment: string;
  readonly type: string;
  readonly deviceId: string;
  readonly at: number;
}

/** A request's card as it stands in Teams. */
export interface Card {
  readonly id: string;
  readonly state: string;
  /** When it was posted. */
  readonly at: number;
}

/** What is there in the end. */
export interface Traces extends Evidence {
  /** The audit chain in the end, oldest record first. */
  readonly records: readonly AuditRecord[];
  readonly requests: readonly Request[];
  readonly calls: readonly Call[];
  readonly actions: readonly Action[];
  /** When the bot has given up waiting for the answer to a post. */
  readonly unheard: readonly number[];
  /** Threads in which the bot has answered. */
  readonly answered: ReadonlySet<string>;
  /** Oldest first. */
  readonly cards: readonly Card[];
  /** The store's rows for these copies. */
  readonly posts: readonly Pick<Schema["posts"], "id" | "subject">[];
}

/** The time from one restore to the next: what a store knows at first hand. */
export interface Era {
  /** When it began. */
  readonly from: number;
  /** The whole chain at its end. */
  readonly chain: readonly AuditRecord[];
  /** The records that were written in it, after the restore that it began with. */
  readonly own: readonly AuditRecord[];
}

function isRestore({ event, command }: AuditRecord): boolean {
  return event === "halted" && command === "restore";
}

export function erasOf({ restores, records }: Pick<Traces, "restores" | "records">): readonly Era[] {
  const chains = [...restores.map(({ lost }) => lost), records];
  return chains.map((chain, index) => ({
    chain,
    from: restores[index - 1]?.at ?? 0,
    own: index === 0 ? chain : chain.slice(chain.findLastIndex(isRestore) + 1),
  }));
}

/** Whether a restore may have taken what was written at that time. */
export function isForgotten(at: number, { restores }: Pick<Evidence, "restores">): boolean {
  return restores.some(({ copiedFrom, at: restored }) => at >= copiedFrom && at <= restored);
}

/** The request, or the step of one, that a comment names. */
export function idIn(comment: string): string {
  return /^\[(.{4}-.{4}(?:\.\d+)?)\]/.exec(comment)?.[1] ?? "";
}

/** The request that a step belongs to; of any other, itself. */
export function leaderOf(id: string): string {
  return id.split(".")[0] ?? id;
}
