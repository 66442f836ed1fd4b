import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backupCommand, restoreCommand, type CopyIo } from "../../src/backup/commands.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import { systemIds } from "../../src/adapters/node/ids.ts";
import { STORES } from "../support/database.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { startServices, type Services } from "../support/services.ts";

/** A copy of the store is made at the worst moments, and put back after things went on. */

const TWO: Policy = {
  ...USUAL_POLICY,
  limits: {},
  rules: [{ name: "scans need two", when: { action: ["scan"] }, then: { approvals: 2 } }],
};

const folders: string[] = [];
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const parent = mkdtempSync(join(tmpdir(), "defender-bot-backup-"));
  folders.push(parent);
  return join(parent, "copies", "one");
}

describe.each(STORES)("on %s", (kind) => {
  let services: Services;
  let harness: Harness;
  let flows: Flows;
  let said: string[] = [];

  beforeAll(async () => {
    const databaseUrl = kind === "PostgreSQL" ? { databaseUrl: await postgres.database() } : {};
    services = await startServices({ oneClock: true, ...databaseUrl });
    harness = openHarness(services, TWO);
    flows = openFlows(services, harness);
    for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
    await harness.say("erin", flows.soc, "enable");
    await harness.say("erin", flows.soc, "subscribe approvals");
  });

  afterAll(() => services?.close());

  function io(): CopyIo {
    said = [];
    const note = (text: string) => void said.push(text);
    return { environment: services.env, clock: services.clock, ids: systemIds, out: note, err: note };
  }

  async function copy(): Promise<string> {
    const into = folder();
    expect(await backupCommand([into], io()), said.join("\n")).toBe(0);
    return into;
  }

  async function restore(from: string): Promise<void> {
    await services.restart(async () => {
      expect(await restoreCommand([from], io()), said.join("\n")).toBe(0);
    });
    harness = openHarness(services, TWO, harness.shown);
    flows = openFlows(services, harness);
  }

  const resume = () => harness.say("erin", flows.soc, "resume");
  const state = async (card: Shown) => (await flows.request(card)).state;
  const ask = (reason: string, more = "") => flows.ask(`isolate ${flows.workstation().id} ${more} ${reason}`);

  async function rests(card: Shown, reason: string, calls: number): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      services.advance(20_000);
      await harness.tick();
    }
    expect([await state(card), flows.sent(reason)]).toEqual(["Requested", calls]);
  }

  test("a card of a request that was opened after the copy says that it is not known any more, and where to look", async () => {
    const copied = await copy();
    const card = await ask("opened-since");
    await restore(copied);
    const answer = JSON.stringify(await harness.click("carla", card, "Approve"));
    expect(answer).toContain("I know no request");
    expect(answer).toContain("look there");
    await resume();
  });

  test("what was approved at the copy and executed since is not sent again: the new approval finds it", async () => {
    const card = await ask("executed-since");
    await harness.click("carla", card, "Approve");
    const copied = await copy();
    await flows.settle(card, "Succeeded");
    await restore(copied);
    expect(textOf((await harness.say("ana", flows.soc, "requests"))[0]!.content)).toContain("Halted by");
    await rests(card, "executed-since", 1);
    expect(textOf(card.content)).toContain("restored from a copy");
    expect(JSON.stringify(await harness.click("carla", card, "Approve"))).toContain("Halted by");
    await resume();
    await rests(card, "executed-since", 1);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent("executed-since")).toBe(1);
    expect(await flows.events(card)).toEqual(
      expect.arrayContaining(["requested", "approved", "voided", "halted-refused", "succeeded"]),
    );
  });

  test("an approval that was revoked after the copy is none, and the next one is the first", async () => {
    const reason = "revoked-since";
    const card = await flows.ask(`scan ${flows.workstation().id} ${reason}`);
    await harness.click("carla", card, "Approve");
    await harness.tick();
    const copied = await copy();
    await harness.click("carla", card, "Revoke");
    await restore(copied);
    await resume();
    await harness.click("david", card, "Approve");
    await rests(card, reason, 0);
  });

  test("what was denied after the copy waits for people, who can deny it again", async () => {
    const card = await ask("denied-since");
    const copied = await copy();
    await harness.click("carla", card, "Deny", { reason: "wrong device" });
    await restore(copied);
    await resume();
    await rests(card, "denied-since", 0);
    await harness.click("carla", card, "Deny", { reason: "still the wrong device" });
    expect(await state(card)).toBe("Denied");
  });

  test("two of two approvals are none afterwards, nor is one of them", async () => {
    const reason = "two-of-two";
    const card = await flows.ask(`scan ${flows.workstation().id} ${reason}`);
    await harness.click("carla", card, "Approve");
    await harness.click("david", card, "Approve");
    await restore(await copy());
    await resume();
    await rests(card, reason, 0);
    await harness.click("carla", card, "Approve");
    await rests(card, reason, 0);
    await harness.click("david", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent(reason)).toBe(1);
  });

  test("what was being sent is Interrupted; Resume is an approval, and looks before it sends", async () => {
    const reason = "being-sent";
    const card = await flows.ask(`scan ${flows.workstation().id} ${reason}`);
    await harness.click("carla", card, "Approve");
    await harness.click("david", card, "Approve");
    const { faults } = services.sandboxDefender;
    const copied = Promise.withResolvers<void>();
    faults.next(1, { method: "POST", until: copied.promise });
    const met = faults.met();
    const sending = harness.tick();
    await met;
    const underWay = await copy().finally(copied.resolve);
    await sending;
    await restore(underWay);
    expect(await state(card)).toBe("Interrupted");
    await harness.tick();
    await resume();
    await harness.click("carla", card, "Resume");
    await rests(card, reason, 1);
    await harness.click("david", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(flows.sent(reason)).toBe(1);
    expect(await flows.events(card)).toEqual(expect.arrayContaining(["interrupted", "approved", "resumed"]));
  });

  test("what Defender had taken is followed to its end", async () => {
    services.sandboxDefender.setSpeed(0.001);
    const card = await ask("taken");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Pending");
    const copied = await copy();
    services.sandboxDefender.setSpeed(100);
    await restore(copied);
    await flows.settle(card, "Succeeded", 20_000);
    expect(flows.sent("taken")).toBe(1);
    await resume();
  });

  test("the release at a lease's end is not approved any more: it is sent when somebody approves it, at its time", async () => {
    const card = await ask("leased", "for:1h");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    await harness.tick();
    const release = harness.shown.findLast((one) => textOf(one.content).includes("Release from isolation"))!;
    expect(await state(release)).toBe("Approved");
    await restore(await copy());
    await resume();
    services.advance(3_600_000);
    await harness.tick();
    await rests(release, "end of the isolation", 0);
    await harness.click("carla", release, "Approve");
    await flows.settle(release, "Succeeded");
  });

  test("everybody who hears of approvals is told; waiting sign-ins and old news are gone; the chain is whole", async () => {
    const asked = await ask("waiting-for-nobody");
    await services.store.transaction((tx) =>
      tx.pending.insert({
        id: "p",
        oid: "o",
        tid: "t",
        turn: "{}",
        expiresAt: services.clock.now() + 600_000,
      }),
    );
    const before = harness.shown.length;
    await restore(await copy());
    await harness.tick();
    const told = harness.shown.slice(before).map((one) => textOf(one.content));
    expect(told).toContainEqual(expect.stringContaining("My store was restored from the backup of"));
    const { store, clock } = services;
    expect(
      await store.read((tx) => tx.pending.of({ oid: "o", tid: "t" }, clock.now())).catch(() => []),
    ).toEqual([]);
    const halted = await store.read((tx) => tx.audit.list(null, 50));
    expect(halted.find((record) => record.event === "halted")).toMatchObject({ actor: { system: true } });
    expect(said.join("\n")).toContain("The audit log is shorter than it was");
    expect(await state(asked)).toBe("Requested");
    await resume();
  });

  test("a bot that runs is a reason to refuse, and nothing is changed", async () => {
    const card = await ask("runs-on");
    const copied = await copy();
    await harness.click("carla", card, "Deny", { reason: "no" });
    expect(await restoreCommand([copied], io())).toBe(1);
    expect(said.join("\n")).toMatch(/bot (process uses|is running)/);
    expect(await state(card)).toBe("Denied");
  });

  test("only the owner may read a backup, and none is overwritten", async () => {
    const copied = await copy();
    expect(statSync(copied).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(copied)) expect(statSync(join(copied, name)).mode & 0o777).toBe(0o600);
    expect(await backupCommand([copied], io())).toBe(1);
    expect(said.join("\n")).toContain("is not empty");
  });

  test.each<[string, (copied: string) => void]>([
    ["damaged", (copied) => appendFileSync(join(copied, "requests.jsonl"), "{}\n")],
    ["cut short", (copied) => writeFileSync(join(copied, "audit.jsonl"), "")],
    ["without its manifest", (copied) => rmSync(join(copied, "manifest.json"))],
    ["of something else", (copied) => writeFileSync(join(copied, "manifest.json"), '{"software":"other"}')],
    [
      "of a newer version",
      (copied) => {
        const file = join(copied, "manifest.json");
        writeFileSync(file, readFileSync(file, "utf8").replace(/"schema": \d+/, '"schema": 999'));
      },
    ],
  ])("a folder that is %s is refused in words, and nothing is changed", async (_, spoil) => {
    const copied = await copy();
    spoil(copied);
    const head = await services.store.read((tx) => tx.audit.head());
    await services.restart(async () => {
      expect(await restoreCommand([copied], io())).toBe(1);
    });
    expect(said.join("\n")).toMatch(/backup.*Nothing was changed/s);
    expect(await services.store.read((tx) => tx.audit.head())).toEqual(head);
    harness = openHarness(services, TWO, harness.shown);
    flows = openFlows(services, harness);
  });
});
