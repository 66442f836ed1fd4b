import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditDraft } from "../../src/audit/record.ts";
import { verify } from "../support/audit.ts";
import { parseCheckpoint } from "../../src/audit/checkpoint.ts";
import type { Store } from "../../src/shared/store.ts";
import type { Tx } from "../../src/bot/rows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

let services: Services;
let harness: Harness;
const soc = conversation("19:soc@thread.tacv2", "channel");
const general = conversation("19:general@thread.tacv2", "channel");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  for (const key of ["ana", "carla", "erin", "noor"] as const) await services.signIn(key);
  await harness.say("erin", soc, "enable");
});

afterAll(async () => {
  await services?.close();
});

const HOUR = 3_600_000;
const newest = async () => (await services.store.transaction((tx) => tx.audit.list(null, 1)))[0];

function deviceName(at: number): string {
  const fits = services.sandboxDefender.devices.filter(
    (device) => device.rbacGroupName === "Workstations" && !/kiosk/.test(device.computerDnsName ?? ""),
  );
  return fits[at]?.computerDnsName ?? "";
}

function dataOf({ content }: Shown): unknown {
  return content.kind === "card" ? content.data : null;
}

describe("audit", () => {
  test("shows Approvers and Admins the newest records, and the end of the chain", async () => {
    for (const key of ["carla", "erin"] as const) {
      const [shown] = await harness.say(key, soc, "audit");
      expect(textOf(shown!.content)).toContain('"event":"enabled"');
      const head = await services.store.transaction((tx) => tx.audit.head());
      expect(textOf(shown!.content)).toContain(`${head?.index}:${head?.hash}`);
    }
  });

  test("is refused to everybody else, which is recorded", async () => {
    for (const key of ["ana", "noor"] as const) {
      const [shown] = await harness.say(key, soc, "audit");
      expect(textOf(shown!.content)).toContain("You need the role Approver or Admin");
      expect(await newest()).toMatchObject({
        event: "refused",
        command: "audit",
        outcome: expect.stringContaining("Approver") as string,
      });
    }
  });

  test("shows the last signed checkpoint in a form that npm run audit takes, with its key", async () => {
    await harness.tick();
    services.advance(HOUR);
    await harness.tick();
    const [shown] = await harness.say("carla", soc, "audit");
    const text = textOf(shown!.content);
    const [words] = /\d+:[0-9a-f]{64}:\d+:[\w-]{86}/.exec(text) ?? [];
    const last = await services.store.transaction((tx) => tx.checkpoints.last());
    expect(parseCheckpoint(words ?? "")).toMatchObject({ index: last?.index, hash: last?.hash });
    const [key] = await services.store.transaction((tx) => tx.checkpoints.keys());
    expect(text).toContain(key?.publicKey);
  });

  test("ID shows the records of that request alone", async () => {
    const [card] = await harness.say("ana", soc, `isolate ${deviceName(0)} beaconing`);
    const id = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(textOf(card!.content))?.[0] ?? "";
    await harness.click("carla", card!, "Deny", { reason: "test machine" });
    const [shown] = await harness.say("carla", soc, `audit ${id}`);
    const { rows } = dataOf(shown!) as { rows: { event: string; what: string }[] };
    expect(rows.map((row) => row.event)).toEqual(["denied", "requested"]);
    expect(rows[0]?.what).toBe(`isolate ${deviceName(0)}`);
    const [none] = await harness.say("carla", soc, "audit AAAA-AAAA");
    expect(textOf(none!.content)).toContain("no audit record of a request AAAA-AAAA");
  });

  test("is device data: outside enabled conversations it is answered in the 1:1 chat", async () => {
    const said = await harness.say("carla", general, "audit");
    expect(said.map((one) => one.at.conversation.kind)).toEqual(["personal", "channel"]);
  });
});

describe("a change and its record", () => {
  /** The harness as it would be if the records of this event could not be written. */
  function harnessWithout(event: AuditDraft["event"]): Harness {
    const failing = (tx: Tx): Tx => ({
      ...tx,
      audit: {
        ...tx.audit,
        append: (draft) =>
          draft.event === event ? Promise.reject(new TypeError("disk full")) : tx.audit.append(draft),
      },
    });
    const transaction: Store<Tx>["transaction"] = (work) =>
      services.store.transaction((tx) => work(failing(tx)));
    return openHarness({ ...services, store: { ...services.store, transaction } });
  }
  const state = <T>(read: (tx: Tx) => Promise<T>) => services.store.transaction(read);

  test("enabling", async () => {
    const said = await harnessWithout("enabled").say("erin", general, "enable");
    expect(textOf(said[0]!.content)).toContain("Something went wrong");
    expect(await state((tx) => tx.conversations.get(general.id))).toMatchObject({ enabled: false });
  });

  test("subscribing", async () => {
    await harnessWithout("subscribed").say("erin", general, "subscribe approvals");
    expect(await state((tx) => tx.subscriptions.list(general.id))).toEqual([]);
  });

  test("opening a request", async () => {
    const before = (await state((tx) => tx.requests.open())).length;
    await harnessWithout("requested").say("ana", soc, `isolate ${deviceName(1)} beaconing`);
    expect(await state((tx) => tx.requests.open())).toHaveLength(before);
  });

  test.each(["Approve", "Deny"])("%s", async (button) => {
    const said = await harness.say(
      "ana",
      soc,
      `isolate ${deviceName(button === "Approve" ? 2 : 3)} beaconing`,
    );
    const card = said.find((one) => one.content.kind === "card")!;
    const broken = harnessWithout(button === "Approve" ? "approved" : "denied");
    await broken.click("carla", card, button);
    const { id } = dataOf(card) as { id: string };
    expect(await state((tx) => tx.requests.get(id))).toMatchObject({ state: "Requested", approvals: [] });
    expect((await state((tx) => tx.audit.list(id, 9))).map((record) => record.event)).toEqual(["requested"]);
  });
});

test("after all of this the chain is whole", async () => {
  const records = await services.store.transaction((tx) => tx.audit.list(null, 1000));
  expect(verify(records.toReversed())).toMatchObject({ ok: true, count: records.length });
});
