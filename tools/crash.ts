import { parseArgs } from "node:util";
import { bundle } from "../test/support/bundle.ts";
import { crash } from "../test/support/crash.ts";

/**
 * `npm run crash -- [--minutes 10] [--kills 10000] [--store sqlite|postgres] [--in-flight 20] [--seed N]`: the long run of
 * the crash test. With the same seed the same is done to the bot again.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    kills: { type: "string", default: "1000000" },
    store: { type: "string", default: "sqlite" },
    "in-flight": { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
say(`seed ${values.seed}`);
await bundle();
const report = await crash({
  seed: Number(values.seed),
  kills: Number(values.kills),
  restores: 1,
  longestMs: Number(values.minutes) * 60_000,
  inFlight: Number(values["in-flight"]),
  store: values.store === "postgres" ? "PostgreSQL" : "SQLite",
  say,
});
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.problems.length === 0 ? 0 : 1;
