import { parseArgs } from "node:util";
import { crash } from "../test/support/crash.ts";

/** `npm run crash -- --kills 10000 [--store sqlite|postgres] [--in-flight 20]`: the long run of the crash test. */

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "25" },
    store: { type: "string", default: "sqlite" },
    "in-flight": { type: "string", default: "20" },
  },
});

const report = await crash({
  kills: Number(values.kills),
  inFlight: Number(values["in-flight"]),
  store: values.store === "postgres" ? "PostgreSQL" : "SQLite",
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.problems.length === 0 ? 0 : 1;
