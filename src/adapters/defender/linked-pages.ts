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

/** The pages of a list, by the server's own links: `$skip` ends at 500 at Graph, and what Defender links to goes on too. */
export async function* linkedPages<S extends z.ZodType, T>(
  deps: CallerDeps,
  lane: Lane,
  { operation, path }: First,
  shape: Shape<S, T>,
): AsyncGenerator<Page<T>, void, undefined> {
  const get = (next: string) => callDefender(deps, lane, { operation, path: next });
  yield* pages(deps, get, { operation, path }, shape);
}

/** More pages than any list has that is read as a whole; and of those with nothing on them, than any list has. */
const MOST_PAGES = 50;

interface Bounds {
  /** Whether an element that can't be read may be one that was asked for; absent: each may. */
  readonly mayBeIt?: ((element: unknown) => boolean) | undefined;
  /** What comes after so many is not asked for; absent: it is. */
  readonly enough?: number | undefined;
}

/**
 * The objects of a list, all of them however many pages it has: who takes one that can't be read, or that is on a later page,
 * for none may act on the wrong one.
 * @throws DefenderError when it can't be read to its end, or has something on it that can't be read
 */
export async function whole<S extends z.ZodType, T>(
  deps: CallerDeps,
  read: Read,
  first: First,
  shape: Shape<S, T>,
  { mayBeIt = () => true, enough = Infinity }: Bounds = {},
): Promise<T[]> {
  const found: T[] = [];
  let count = 0;
  for await (const page of pages(deps, (next) => read(first.operation, next), first, shape)) {
    count += 1;
    if (page.unread.some(mayBeIt) || count > MOST_PAGES)
      throw unreadable(page.answer.status, page.answer.context);
    found.push(...page.items);
    if (found.length >= enough) break;
  }
  return found;
}

/** As `whole`, with the calls of a lane. */
export function wholeBy<S extends z.ZodType, T>(
  deps: CallerDeps,
  lane: Lane,
  first: First,
  shape: Shape<S, T>,
  bounds?: Bounds,
): Promise<T[]> {
  const read: Read = (operation, path) => callDefender(deps, lane, { operation, path });
  return whole(deps, read, first, shape, bounds);
}

/** @throws DefenderError where the links lead to another server, back to a page that was read, or to nothing for ever */
async function* pages<S extends z.ZodType, T>(
  deps: CallerDeps,
  get: (path: string) => Promise<Success>,
  { operation, path: first }: First,
  [schema, convert, isMeant]: Shape<S, T>,
): AsyncGenerator<Page<T> & { readonly answer: Success }, void, undefined> {
  const { origin } = new URL(deps.apis[operation.api].url);
  const read = new Set<string>();
  let empty = 0;
  let path: string | null = first;
  while (path !== null) {
    const answer: Success = await get(path);
    const page = pageOf(answer, schema, convert, deps.log, isMeant);
    yield { ...page, answer };
    read.add(path);
    if (page.length === 0) empty += 1;
    path = page.next === null ? null : onSameServer(origin, page.next, answer);
    if (path !== null && (read.has(path) || empty > MOST_PAGES))
      throw unreadable(answer.status, answer.context);
  }
}

/** A next link to another server would take the token there. @throws DefenderError */
function onSameServer(origin: string, link: string, answer: Success): string {
  const url = URL.parse(link);
  if (url?.origin !== origin) throw unreadable(answer.status, answer.context);
  return `${url.pathname}${url.search}`;
}
