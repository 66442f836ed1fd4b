import { execFileSync } from "node:child_process";
import { Fault } from "../../../src/shared/errors.ts";
import { openStore } from "../../../src/adapters/store/store.ts";
import { silent } from "./fixtures.ts";

/** Runs out of space under an open store, and gets it back: no file of this process may grow meanwhile. */

const [, , dataDir = ""] = process.argv;
const store = await openStore({ dataDir, databaseUrl: null, log: silent });
const limit = (bytes: string): void =>
  void execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:unlimited`]);
const big = "x".repeat(1_000_000);
const write = () => store.transaction((tx) => tx.tokens.set("big", big, 1));

limit("4096");
const said: string[] = [];
for (let times = 0; times < 2; times += 1) {
  said.push(
    await write().then(
      () => "written",
      (error: unknown) => (error instanceof Fault ? error.message : "?"),
    ),
  );
}
limit("unlimited");
await write();
said.push(String((await store.read((tx) => tx.tokens.get("big")))?.length));
await store.close();
process.stdout.write(JSON.stringify(said));
