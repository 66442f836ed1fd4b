import { readFileSync } from "node:fs";
import { z } from "zod";
import type { AuditRecord } from "../../src/audit/record.ts";
import type { Delivered } from "../../sandbox/teams/wire.ts";
import { erasOf, leaderOf, type Traces } from "./crash-evidence.ts";

/** What led to a problem, for whoever has to find out why: with its seed a run is like the last one, and never quite the same. */

const lineSchema = z.looseObject({
  time: z.iso.datetime(),
  msg: z.string(),
  error: z.looseObject({ message: z.string() }).optional(),
});

type Line = readonly [at: number, what: string];

/** What else there is to see: the logs of the instances, and what was delivered to them. */
interface Seen {
  readonly logFiles: readonly string[];
  readonly deliveries: readonly Delivered[];
}

/**
 * The story in order, oldest line first: what was done to the bot, and the lives of the requests that the problems name;
 * times are those of day, in UTC.
 */
export function historyOf(
  problems: readonly string[],
  traces: Traces,
  { logFiles, deliveries }: Seen,
): readonly string[] {
  if (problems.length === 0) return [];
  const named = problems.flatMap((problem) => /^(.{4}-.{4})[.:]/.exec(problem)?.[1] ?? []);
  const log = logFiles.flatMap((file) => readFileSync(file, "utf8").split("\n"));
  const written = [
    ...new Map(erasOf(traces).flatMap(({ chain }) => chain.map((record) => [record.hash, record]))).values(),
  ];
  const lines = [
    ...traces.story.map(({ at, what }): Line => [at, `-- ${what}`]),
    ...[...new Set(named)].flatMap((id) => lifeOf(id, traces, written, log)),
    ...traces.asked
      .filter(({ reason }) => problems.some((problem) => problem.startsWith(`${reason}:`)))
      .flatMap(({ thread }) => wayOf(thread, deliveries, log)),
  ];
  return lines.toSorted(([a], [b]) => a - b).map(([at, what]) => `${timeOf(at)} ${what}`);
}

function lifeOf(
  id: string,
  traces: Traces,
  written: readonly AuditRecord[],
  log: readonly string[],
): readonly Line[] {
  const reason = traces.requests.find((one) => one.id === id)?.reason;
  const posts = traces.posts.filter((post) => post.subject === id);
  const names = [id, ...posts.map((post) => post.id)];
  const lines: readonly Line[] = [
    ...written
      .filter(({ requestId }) => leaderOf(requestId ?? "") === id)
      .map(({ at, event, outcome, actor, index, requestId }): Line => [
        Date.parse(at),
        `record ${index} of ${requestId}: ${event} ${outcome} by ${"upn" in actor ? actor.upn : "the bot"}`,
      ]),
    ...traces.calls
      .filter((call) => leaderOf(call.id) === id)
      .map(({ at, id: step, path }): Line => [at, `call ${step} ${path}`]),
    ...traces.actions
      .filter((action) => leaderOf(action.id) === id)
      .map(({ at, id: step, type }): Line => [at, `action ${step} ${type}`]),
    ...traces.told
      .filter((one) => one.reason === reason)
      .map(({ at, upn, deed }): Line => [at, `${upn} is told: ${deed}`]),
    ...traces.cards
      .filter((card) => card.id === id)
      .map(({ at, state }): Line => [at, `card, in the end ${state}`]),
    ...log.filter((line) => names.some((name) => line.includes(name))).map(logged),
    ...posts.map((post): Line => [Infinity, `post ${JSON.stringify(post)}`]),
  ];
  return lines.map(([at, what]) => [at, `${id} ${what}`]);
}

/** How long after a delivery the bot may tell of it, in milliseconds. */
const TELLS_WITHIN_MS = 30_000;

/** What became of a message: each of its deliveries, and what the instances logged about that time. */
function wayOf(thread: string, deliveries: readonly Delivered[], log: readonly string[]): readonly Line[] {
  const own = deliveries.filter(({ activity }) => activity["id"] === thread);
  const isNear = ([at]: Line): boolean => own.some((one) => at >= one.at && at <= one.at + TELLS_WITHIN_MS);
  return [
    ...own.map(({ at, answer }): Line => [at, `${thread} delivered: ${JSON.stringify(answer)}`]),
    ...log.flatMap(loggedIfWhole).filter(isNear),
  ];
}

/** A kill may have torn it. */
function loggedIfWhole(line: string): readonly Line[] {
  try {
    return [logged(line)];
  } catch {
    return [];
  }
}

function logged(line: string): Line {
  const { time, msg, error } = lineSchema.parse(JSON.parse(line));
  return [Date.parse(time), `log: ${msg} ${error?.message ?? ""}`];
}

function timeOf(at: number): string {
  return at === Infinity ? "in the end" : new Date(at).toISOString().slice(11, -1);
}
