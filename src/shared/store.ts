/** How far something has been read; epoch milliseconds. Part of a transaction. */
export interface CursorRows {
  get(name: string): Promise<number | null>;
  set(name: string, at: number): Promise<void>;
}

/** How an attempt to take something that must happen once ended. */
export type Claim =
  { readonly kind: "taken" } | { readonly kind: "busy" } | { readonly kind: "done"; readonly result: string };

/** What must happen once; part of a transaction. */
export interface OnceRows {
  /**
   * Takes a key for `leaseMs`; `busy` while somebody else holds it, `done` with the result once finished.
   * @param over by then another's hold must have ended, by every clock (`earliest`); absent: `now`
   */
  take(key: string, now: number, leaseMs: number, over?: number): Promise<Claim>;
  /** Holds a key that was taken and is not finished until `until`. */
  hold(key: string, until: number): Promise<void>;
  finish(key: string, result: string, expiresAt: number): Promise<void>;
  release(key: string): Promise<void>;
}

/** Which process does what only one may do at a time; part of a transaction. */
export interface LeaseRows {
  /**
   * Takes or renews a lease until `until`, at most a minute from now: null; or else until when another owner holds it (epoch
   * milliseconds). One that ends later than that was written by a clock that was ahead, and is free.
   */
  hold(name: string, owner: string, now: number, until: number): Promise<number | null>;
  /** Gives it back, if it is this owner's. */
  release(name: string, owner: string): Promise<void>;
}

/**
 * When what was committed is on disk. `at-once`: before the transaction resolves. `in-order`: at the latest with the next
 * one that is `at-once`. The death of the process undoes neither; a power cut may undo `in-order`, and then all that
 * came after it too.
 */
export type Durability = "at-once" | "in-order";

/** What is kept, for rooms whose transactions offer `Tx`: a store that offers more serves them as well. */
export interface Store<Tx> {
  /**
   * Runs `work` in one serialisable transaction; retried when the database asks for it, so `work` has no effects.
   * `durability`: `at-once`, unless nobody is told of it before something else is committed.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, durability?: Durability): Promise<T>;
  /** Runs `work`, which only reads, on one state of the store. @throws Fault `invariant` when it writes */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Whether a process shares the store with others, who may send what it has opened. */
export interface Solitude {
  /**
   * Since when it has been the only one, as was last seen: a number that is good for comparing only, and another one after
   * each company. Null: others are there.
   */
  aloneSince(): number | null;
  /** The same, looked up now. @throws Fault `store` when it can't be, or the store was put back from a copy meanwhile */
  confirmAlone(): Promise<number | null>;
}
