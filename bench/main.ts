import "./clock.ts";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Effort, Part } from "./effort.ts";
import { alerts } from "./parts/alerts.ts";
import { clicks } from "./parts/clicks.ts";
import { start } from "./parts/start.ts";
import { steps } from "./parts/steps.ts";
import { storm } from "./parts/storm.ts";
import { turns } from "./parts/turns.ts";
import { say } from "./progress.ts";
import { tablesOf } from "./table.ts";

/**
 * `npm run bench`: the bot beside a bare echo bot, on the same services, in the same run. JSON on stdout; `--table`: as
 * Markdown. `--only PART` (again for more), `--quick` for a look whether it works.
 */

const PARTS: Readonly<Record<string, Part>> = { turns, clicks, alerts, start, steps, storm };

function machine(): object {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    os: `${process.platform} ${process.arch}`,
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true },
      quick: { type: "boolean", default: false },
      table: { type: "boolean", default: false },
    },
  });
  const effort: Effort = values.quick ? "quick" : "full";
  const names = values.only ?? Object.keys(PARTS);
  const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    say(`There is no part ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}.`);
    return 64;
  }
  const result: Record<string, unknown> = { machine: machine() };
  for (const name of names) {
    say(`== ${name}`);
    Object.assign(result, await PARTS[name]?.(effort));
  }
  process.stdout.write(`${values.table ? tablesOf(result) : JSON.stringify(result, null, 2)}\n`);
  return 0;
}

process.exitCode = await main();
