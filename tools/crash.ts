import { parseArgs } from "node:util";
import { crash } from "../test/support/crash.ts";
import { startPostgres } from "../test/support/postgres.ts";

/** `npm run crash -- --kills 10000 [--store sqlite|postgres] [--in-flight 20]`: the long run of the crash test. */

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "25" },
    store: { type: "string", default: "sqlite" },
    "in-flight": { type: "string", default: "20" },
  },
});

const server = values.store === "postgres" ? await startPostgres() : null;
const report = await crash({
  kills: Number(values.kills),
  inFlight: Number(values["in-flight"]),
  databaseUrl: (await server?.database()) ?? null,
  say: (line) => process.stderr.write(`${line}\n`),
});
await server?.stop();
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.problems.length === 0 ? 0 : 1;
