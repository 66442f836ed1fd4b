import { afterAll, beforeAll, expect, test } from "vitest";
import { crash } from "../support/crash.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";

/** As crash.test.ts, in a file of its own so that both run at once. */

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

test("PostgreSQL: nothing is lost, nothing sent twice or without approval, however often the bot is killed", async () => {
  const report = await crash({ kills: 25, inFlight: 20, databaseUrl: await server.database() });
  expect(report.problems).toEqual([]);
  expect(report).toMatchObject({ kills: 25 });
  expect(report.approved).toBeGreaterThan(25);
  expect(report.calls).toBeGreaterThan(20);
}, 900_000);
