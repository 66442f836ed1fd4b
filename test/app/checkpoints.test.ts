import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCheckpoints } from "../../src/audit/checkpoint-loop.ts";
import { checkpointWords, markOf } from "../../src/audit/checkpoint.ts";
import { createSeal } from "../../src/adapters/node/seal.ts";
import { createSigner } from "../../src/adapters/node/signer.ts";
import { openFlows, type AuditHarness } from "../support/audit-harness.ts";

const HOUR = 3_600_000;
let flows: AuditHarness;
let step: () => Promise<void>;
beforeEach(async () => {
  flows = await openFlows();
  step = createCheckpoints(flows.deps);
});
afterEach(() => flows.close());

const last = () => flows.store.transaction((tx) => tx.checkpoints.last());
const keys = () => flows.store.transaction((tx) => tx.checkpoints.keys());
const lines = (event: string) => flows.logged.filter((line) => line.event === event);

test("the key is made at first start, once, and its public half is logged", async () => {
  await step();
  await createCheckpoints(flows.deps)();
  const [key, ...others] = await keys();
  expect(others).toEqual([]);
  const said = lines("audit checkpoints are signed");
  expect(said.map((line) => line.fields["publicKey"])).toEqual([key?.publicKey, key?.publicKey]);
  expect(JSON.stringify(flows.logged)).not.toContain(key?.sealedPrivateKey);
});

test("a hundred records are signed at once, fewer after an hour, none never", async () => {
  await step();
  expect(await last()).toBeNull();
  await flows.append(99);
  await step();
  expect(await last()).toBeNull();
  await flows.append(1);
  await step();
  expect(await last()).toMatchObject({ index: 99 });
  flows.advance(HOUR);
  await step();
  expect(await last()).toMatchObject({ index: 99 });
  await flows.append(1);
  await step();
  expect(await last()).toMatchObject({ index: 100, at: flows.deps.clock.now() });
});

test("a clock that was a year ahead for a moment keeps no record unsigned for a year", async () => {
  await flows.append(1);
  flows.advance(365 * 24 * HOUR);
  await step();
  flows.advance(-365 * 24 * HOUR);
  await flows.append(1);
  await step();
  expect(await last()).toMatchObject({ index: 1, at: flows.deps.clock.now() });
});

test("the signature is right, and is logged with all that it takes to verify it", async () => {
  await flows.append(100);
  await step();
  const [key] = await keys();
  const checkpoint = (await last())!;
  const { index, hash, at, signature } = checkpoint;
  expect(markOf(checkpoint, [key!.publicKey]).fault).toBeNull();
  expect(await flows.store.transaction((tx) => tx.audit.head())).toEqual({ index, hash });
  const fields = { index, hash, at, signature, publicKey: key!.publicKey };
  expect(lines("audit checkpoint").map((line) => line.fields)).toEqual([fields]);
});

test("each conversation that hears of approvals gets it, once, in the form that --checkpoint takes", async () => {
  await Promise.all([flows.subscribe("soc"), flows.subscribe("leads")]);
  await flows.append(1234);
  const instances = [step, createCheckpoints(flows.deps), createCheckpoints(flows.deps)];
  await Promise.all(instances.map((run) => run()));
  const notices = await flows.notices();
  expect(notices.map((notice) => notice.split(":")[0]).toSorted()).toEqual(["leads", "soc"]);
  for (const notice of notices) {
    expect(notice).toContain("Audit checkpoint 1,233");
    expect(notice).toContain(checkpointWords((await last())!));
    expect(notice).toContain((await keys())[0]?.publicKey);
  }
});

test("a new TOKEN_KEY takes the key over, and only a lost one costs a new key", async () => {
  await step();
  const [made] = await keys();
  await flows.append(100);
  const withKeys = (key: Uint8Array, previous: Uint8Array | null) =>
    createCheckpoints({
      ...flows.deps,
      audit: { ...flows.deps.audit, signer: createSigner(createSeal(key, previous)) },
    });
  const lost = randomBytes(32);
  await withKeys(lost, null)();
  const [first, second] = await keys();
  expect(first).toEqual(made);
  expect(lines("The key of the audit checkpoints can't be opened; a new one takes its place")).toMatchObject([
    { level: "error", fields: { lost: made?.id } },
  ]);
  expect(await last()).toMatchObject({ keyId: second?.id });
  const next = randomBytes(32);
  await withKeys(next, lost)();
  const resealed = await keys();
  expect(resealed.map((key) => key.id)).toEqual([first?.id, second?.id]);
  expect(resealed[1]?.sealedPrivateKey).not.toBe(second?.sealedPrivateKey);
  await flows.append(100);
  await withKeys(next, null)();
  expect(await last()).toMatchObject({ index: 199, keyId: second?.id });
});
