import { openStore } from "../../../src/adapters/store/store.ts";
import { draft, silent } from "./fixtures.ts";

/**
 * Appends for ever, with a change beside each record, and says on stdout what is committed, until somebody kills it.
 * Arguments: the data directory, or a database URL; its name.
 */
const [where = "", name = "child"] = process.argv.slice(2);
const databaseUrl = where.startsWith("postgres:") ? where : null;
const store = await openStore({ dataDir: where, databaseUrl, log: silent });
for (;;) {
  const record = await store.transaction(async (tx) => {
    const appended = await tx.audit.append(draft({ requestId: name }));
    await tx.tokens.set(`last of ${name}`, String(appended.index), 1);
    return appended;
  });
  process.stdout.write(`${record.index}\n`);
  // Lets the pipe take the line before the next commit.
  await new Promise((resolve) => setImmediate(resolve));
}
