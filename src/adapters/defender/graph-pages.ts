import type { z } from "zod";
import { callDefender, type CallerDeps, type Lane, type Request, type Success } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { pageOf } from "./reading.ts";
import type { Row } from "../../defender/operations.ts";

/**
 * The pages of a list of Graph's. `$skip` ends at 500 there: pages follow the server's own links.
 * @param path with its query
 */
export async function* graphPages<S extends z.ZodType, T>(
  deps: CallerDeps,
  lane: Lane,
  { operation, path: first }: { readonly operation: Row; readonly path: string },
  [schema, convert]: readonly [S, (raw: z.output<S>) => T | null],
): AsyncGenerator<readonly T[], void, undefined> {
  let path: string | null = first;
  while (path !== null) {
    const request: Request = { operation, path };
    const answer = await callDefender(deps, lane, request);
    const page = pageOf(answer, schema, convert, deps.log);
    yield page.items;
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
