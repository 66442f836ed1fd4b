import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAuditCheck } from "../../src/audit/check-loop.ts";
import { createCheckpoints } from "../../src/audit/checkpoint-loop.ts";
import { verifyStored } from "../../src/adapters/store/audit-reader.ts";
import { openReadOnly } from "../../src/adapters/store/store.ts";
import { openFlows, type AuditHarness } from "../support/audit-harness.ts";

const TEN_MINUTES = 600_000;
const DAY = 86_400_000;
let flows: AuditHarness;
let step: () => Promise<void>;
beforeEach(async () => {
  flows = await openFlows();
  step = createAuditCheck(flows.deps);
});
afterEach(() => flows.close());

const errors = () => flows.logged.filter((line) => line.level === "error");
const BROKEN = "The audit chain is broken";

async function after(ms: number): Promise<void> {
  flows.advance(ms);
  await step();
}

test("a whole chain is not worth a word, empty, growing or looked at again", async () => {
  await step();
  for (const count of [1, 3, 200]) {
    await flows.append(count);
    await after(TEN_MINUTES);
  }
  await after(DAY);
  expect(errors()).toEqual([]);
  expect(flows.broken).toEqual([]);
});

test("a step does a page, and the next one goes on", async () => {
  await flows.append(2100);
  flows.tamper("update audit set event = 'denied' where idx = 2050");
  await step();
  await step();
  expect(flows.broken).toEqual([]);
  await step();
  expect(flows.broken).toEqual([2050]);
});

test("what was damaged while nobody looked is found at start", async () => {
  await flows.append(5);
  flows.tamper("update audit set body = replace(body, 'done', 'gone') where idx = 3");
  await step();
  expect(errors()).toMatchObject([{ event: BROKEN, fields: { index: 3, why: /./ } }]);
});

describe("after the chain was verified", () => {
  beforeEach(async () => {
    await flows.append(6);
    await createCheckpoints(flows.deps)();
    await step();
  });

  test.each([
    ["a change of the last record", "update audit set body = replace(body, 'done', 'x') where idx = 5", 5],
    ["a cut end", "delete from audit where idx > 3", 5],
    [
      "a cut end that the store agrees with",
      `delete from audit where idx > 3; update audit_head set idx = 3,
       hash = (select substr(body, instr(body, '"hash":"') + 8, 64) from audit where idx = 3)`,
      5,
    ],
    ["a removed chain", "delete from audit; update audit_head set idx = -1, hash = ''", 5],
    ["another head", "update audit_head set hash = 'x'", 6],
  ])("%s is found within ten minutes", async (_, sql, index) => {
    flows.tamper(sql);
    await after(TEN_MINUTES - 1);
    expect(flows.broken).toEqual([]);
    await after(1);
    expect(flows.broken).toEqual([index]);
    expect(errors()).toMatchObject([{ event: BROKEN, fields: { index } }]);
  });

  test("a change further back is found within a day", async () => {
    flows.tamper("update audit set body = replace(body, 'done', 'x') where idx = 2");
    await after(TEN_MINUTES);
    expect(flows.broken).toEqual([]);
    await after(DAY);
    expect(flows.broken).toEqual([2]);
  });

  test("a signed checkpoint that was changed in the store is found", async () => {
    await flows.append(100);
    await createCheckpoints(flows.deps)();
    await after(TEN_MINUTES);
    flows.tamper("update checkpoints set hash = replace(hash, 'a', 'b')");
    await after(DAY);
    expect(flows.broken).toEqual([105]);
  });

  test("a finding is posted once, and told to log and health at each check, by whatever instance", async () => {
    await Promise.all([flows.subscribe("soc"), flows.subscribe("leads")]);
    flows.tamper("delete from audit where idx = 5");
    await after(TEN_MINUTES);
    await after(TEN_MINUTES);
    await createAuditCheck(flows.deps)();
    expect(flows.broken).toEqual([5, 5, 5]);
    const notices = await flows.notices();
    expect(notices.filter((notice) => notice.includes("The audit log is broken"))).toHaveLength(2);
    expect(notices.join("\n")).toContain("Record 5");
  });
});

test("a clock that was a day ahead for a moment puts no check off", async () => {
  await flows.append(5);
  await after(DAY);
  flows.advance(-DAY);
  flows.tamper("delete from audit where idx = 2");
  await after(TEN_MINUTES);
  await step();
  expect(flows.broken).toHaveLength(1);
});

test("a finding that nobody could be told of is told to the first who subscribes, and to Admins", async () => {
  await flows.append(5);
  flows.tamper("delete from audit where idx = 2");
  const check = createAuditCheck(flows.deps);
  await check();
  await flows.subscribe("late");
  flows.advance(TEN_MINUTES);
  await check();
  expect((await flows.notices()).filter((notice) => notice.includes("The audit log is broken"))).toHaveLength(
    1,
  );
});

test("a check that can't be made is no finding", async () => {
  await flows.append(2);
  const gone = () => Promise.reject(new TypeError("gone"));
  const away = { ...flows.deps, store: { transaction: gone, read: gone } };
  await expect(createAuditCheck(away)()).rejects.toThrow("gone");
  expect(flows.broken).toEqual([]);
});

test("npm run audit verifies page by page as well", async () => {
  await flows.append(1000);
  await createCheckpoints(flows.deps)();
  await flows.append(1100);
  await createCheckpoints(flows.deps)();
  const verify = async () => {
    const reader = await openReadOnly({ dataDir: flows.dataDir, databaseUrl: null, log: flows.deps.log });
    try {
      return await reader.read((db) => verifyStored(db, null));
    } finally {
      await reader.close();
    }
  };
  expect(await verify()).toMatchObject({ ok: true, count: 2100 });
  flows.tamper("update checkpoints set signature = 'x' where idx = 999");
  expect(await verify()).toMatchObject({ ok: false, badIndex: 999 });
});
