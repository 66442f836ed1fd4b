import { beforeEach, expect, test } from "vitest";
import { Fault, UserError } from "../src/shared/errors.ts";
import { createHealth, type Health } from "../src/shared/health.ts";
import { DEFAULT_POLICY } from "../src/policy/evaluate.ts";
import type { Policy } from "../src/policy/model.ts";
import type { Store } from "../src/shared/store.ts";
import type { Tx } from "../src/bot/rows.ts";
import { observedStore } from "../src/observed.ts";
import { createReadiness } from "../src/adapters/http/readiness.ts";
import { silentLog } from "./support/services.ts";
import { verbatim } from "../src/texts/text.ts";

/** What `/readyz` says: parts that are looked at when somebody asks, and those that were reported. */

let health: Health;
let writes: number;
let canWrite: boolean;
let policy: () => Policy;
let failing: () => Promise<readonly string[]>;

beforeEach(() => {
  health = createHealth(silentLog);
  writes = 0;
  canWrite = true;
  policy = () => DEFAULT_POLICY;
  const ready = createReadiness({
    health,
    policy: () => policy(),
    probeStore: async () => {
      writes += 1;
      if (!canWrite) throw new Fault("store", "read-only");
    },
  });
  failing = async () => (await ready()).map(({ part }) => part);
});

test("a store that can't be written to is named though nobody writes, until a write passes", async () => {
  canWrite = false;
  expect(await failing()).toEqual(["store"]);
  expect(await failing()).toEqual(["store"]);
  canWrite = true;
  expect(await failing()).toEqual([]);
});

test("while it works it is written to now and then only, however many ask", async () => {
  await Promise.all(Array.from({ length: 20 }, failing));
  await failing();
  expect(writes).toBe(1);
});

test("a transaction that has failed is believed at once, and no reading one says that the store works", async () => {
  const broken = () => Promise.reject(new Fault("store", "disk full"));
  const store: Store<Tx> = observedStore({ transaction: broken, read: (work) => work({} as never) }, health);
  expect(await failing()).toEqual([]);
  await expect(store.transaction(async () => 1)).rejects.toThrow("disk full");
  canWrite = false;
  await store.read(async () => 1);
  expect(await failing()).toEqual(["store"]);
  canWrite = true;
  expect(await failing()).toEqual([]);
  expect(writes).toBe(3);
});

test("a policy file that can't be used is named, and so is what others report", async () => {
  policy = () => {
    throw new UserError("could-not-check", verbatim("broken"));
  };
  health.failed("entra", "the secret in CLIENT_SECRET has expired");
  expect(await failing()).toEqual(["entra", "policy"]);
  policy = () => DEFAULT_POLICY;
  health.passed("entra");
  expect(await failing()).toEqual([]);
});
