import { MOST_IN_ONE, silenceQuery, trafficOf, type Traffic } from "../../defender/silence.ts";
import type { Person } from "../../shared/people.ts";
import { say } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import { SETTLED_MS, silenceProof, unproven, type Proof } from "../machine/proof.ts";
import type { Request } from "../machine/request.ts";
import { hasSensor } from "../machine/watched.ts";
import type { Recheck } from "../rows.ts";
import { takeLooks } from "../transition/follow-proof.ts";
import { askerOf, doneAt, record, whyNot } from "./look-behind.ts";

/**
 * Whether isolated devices are silent: one hunting query for many of them, as the person whose token isolated them. What it
 * finds is a fact on the card. Nothing waits for it, and nothing fails with it.
 */

/** Milliseconds; shorter than any process may hold what it works on. */
const QUERY_MS = 45_000;

interface Looked {
  readonly row: Recheck;
  readonly request: Request;
}

/** One round of the loop. */
export async function proveIsolations(deps: Deps): Promise<void> {
  const rows = await takeLooks(deps, "device", MOST_IN_ONE);
  const found = await deps.store.read((tx) =>
    Promise.all(rows.map(async (row) => ({ row, request: await tx.requests.get(row.requestId) }))),
  );
  const looked = found.flatMap(({ row, request }) => (request === null ? [] : [{ row, request }]));
  const byPerson = Map.groupBy(looked, ({ request }) => keyOf(askerOf(request)));
  await Promise.all([...byPerson.values()].map((some) => lookTogether(deps, some)));
}

function keyOf({ oid, tid }: Person): string {
  return `${tid}|${oid}`;
}

async function lookTogether(deps: Deps, looked: readonly Looked[]): Promise<void> {
  const proofOf = await reasoned(deps, looked);
  for (const { row } of looked) {
    await record(deps, row, (request, isLast) => {
      return { proof: proofOf(request, isLast), news: null, isOver: !hasSensor(request) };
    });
  }
}

type ProofOf = (request: Request, isLast: boolean) => Proof;

/** What can be said of each: by one query, or why there is no answer. */
async function reasoned(deps: Deps, looked: readonly Looked[]): Promise<ProofOf> {
  const asked = looked.filter(({ request }) => hasSensor(request));
  const [first] = asked;
  if (first === undefined) return () => unproven(say("proof.noSensor"), true);
  try {
    const traffic = await ask(deps, askerOf(first.request), asked);
    return (request, isLast) => {
      if (!hasSensor(request)) return unproven(say("proof.noSensor"), true);
      const isSelective = request.args["type"]?.toLowerCase() === "selective";
      return silenceProof(traffic.get(request.target.id), { since: sinceOf(request), isSelective, isLast });
    };
  } catch (error) {
    deps.log.warn("whether devices are silent could not be asked", { n: asked.length, error });
    const who = askerOf(first.request);
    return (_, isLast) => unproven(whyNot(error, who), isLast);
  }
}

async function ask(
  deps: Deps,
  person: Person,
  looked: readonly Looked[],
): Promise<ReadonlyMap<string, Traffic>> {
  const defender = deps.defender.as(person, AbortSignal.timeout(QUERY_MS));
  const since = Math.min(...looked.map(({ request }) => sinceOf(request)));
  const backMs = Math.max(1000, deps.clock.now() - since);
  const query = silenceQuery(looked.map(({ request }) => request.target.id));
  return trafficOf(await defender.hunt({ ...query, backMs, inBackground: true }));
}

function sinceOf(request: Request): number {
  return doneAt(request) + SETTLED_MS;
}
