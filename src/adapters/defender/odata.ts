/** A string literal of OData: quotes are doubled. Not yet URL-encoded. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A point in time as OData wants it in a filter: ISO 8601, UTC, unquoted. `at` is epoch milliseconds. */
export function instant(at: number): string {
  return new Date(at).toISOString();
}

/** `field eq 'a'`, or `(field eq 'a' or field eq 'b')`; null when there is nothing to choose from. */
export function oneOf(field: string, values: readonly string[]): string | null {
  const unique = [...new Set(values)];
  if (unique.length === 0) return null;
  const choices = unique.map((value) => `${field} eq ${literal(value)}`).join(" or ");
  return unique.length === 1 ? choices : `(${choices})`;
}

/** Joins the parts that are there with `and`; null when none is. */
export function all(parts: readonly (string | null)[]): string | null {
  const present = parts.filter((part) => part !== null);
  return present.length === 0 ? null : present.join(" and ");
}

/** Parts of a query that are there; `skip` 0 counts as absent. */
export interface Query {
  readonly filter?: string | null;
  readonly top?: number;
  readonly skip?: number;
  readonly expand?: string;
  readonly orderby?: string;
}

/** The query string (with `?`), every value URL-encoded. */
export function query({ filter = null, top, skip = 0, expand, orderby }: Query): string {
  const parts = [
    filter === null ? null : `$filter=${encodeURIComponent(filter)}`,
    expand === undefined ? null : `$expand=${encodeURIComponent(expand)}`,
    orderby === undefined ? null : `$orderby=${encodeURIComponent(orderby)}`,
    top === undefined ? null : `$top=${String(top)}`,
    skip === 0 ? null : `$skip=${String(skip)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}
