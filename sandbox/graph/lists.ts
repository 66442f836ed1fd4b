import { compileFilter, nonNegative, order, ticks, type Fields } from "../api/odata.ts";
import type { Call } from "../api/route.ts";
import { GraphFault, badRequest } from "./errors.ts";
import { contextOf, type GraphWorld } from "./route.ts";

/** Beyond it Graph answers 400: one has to follow the nextLink, or to move the filter. */
const MAX_SKIP = 500;
const OPTIONS = ["$filter", "$top", "$skip", "$orderby", "$skiptoken", "$count"];

/** One collection of Graph's. */
export interface Collection<Row> {
  readonly set: string;
  readonly fields: Fields;
  /** Rows per page: without `$top`, and at most. */
  readonly page: {
    readonly usual: number;
    readonly most: number;
    /** More is refused rather than cut. */
    readonly strict?: true;
  };
  /** Further query options that the caller reads itself. */
  readonly options: readonly string[];
  readonly idOf: (row: Row) => string;
  /** The properties that can be filtered and sorted by. */
  readonly filterable: (row: Row) => Readonly<Record<string, unknown>>;
  readonly present: (row: Row) => object;
}

const SORTABLE = ["createdDateTime", "lastUpdateDateTime"];

interface Order {
  readonly name: string;
  readonly descending: boolean;
}

/** A row's place in the order: its time in units of 100 ns, and its id where times are the same. */
interface Place {
  readonly at: bigint;
  readonly id: string;
}

/**
 * A page of a collection in OData's envelope. The nextLink continues behind the last row of this page, so that rows
 * which come or go meanwhile neither repeat others nor hide them.
 * @throws GraphFault 400, ODataProblem
 */
export function listAnswer<Row>(
  world: GraphWorld,
  call: Call,
  rows: readonly Row[],
  of: Collection<Row>,
): Response {
  assertOptions(call.query, of.options);
  const sorting = orderOf(call.query);
  const filter = call.query.get("$filter");
  const matches = filter === null ? () => true : compileFilter(filter, of.fields);
  const found = rows
    .map((row) => ({ row, fields: of.filterable(row) }))
    .filter(({ fields }) => matches(fields))
    .map(({ row, fields }) => ({ row, place: placeOf(of.idOf(row), fields[sorting.name]) }))
    .sort((left, right) => compare(left.place, right.place, sorting));
  const token = call.query.get("$skiptoken");
  const after = token === null ? null : placeIn(token);
  const rest =
    after === null
      ? found.slice(skipOf(call.query))
      : found.filter(({ place }) => compare(place, after, sorting) > 0);
  const page = rest.slice(0, topOf(call.query, of.page));
  const last = page.at(-1);
  const next =
    last !== undefined && rest.length > page.length ? nextLink(world, call, last.place, sorting) : {};
  const count = call.query.get("$count") === "true" ? { "@odata.count": found.length } : {};
  const value = page.map(({ row }) => of.present(row));
  return Response.json({ ...contextOf(world, of.set), ...count, ...next, value });
}

function assertOptions(query: URLSearchParams, more: readonly string[]): void {
  for (const name of query.keys())
    if (name.startsWith("$") && ![...OPTIONS, ...more].includes(name))
      throw badRequest(`Query option '${name}' is not allowed.`);
}

function topOf(query: URLSearchParams, page: Collection<unknown>["page"]): number {
  const top = nonNegative(query, "$top") ?? page.usual;
  if (top === 0) throw badRequest("Invalid value '0' for $top query option.");
  if (top > page.most && page.strict === true)
    throw new GraphFault(400, "", `The limit of '${page.most}' for Top query has been exceeded.`);
  return Math.min(top, page.most);
}

function skipOf(query: URLSearchParams): number {
  const skip = nonNegative(query, "$skip") ?? 0;
  if (skip > MAX_SKIP) throw badRequest(`The limit of '${MAX_SKIP}' for Skip query has been exceeded.`);
  return skip;
}

function orderOf(query: URLSearchParams): Order {
  const asked = query.get("$orderby") ?? "createdDateTime desc";
  const [, name = "", direction = "asc"] = /^(\w+)(?: +(asc|desc))?$/.exec(asked.trim()) ?? [];
  if (!SORTABLE.includes(name)) throw badRequest(`The query can't be ordered by '${asked}'.`);
  return { name, descending: direction === "desc" };
}

function placeOf(id: string, time: unknown): Place {
  return { id, at: ticks(String(time)) ?? 0n };
}

function compare(left: Place, right: Place, { descending }: Order): number {
  const difference = order(left.at, right.at) || order(left.id, right.id);
  return descending ? -difference : difference;
}

function nextLink(world: GraphWorld, call: Call, { at, id }: Place, sorting: Order): object {
  const query = new URLSearchParams(call.query);
  query.delete("$skip");
  query.set("$orderby", `${sorting.name} ${sorting.descending ? "desc" : "asc"}`);
  query.set("$skiptoken", Buffer.from(JSON.stringify([String(at), id])).toString("base64url"));
  return { "@odata.nextLink": `${world.url}${call.path}?${query.toString()}` };
}

function placeIn(token: string): Place {
  try {
    const [at, id] = JSON.parse(Buffer.from(token, "base64url").toString()) as unknown[];
    if (typeof at === "string" && /^\d{1,20}$/.test(at) && typeof id === "string")
      return { at: BigInt(at), id };
  } catch {
    // Not one of ours: told below.
  }
  throw badRequest("The skip token is not valid.");
}
