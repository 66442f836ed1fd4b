import type { AlertsResult } from "./parts/alerts.ts";
import type { ClicksResult } from "./parts/clicks.ts";
import type { Compared, StartResult } from "./parts/start.ts";
import type { StepsResult } from "./parts/steps.ts";
import type { StormResult } from "./parts/storm.ts";
import type { TurnsResult } from "./parts/turns.ts";
import type { Comparison } from "./rounds.ts";
import { round } from "./stats.ts";

/** What a run gave: the parts that were run. */
export type Result = Partial<
  TurnsResult & ClicksResult & AlertsResult & StartResult & StepsResult & StormResult
>;

type Row = readonly (string | number)[];

/** The result as the Markdown tables of docs/performance.md. */
export function tablesOf(result: Result): string {
  const tables = [
    compared(result),
    result.throughput && table(["throughput", "bot", "echo"], throughputRows(result.throughput)),
    result.stepCost && table(STEPS_HEAD, stepRows(result.stepCost)),
    result.storm && table(STORM_HEAD, stormRows(result.storm)),
  ];
  return tables.filter((text) => text !== undefined && text !== "").join("\n\n");
}

const COMPARED_HEAD = ["", "bot", "echo", "ratio", "on 100,000 alerts"];
const STORM_HEAD = [
  ...["alerts", "conversations", "cards", "lost", "shown twice", "answers lost on the way", "429s"],
  ...["CPU ms per card", "CPU ms per alert", "minutes until the last card"],
];

function compared(result: Result): string {
  const rows: Row[] = [
    ...(result.alertsTurn ? comparisonRows("`alerts` turn", result.alertsTurn) : []),
    ...(result.approveClick ? comparisonRows("click on `Approve`", result.approveClick) : []),
    ...(result.proactiveAlert ? alertRows(result.proactiveAlert) : []),
    ...(result.start ? startRows(result.start) : []),
  ];
  return rows.length === 0 ? "" : table(COMPARED_HEAD, rows);
}

function comparisonRows(name: string, { bot, echo, full, cpuRatio, fullStoreRatio }: Comparison): Row[] {
  const ratio = (a: number, b: number) => `${round(a / b)} ×`;
  return [
    [`${name}: CPU ms`, bot.cpuMs, echo.cpuMs, `**${cpuRatio} ×**`, `${full.cpuMs} (${fullStoreRatio} ×)`],
    [`${name}: p50 ms`, bot.p50Ms, echo.p50Ms, ratio(bot.p50Ms, echo.p50Ms), full.p50Ms],
    [`${name}: p99 ms`, bot.p99Ms, echo.p99Ms, ratio(bot.p99Ms, echo.p99Ms), full.p99Ms],
  ];
}

function alertRows({ cpuMs, emptyPollCpuMs, workMs, raisedToCardMs }: AlertsResult["proactiveAlert"]): Row[] {
  return [
    ["proactive alert: CPU ms, poll and card", cpuMs.bot, cpuMs.echo, `${cpuMs.ratio} ×`, ""],
    ["a poll that finds nothing: CPU ms", emptyPollCpuMs, "", "", ""],
    ["proactive alert: p50 ms, from poll to card", workMs.bot.p50, workMs.echo.p50, "", ""],
    ["proactive alert: p99 ms, from poll to card", workMs.bot.p99, workMs.echo.p99, "", ""],
    ["proactive alert: p50 s, from raising to card", seconds(raisedToCardMs.p50), "", "", ""],
    ["proactive alert: p99 s, from raising to card", seconds(raisedToCardMs.p99), "", "", ""],
  ];
}

function seconds(ms: number): number {
  return round(ms / 1_000, 1);
}

function startRows({ readyMs, readyCpuMs, rssMiB }: StartResult["start"]): Row[] {
  const rows = (name: string, one: Compared): Row[] => [
    [name, one.bot, one.echo, `**${one.ratio} ×**`, `${one.full} (${one.fullStoreRatio} ×)`],
    [`${name}, first start`, one.first, one.echo, `${one.firstRatio} ×`, ""],
    [`${name}, both with kept code`, one.bot, one.cachedEcho, `${one.cachedRatio} ×`, ""],
  ];
  return [
    ...rows("ready: ms", readyMs),
    ...rows("ready: CPU ms", readyCpuMs),
    ...rows("memory at rest: MiB", rssMiB),
  ];
}

function throughputRows(rows: TurnsResult["throughput"]): Row[] {
  return rows.map(({ connections, bot, echo }) => [
    `${connections} ${connections === 1 ? "connection" : "connections"}: turns a second`,
    bot,
    echo,
  ]);
}

function stormRows(rows: StormResult["storm"]): Row[] {
  return rows.map((one) => [
    ...[one.alerts, one.conversations, one.cards, one.lost, one.duplicates, one.unclear, one.violations],
    ...[one.cpuMsPerCard, one.cpuMsPerAlert, one.minutes],
  ]);
}

const STEPS_HEAD = ["", "a step of many", "a request of one", "ratio"];

function stepRows({ steps, step, alone, cpuRatio, rowsRatio, bytesRatio }: StepsResult["stepCost"]): Row[] {
  return [
    [`one of ${steps}, from its approval to its end: CPU ms`, step.cpuMs, alone.cpuMs, `**${cpuRatio} ×**`],
    ["transactions", step.transactions, alone.transactions, ""],
    ["rows of requests written", step.rows, alone.rows, `${rowsRatio} ×`],
    ["bytes of them", step.bytes, alone.bytes, `${bytesRatio} ×`],
    ["rows of requests in the fullest transaction", step.mostRows, alone.mostRows, ""],
  ];
}

function table(head: readonly string[], rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => (index === 0 ? "---" : "--:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
