import type { Tx as MessagingTx } from "../messaging/rows.ts";

/** `offered`: its owner is asked. `accepted`: it is being saved. The other two are over: nothing of it is kept. */
export type FileState = "offered" | "accepted" | "saved" | "declined";

/** A file that is on offer to one person, or was until a short while ago. */
export interface FileRow {
  /** What its card calls it by: nothing that could be guessed. */
  readonly id: string;
  /** Object id and tenant of the one person whom it is for. */
  readonly oid: string;
  readonly tid: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The message that offers it. */
  readonly postId: string;
  readonly state: FileState;
  /** Its content, sealed; empty: forgotten. */
  readonly body: string;
  /** Where it is to be saved, sealed: whoever has the address may write there. Empty: nowhere yet. */
  readonly target: string;
  /** How often it was sent there, or begun to be. */
  readonly attempts: number;
  /** Epoch milliseconds; null: nothing is to be done. */
  readonly dueAt: number | null;
  /** From then on nobody gets it any more (epoch milliseconds). */
  readonly expiresAt: number;
}

/** Part of a transaction. */
export interface FileRows {
  insert(row: FileRow): Promise<void>;
  get(id: string): Promise<FileRow | null>;
  /** How many are on offer to that person, or being saved. */
  countOf(owner: Pick<FileRow, "oid" | "tid">): Promise<number>;
  /** Changes a row that is still in that state; false: it is not. */
  change(id: string, from: FileState, facts: Partial<FileFacts>): Promise<boolean>;
  /** Those to be saved now. */
  due(now: number, limit: number): Promise<readonly FileRow[]>;
}

export type FileFacts = Pick<FileRow, "state" | "body" | "target" | "attempts" | "dueAt" | "postId">;

/** What a transaction offers to this room. */
export interface Tx extends MessagingTx {
  readonly files: FileRows;
}
