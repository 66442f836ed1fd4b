import type { z } from "zod";
import { callDefender, type CallerDeps, type Lane, type Success } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { pageOf, type Page, type Read } from "./reading.ts";
import type { Row } from "../../defender/operations.ts";

/** Where a list begins; `path` with its query. */
interface First {
  readonly operation: Row;
  readonly path: string;
}

/** The shape of what is on a list, and what is made of it; and what of the list is meant (`pageOf`), if not all. */
type Shape<S extends z.ZodType, T> = readonly [
  S,
  (raw: z.output<S>) => T | null,
  (((element: unknown) => boolean) | undefined)?,
];

/** The pages of a list of Graph's. `$skip` ends at 500 there: pages follow the server's own links. */
export async function* graphPages<S extends z.ZodType, T>(
  deps: CallerDeps,
  lane: Lane,
  { operation, path }: First,
  shape: Shape<S, T>,
): AsyncGenerator<Page<T>, void, undefined> {
  const get = (next: string) => callDefender(deps, lane, { operation, path: next });
  yield* pages(deps, get, path, shape);
}

/** More pages than any list has that is read as a whole. */
const MOST_PAGES = 50;

/**
 * A list of Graph's as a whole, however many pages it has: for what is decided by who is not on it.
 * @throws DefenderError when it can't be read to its end, or has something on it that can't be read
 */
export async function whole<S extends z.ZodType, T>(
  deps: CallerDeps,
  read: Read,
  { operation, path }: First,
  shape: Shape<S, T>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let count = 0;
  for await (const page of pages(deps, (next) => read(operation, next), path, shape)) {
    count += 1;
    if (page.unread.length > 0 || count > MOST_PAGES)
      throw unreadable(page.answer.status, page.answer.context);
    found.push(...page.items);
  }
  return found;
}

async function* pages<S extends z.ZodType, T>(
  deps: CallerDeps,
  get: (path: string) => Promise<Success>,
  first: string,
  [schema, convert, isMeant]: Shape<S, T>,
): AsyncGenerator<Page<T> & { readonly answer: Success }, void, undefined> {
  let path: string | null = first;
  while (path !== null) {
    const answer: Success = await get(path);
    const page = pageOf(answer, schema, convert, deps.log, isMeant);
    yield { ...page, answer };
    path = page.next === null ? null : onSameServer(deps, page.next, answer);
  }
}

/** A next link to another server would take the token there. @throws DefenderError */
function onSameServer(deps: CallerDeps, link: string, answer: Success): string {
  const url = URL.parse(link);
  if (url === null || url.origin !== new URL(deps.apis.graph.url).origin)
    throw unreadable(answer.status, answer.context);
  return `${url.pathname}${url.search}`;
}
