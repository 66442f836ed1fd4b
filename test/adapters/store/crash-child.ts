import { openStore } from "../../../src/adapters/store/store.ts";
import { draft, silent } from "./fixtures.ts";

/** Appends for ever and says on stdout what is committed, until somebody kills it. */
const store = await openStore({ dataDir: process.argv[2] ?? "", databaseUrl: null, log: silent });
for (;;) {
  const record = await store.transaction(async (tx) => {
    const appended = await tx.audit.append(draft());
    await tx.tokens.set("last", String(appended.index), 1);
    return appended;
  });
  process.stdout.write(`${record.index}\n`);
  // Lets the pipe take the line before the next commit.
  await new Promise((resolve) => setImmediate(resolve));
}
