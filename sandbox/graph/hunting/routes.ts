import type { Call, Route } from "../../api/route.ts";
import { NEEDS } from "../access.ts";
import { badRequest } from "../errors.ts";
import { readBody, type GraphWorld } from "../route.ts";
import { runQuery } from "./engine.ts";
import type { HuntingQuota } from "./quota.ts";
import { profileOf, tableOf } from "./tables.ts";
import { rangeOf } from "./timespan.ts";
import { GRAPH_TYPES, present, type Rows } from "./values.ts";

/** Rows of one answer; Graph leaves out the others without a word. */
const MOST_ROWS = 100_000;

/** `POST /security/runHuntingQuery`, answered from the sandbox's own devices, alerts and people. */
export function huntingRoutes(world: GraphWorld, quota: HuntingQuota): Route[] {
  function hunt(call: Call): Response {
    quota.enter();
    const { query, timespan } = bodyOf(call);
    const ran = runQuery(query, {
      table: (name) => tableOf(name, world, call.caller),
      profile: (sha1) => profileOf(sha1, world),
      ...rangeOf(timespan, world.now()),
      now: world.now(),
    });
    quota.worked(ran.work);
    const text = JSON.stringify({ ...contextOf(world), ...answerOf(ran) });
    if (Buffer.byteLength(text) > quota.largest()) throw badRequest(TOO_LARGE);
    return new Response(text, { headers: { "content-type": "application/json" } });
  }
  return [
    {
      method: "POST",
      path: /^(?:microsoft\.graph\.security\.)?runHuntingQuery$/i,
      need: NEEDS.hunt,
      handle: hunt,
    },
  ];
}

const TOO_LARGE =
  'Result size limit exceeded. Use "summarize" to aggregate results, "project" to drop uninteresting columns, or "take" to truncate results.';

function contextOf({ url }: GraphWorld) {
  return { "@odata.context": `${url}/v1.0/$metadata#microsoft.graph.security.huntingQueryResults` };
}

/** The parameters of an action are read without regard to case. */
function bodyOf(call: Call): { readonly query: string; readonly timespan: unknown } {
  const body = readBody(call, ["Query", "query", "Timespan", "timespan"]);
  const query = body["Query"] ?? body["query"];
  if (typeof query !== "string") throw badRequest("The value for parameter 'Query' is missing or empty.");
  return { query, timespan: body["Timespan"] ?? body["timespan"] };
}

function answerOf({ columns, rows }: Rows) {
  return {
    schema: columns.map(({ name, type }) => ({ name, type: GRAPH_TYPES[type] })),
    results: rows
      .slice(0, MOST_ROWS)
      .map((row) =>
        Object.fromEntries(columns.map(({ name, type }) => [name, present(row[name] ?? null, type)])),
      ),
  };
}
