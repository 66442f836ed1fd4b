/** What is known of a person beside their tokens. */
export interface IdentityMark {
  /** How often they signed out. What began before a sign-out sees by it that nothing may be stored any more. */
  readonly signOuts: number;
  /** Epoch milliseconds at which Entra refused them; null: it has given them tokens since, or never refused. */
  readonly refusedAt: number | null;
}

/** A sign-in popup under way; `id` is a digest of the secret that names it at each step. */
export interface SignInRow {
  readonly id: string;
  readonly step: "ticket" | "code" | "redeem";
  readonly oid: string;
  readonly tid: string;
  /** Encrypted JSON text. */
  readonly body: string;
  readonly expiresAt: number;
}

/** What outlives a person's tokens, by the name of their partition. */
export interface IdentityMarkRows {
  /** Of whom nothing is known: never signed out, not refused. */
  get(partition: string): Promise<IdentityMark>;
  set(partition: string, mark: IdentityMark): Promise<void>;
}

/** Sign-in popups under way. */
export interface SignInRows {
  insert(row: SignInRow): Promise<void>;
  take(id: string, step: SignInRow["step"], now: number): Promise<SignInRow | null>;
  /** Ends all popups of that person, at whatever step; how many. */
  removeAllOf(person: { oid: string; tid: string }): Promise<number>;
}

/** Sealed tokens, by partition; part of a transaction. */
export interface TokenRows {
  get(partition: string): Promise<string | null>;
  /** Every partition, with its text. */
  all(): Promise<readonly { readonly partition: string; readonly cipherText: string }[]>;
  set(partition: string, cipherText: string, now: number): Promise<void>;
  remove(partition: string): Promise<void>;
}

/** A command that waits for its author's sign-in, or that goes on after its turn. */
export interface PendingRow {
  /** Token-exchange id, where it waits for a sign-in. */
  readonly id: string;
  readonly oid: string;
  readonly tid: string;
  /** JSON text of the turn to run again. */
  readonly turn: string;
  readonly expiresAt: number;
}

/** Commands that wait for a sign-in; part of a transaction. */
export interface PendingRows {
  insert(row: PendingRow): Promise<void>;
  get(id: string): Promise<PendingRow | null>;
  /** What waits for this person, is not expired and is held by nobody; the oldest first. */
  of(person: { oid: string; tid: string }, now: number): Promise<readonly PendingRow[]>;
  /** What waits for this person and nobody has begun, expired or not. */
  unbegun(person: { oid: string; tid: string }): Promise<readonly PendingRow[]>;
  /** What waited for this person and nobody had begun when its time was over. */
  late(person: { oid: string; tid: string }, now: number): Promise<readonly PendingRow[]>;
  /**
   * Takes one of those until then; false: somebody else has it, or it is gone.
   * @param over by then another's hold must have ended, by every clock (`earliest`); absent: `now`
   */
  claim(id: string, now: number, until: number, over?: number): Promise<boolean>;
  /** Holds one that was taken until then; 0: gives it back. */
  hold(id: string, until: number): Promise<void>;
  /** Taken, and let go before then without an outcome: whoever ran it is dead. */
  interrupted(before: number): Promise<readonly PendingRow[]>;
  /** It has its outcome; false: it had one. */
  remove(id: string): Promise<boolean>;
  /** Removes all of that person; how many. */
  removeAllOf(person: { oid: string; tid: string }): Promise<number>;
}

/** What a transaction offers to this room. */
export interface Tx {
  readonly tokens: TokenRows;
  readonly identityMarks: IdentityMarkRows;
  readonly signIns: SignInRows;
  readonly pending: PendingRows;
}
