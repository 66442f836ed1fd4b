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

/** What a transaction offers to this room. */
export interface Tx {
  readonly tokens: TokenRows;
  readonly identityMarks: IdentityMarkRows;
  readonly signIns: SignInRows;
}
