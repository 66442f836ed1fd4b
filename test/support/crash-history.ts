import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Traces } from "./crash-judge.ts";

/** What led to a problem, for whoever has to find out why: a run can't be repeated. */

const lineSchema = z.looseObject({
  time: z.iso.datetime(),
  msg: z.string(),
  error: z.looseObject({ message: z.string() }).optional(),
});

/** The lives of the requests that the problems name, oldest line first; times are those of day, in UTC. */
export function historyOf(problems: readonly string[], traces: Traces, logFile: string): readonly string[] {
  const named = problems.flatMap((problem) => /^(.{4}-.{4}):/.exec(problem)?.[1] ?? []);
  const log = readFileSync(logFile, "utf8").split("\n");
  return [...new Set(named)].flatMap((id) => lifeOf(id, traces, log));
}

function lifeOf(id: string, traces: Traces, log: readonly string[]): readonly string[] {
  const request = traces.requests.find((one) => one.id === id);
  const posts = traces.posts.filter((post) => post.subject === id);
  const names = [id, ...posts.map((post) => post.id)];
  const lines = [
    ...traces.records
      .filter((record) => record.requestId === id)
      .map(({ at, event, outcome }) => [Date.parse(at), `${event} ${outcome}`] as const),
    ...traces.calls.filter(({ comment }) => comment.includes(id)).map(({ at }) => [at, "call"] as const),
    ...traces.cards
      .filter(({ reason }) => reason === request?.reason)
      .map(({ at, state }) => [at, `card, in the end ${state}`] as const),
    ...log.filter((line) => names.some((name) => line.includes(name))).map(logged),
  ];
  const [first = 0, last = 0] = [Math.min(...lines.map(([at]) => at)), Math.max(...lines.map(([at]) => at))];
  const kills = traces.kills.filter((at) => at >= first && at <= last).map((at) => [at, "KILL"] as const);
  return [
    ...[...lines, ...kills].toSorted(([a], [b]) => a - b).map(([at, what]) => `${id} ${timeOf(at)} ${what}`),
    ...posts.map((post) => `${id} post ${JSON.stringify(post)}`),
  ];
}

function logged(line: string): readonly [number, string] {
  const { time, msg, error } = lineSchema.parse(JSON.parse(line));
  return [Date.parse(time), `log: ${msg} ${error?.message ?? ""}`];
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, -1);
}
