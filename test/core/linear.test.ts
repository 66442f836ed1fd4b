import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { READERS, worstCases } from "../support/linear.ts";

/** Many times what all of it takes together; what takes quadratic time is not through with its first cases by then. */
const LIMIT_MS = 100_000;

test("whoever shouts loudest makes nobody wait: 100,000 characters of the worst kind cost each reader linear time", async () => {
  const at = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL("../support/linear.ts", import.meta.url), { workerData: at });
  const [outcome] = await Promise.race([
    once(worker, "message"),
    once(AbortSignal.timeout(LIMIT_MS), "abort").then(() => ["too slow"]),
  ]);
  await worker.terminate();
  const [reader = 0, index = 0] = at;
  const where = `${Object.keys(READERS)[reader]} at ${JSON.stringify([...worstCases()][index]?.slice(0, 20))}`;
  expect(outcome, where).toBe("done");
}, 110_000);
