import type { Rbac } from "../api/callers.ts";
import type { Call } from "../api/route.ts";
import { compileFilter, nonNegative, type Fields } from "../api/odata.ts";
import type { ActionBook } from "./actions.ts";
import type { Packages } from "./packages.ts";
import { DefenderFault } from "./errors.ts";
import type { SandboxIndicator } from "./indicator-types.ts";
import type { SandboxAlert, SandboxDevice } from "./types.ts";

/** The state of the tenant that the routes work on. */
export interface World {
  readonly url: string;
  readonly rbac: Rbac;
  readonly devices: SandboxDevice[];
  readonly alerts: SandboxAlert[];
  readonly indicators: SandboxIndicator[];
  readonly book: ActionBook;
  readonly packages: Packages;
  readonly now: () => number;
  /** Rows per page when the caller gives no `$top`. */
  readonly pageSize: number;
}

const MAX_PAGE = 10_000;
const CONTEXT = "https://api.securitycenter.microsoft.com/api/$metadata";

/**
 * A list in OData's envelope: `$filter`, `$skip` and `$top`. With `$top` there is never a nextLink, as in reality.
 * @throws ODataProblem for a bad query
 */
export function listAnswer(
  world: World,
  call: Call,
  set: string,
  rows: readonly object[],
  fields: Fields,
): { rows: object[]; response: (rows: object[]) => Response } {
  const filter = call.query.get("$filter");
  const matches = filter === null ? () => true : compileFilter(filter, fields);
  const skip = nonNegative(call.query, "$skip") ?? 0;
  const top = nonNegative(call.query, "$top");
  const found = rows.filter(matches).slice(skip);
  const page = found.slice(0, Math.min(top ?? world.pageSize, MAX_PAGE));
  const more = top === undefined && found.length > page.length;
  const next = more ? { "@odata.nextLink": nextLink(world, call, skip + page.length) } : {};
  const envelope = { "@odata.context": `${CONTEXT}#${set}` };
  return { rows: page, response: (value) => Response.json({ ...envelope, value, ...next }) };
}

function nextLink(world: World, call: Call, skip: number): string {
  const query = new URLSearchParams(call.query);
  query.set("$skip", String(skip));
  return `${world.url}${call.path}?${query.toString()}`;
}

/** One entity in OData's envelope. */
export function entityAnswer(set: string, entity: object, status = 200): Response {
  return Response.json({ "@odata.context": `${CONTEXT}#${set}/$entity`, ...entity }, { status });
}

/**
 * The JSON body, whose names are case-sensitive.
 * @throws DefenderFault 400 InvalidRequestBody (no JSON object, unknown name, no text), MissingRequiredParameter
 */
export function readBody(
  call: Call,
  names: { readonly required: readonly string[]; readonly optional?: readonly string[] },
): Readonly<Record<string, string>> {
  const invalid = (why: string) => new DefenderFault(400, "InvalidRequestBody", why);
  let value: unknown;
  try {
    value = JSON.parse(call.body);
  } catch {
    throw invalid("Request body is incorrect");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("Request body is incorrect");
  const known = [...names.required, ...(names.optional ?? [])];
  const fields = Object.entries(value);
  // A name in the wrong case is a missing one first: that is what the caller has to be told.
  for (const name of names.required) {
    const given = fields.find(([one]) => one === name)?.[1];
    if (given === undefined || given === null || given === "")
      throw new DefenderFault(
        400,
        "MissingRequiredParameter",
        `The required parameter '${name}' is missing.`,
      );
  }
  for (const [name, given] of fields) {
    if (!known.includes(name)) throw invalid(`'${name}' is not a property of the request.`);
    if (typeof given !== "string") throw invalid(`The value of '${name}' is not a string.`);
  }
  return Object.fromEntries(fields);
}

/** @throws DefenderFault 400 InvalidInput when the value is none of those allowed */
export function oneOf(name: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value;
  const text = `'${value}' is not a value of ${name}; allowed are ${allowed.join(", ")}.`;
  throw new DefenderFault(400, "InvalidInput", text);
}
