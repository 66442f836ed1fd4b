import { config as readDotenv } from "dotenv";
import { parseArgs } from "node:util";
import { examine } from "./examine.ts";
import { isHealthy, toJson, toText } from "./report.ts";

/** `npm run doctor [-- --json]`: tests a configuration against the real services; changes nothing. */

const EXIT_USAGE = 64;

async function main(): Promise<number> {
  readDotenv({ quiet: true });
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const findings = await examine(process.env);
  process.stdout.write(values.json ? toJson(findings) : toText(findings));
  return isHealthy(findings) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError) || !("code" in error)) throw error;
  process.stderr.write(`${error.message}\nUsage: npm run doctor [-- --json]\n`);
  process.exitCode = EXIT_USAGE;
}
