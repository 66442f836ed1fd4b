import { once } from "node:events";
import { config } from "dotenv";
import { auditCommand } from "./audit-command.ts";
import { storeIn } from "../../shared/variables.ts";
import type { Log } from "../../shared/ports.ts";

/** `npm run audit`: a program of its own, which reads the store beside a bot that may be running. */

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

const log: Log = { info: say, warn: say, error: say };

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await auditCommand(process.argv.slice(2), {
  store() {
    config({ quiet: true });
    return { ...storeIn(process.env), log };
  },
  async out(text) {
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
  },
  err: (text) => void process.stderr.write(text),
});
