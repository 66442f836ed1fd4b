import { MOST_IN_ONE, silenceQuery, trafficOf, type Traffic } from "../../defender/silence.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { UserError } from "../../shared/errors.ts";
import type { Person } from "../../shared/people.ts";
import { say } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import { SETTLED_MS, silenceProof, unproven, type Proof } from "../machine/proof.ts";
import type { Request } from "../machine/request.ts";
import type { Recheck } from "../rows.ts";
import { nextRound, takeDue } from "../transition/follow-proof.ts";

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
  const rows = await takeDue(deps, "device", MOST_IN_ONE);
  const found = await deps.store.read((tx) =>
    Promise.all(rows.map(async (row) => ({ row, request: await tx.requests.get(row.requestId) }))),
  );
  const gone = found.filter(({ request }) => request === null);
  for (const { row } of gone) await deps.store.transaction((tx) => tx.rechecks.remove(row.requestId));
  const looked = found.flatMap(({ row, request }) => (request === null ? [] : [{ row, request }]));
  const byPerson = Map.groupBy(looked, ({ request }) => keyOf(askerOf(request)));
  await Promise.all([...byPerson.values()].map((some) => lookTogether(deps, some)));
}

function askerOf({ executor, requester }: Request): Person {
  return executor ?? requester;
}

function keyOf({ oid, tid }: Person): string {
  return `${tid}|${oid}`;
}

async function lookTogether(deps: Deps, looked: readonly Looked[]): Promise<void> {
  const proofOf = await reasoned(deps, looked);
  for (const one of looked) await record(deps, one, proofOf);
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
    const who = askerOf(first.request).upn;
    return (_, isLast) => unproven(whyNot(error, who), isLast);
  }
}

function whyNot(error: unknown, who: string) {
  if (error instanceof SignInRequired) return say("proof.noToken", { who });
  return error instanceof UserError ? error.text : say("proof.noAnswer");
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

/** What is contained without a sensor of its own is not heard of. */
function hasSensor({ args }: Request): boolean {
  return args["type"]?.toLowerCase() !== "unmanaged";
}

function sinceOf({ finishedAt, requestedAt }: Request): number {
  return (finishedAt ?? requestedAt) + SETTLED_MS;
}

async function record(deps: Deps, { row }: Looked, proofOf: ProofOf): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const now = deps.clock.now();
    const request = await tx.requests.get(row.requestId);
    const current = await tx.rechecks.get(row.requestId);
    // Another instance may have been faster; and what is released need not be silent any more.
    if (request === null || current?.round !== row.round) return;
    const next = nextRound(row, request, now);
    const proof = proofOf(request, next === null);
    // Somebody was faster: it is still due.
    if (!(await tx.requests.replace({ ...request, proof }))) return;
    if (next === null || !hasSensor(request)) await tx.rechecks.remove(row.requestId);
    else await tx.rechecks.put(next);
    await tx.posts.want("request", request.of?.leader ?? request.id, now);
  });
}
