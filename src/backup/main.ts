import { config } from "dotenv";
import { systemIds } from "../adapters/node/ids.ts";
import { backupCommand, restoreCommand } from "./commands.ts";

/** `npm run backup -- FOLDER` and `npm run restore -- FOLDER`: programs of their own, beside a bot that may be running. */

const commands = { backup: backupCommand, restore: restoreCommand };

function isVerb(verb: string | undefined): verb is keyof typeof commands {
  return verb !== undefined && Object.hasOwn(commands, verb);
}

const [verb, ...args] = process.argv.slice(2);
config({ quiet: true });
process.exitCode = await commands[isVerb(verb) ? verb : "backup"](isVerb(verb) ? args : [], {
  environment: process.env,
  clock: { now: () => Date.now() },
  ids: systemIds,
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
});
