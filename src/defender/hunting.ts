/** A hunting query, as it is sent. */
export interface HuntQuery {
  /** Kusto Query Language. */
  readonly kql: string;
  /** How far back it looks, milliseconds (up to 30 days); a time filter of the query's own narrows it further. */
  readonly backMs: number;
  /** Up to when, epoch milliseconds; absent: now. */
  readonly to?: number;
  /** At most so many rows are given; how many there are is counted all the same. */
  readonly top: number;
  /** Nobody waits for it: people's queries go first, and it ends within the time that its signal gives; absent: somebody does. */
  readonly inBackground?: true;
  /** Somebody waits for it with a request, which goes on without it: it ends within seconds. Absent: within minutes. */
  readonly isBrief?: true;
}

/** A value of a row; what is nested is JSON text. */
export type Cell = string | number | boolean | null;

/** What the bot itself has taken of the organisation's quota, which other programs take from as well. */
export interface HuntUse {
  /** Queries of the last minute. */
  readonly calls: number;
  /** Microsoft lets an organisation ask so many in a minute. */
  readonly most: number;
  /** How long its queries of the last quarter of an hour took, milliseconds: Microsoft tells nobody what they cost. */
  readonly ranMs: number;
}

/** What a hunting query has found. */
export interface HuntResult {
  /** In the order in which the query has them; `type` is Graph's name of it (`DateTime`, `String`, `Int64`, …) or empty. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The first rows, a cell for each column. */
  readonly rows: readonly (readonly Cell[])[];
  /** How many rows there are in all. */
  readonly count: number;
  readonly use: HuntUse;
}

/** Graph gives no more rows of one query than these. */
export const MOST_HUNTED = 100_000;

/** What a query may have in braces in the place of a literal: a device's id, a person's object id or UPN, a file's hash. */
export const PARAMETERS = ["device", "user", "upn", "file"] as const;
export type Parameter = (typeof PARAMETERS)[number];
