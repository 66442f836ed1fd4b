import { afterAll, beforeAll, expect, it } from "vitest";
import { verify } from "../../../src/core/audit.ts";
import { verifyStored } from "../../../src/adapters/store/audit-reader.ts";
import { openReadOnly, openStore, type OpenStore } from "../../../src/adapters/store/store.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { alertsContract } from "./alerts-contract.ts";
import { storeContract } from "./contract.ts";
import { postsContract } from "./posts-contract.ts";
import { draft, silent } from "./fixtures.ts";

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

function open(databaseUrl: string): Promise<OpenStore> {
  return openStore({ dataDir: "", databaseUrl, log: silent });
}

storeContract("PostgreSQL", async () => open(await server.database()));
alertsContract("PostgreSQL", async () => open(await server.database()));
postsContract("PostgreSQL", async () => open(await server.database()));

it("lets instances start, append and read together without forking the chain", async () => {
  const url = await server.database();
  const stores = await Promise.all([open(url), open(url), open(url)]);
  await Promise.all(
    stores.flatMap((store) =>
      Array.from({ length: 5 }, () => store.transaction((tx) => tx.audit.append(draft()))),
    ),
  );
  const records = await stores[0].transaction((tx) => tx.audit.list(null, 100));
  expect(verify(records.toReversed())).toMatchObject({ ok: true, count: 15 });
  const reader = await openReadOnly({ dataDir: "", databaseUrl: url, log: silent });
  expect(await reader.read((db) => verifyStored(db, null))).toMatchObject({ ok: true, count: 15 });
  await expect(reader.read((db) => db.deleteFrom("audit").execute())).rejects.toMatchObject({
    code: "store",
  });
  await reader.close();
  await Promise.all(stores.map((store) => store.close()));
});

it("is a fault of the store when the server can't be reached", async () => {
  await expect(open("postgres://nobody@127.0.0.1:1/none")).rejects.toMatchObject({ code: "store" });
});
