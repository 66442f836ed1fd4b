import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openUsual, type Flows } from "../support/flows.ts";
import { textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, type Services } from "../support/services.ts";

/** What a call goes by, or takes away, beside its target: it is shown, and approvals are bound to it. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual());
});
afterAll(() => services?.close());
beforeEach(() => {
  services.sandboxDefender.faults.clear();
  services.advance(61_000);
});

const named = (value: string) =>
  services.sandboxDefender.indicators.find(({ indicatorValue }) => indicatorValue === value);

/** As it could stand there by somebody's hand in the portal. */
function put(value: string, action: string, description: string): void {
  const { indicators } = services.sandboxDefender;
  const known = indicators.findIndex(({ indicatorValue }) => indicatorValue === value);
  const at = new Date(services.clock.now()).toISOString();
  const made = {
    ...{ id: known === -1 ? `p${indicators.length}` : indicators[known]!.id, indicatorValue: value },
    ...{ indicatorType: "DomainName", action, title: value, description, severity: "Medium" },
    ...{ expirationTime: null, rbacGroupNames: [], generateAlert: true, creationTimeDateTimeUtc: at },
    ...{ lastUpdateTime: at, createdBy: "dana", createdByDisplayName: "Dana", sourceType: "User" as const },
  };
  if (known === -1) indicators.push(made);
  else indicators[known] = made;
}

const approve = (card: Shown, key: "carla" | "david" = "carla") => harness.click(key, card, "Approve");

describe("unblock", () => {
  test("shows what it removes, and removes nothing else that has come to stand there", async () => {
    put("changed.example", "Audit", "for a look");
    const card = await flows.ask("unblock changed.example the look is over");
    expect(textOf(card.content)).toMatch(/removes an indicator: Audit by Dana/);
    put("changed.example", "Block", "it is the C2 of today");
    const answer = JSON.stringify(await approve(card));
    expect(answer).toMatch(/look again.*Block by Dana/);
    expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
    await flows.rest();
    expect(named("changed.example")).toMatchObject({ action: "Block" });
    expect(textOf(card.content)).toMatch(/removes an indicator: Block by Dana/);
    await approve(card);
    await flows.settle(card, "Succeeded");
    expect(named("changed.example")).toBeUndefined();
  });

  test("looks once more before the call: what has changed after the approval stays", async () => {
    put("late.example", "Audit", "for a look");
    const card = await flows.ask("unblock late.example the look is over");
    await approve(card);
    put("late.example", "Audit", "asked for anew by the hunters");
    await flows.settle(card, "Requested");
    expect(named("late.example")).toBeDefined();
    expect(await flows.request(card)).toMatchObject({ approvals: [] });
  });

  test("of several values shows what each removes; what is another one leaves", async () => {
    for (const name of ["one.example", "two.example"]) put(name, "Audit", "for a look");
    const card = await flows.ask("unblock one.example, two.example the look is over");
    expect(textOf(card.content)).toMatch(/removes an indicator: Audit by Dana.*removes an indicator: Audit/);
    for (const name of ["one.example", "two.example"]) put(name, "Block", "C2");
    await approve(card);
    await flows.rest();
    await flows.rest();
    expect([named("one.example")?.action, named("two.example")?.action]).toEqual(["Block", "Block"]);
    expect(await flows.request(card)).toMatchObject({ approvals: [] });
  });
});

describe("block", () => {
  test("takes the place of no indicator that its card did not show", async () => {
    const card = await flows.ask("block partner.example phishing");
    put("partner.example", "Allowed", "checked by the mail team, please leave it");
    expect(JSON.stringify(await approve(card))).toMatch(/look again.*Allowed by Dana/);
    await flows.rest();
    expect(named("partner.example")).toMatchObject({ action: "Allowed" });
    expect(textOf(card.content)).toMatch(/takes the place of an indicator that is there: Allowed by Dana/);
  });
});

/** By somebody's hand in the portal. */
async function byHand(id: string, operation: "isolate" | "unisolate"): Promise<void> {
  const portal = services.defender.as(senderOf("david"), AbortSignal.timeout(5_000));
  const scope = operation === "isolate" ? { IsolationType: "Full" } : {};
  await portal.act(id, operation, { Comment: "by hand", ...scope });
  services.advance(120_000);
}

describe("release", () => {
  test("is bound to the isolations that it ends however many other actions are newer than they", async () => {
    const { id } = flows.workstation();
    const scans = async () => {
      const portal = services.defender.as(senderOf("david"), AbortSignal.timeout(60_000));
      for (let n = 0; n < 100; n += 1) {
        await portal.act(id, "runAntiVirusScan", { Comment: "again", ScanType: "Quick" });
        services.advance(8_000);
      }
    };
    await byHand(id, "isolate");
    await scans();
    const card = await flows.ask(`release ${id} cleaned`);
    expect(textOf(card.content)).toMatch(/ends the isolation by david.lind/);
    await byHand(id, "unisolate");
    await byHand(id, "isolate");
    await scans();
    expect(JSON.stringify(await approve(card))).toMatch(/look again.*ends the isolation by david.lind/);
    await harness.click("carla", card, "Deny");
  });

  test("ends the isolation that its card shows, and none that somebody has begun since", async () => {
    const { id } = flows.workstation();
    await byHand(id, "isolate");
    const card = await flows.ask(`release ${id} cleaned`);
    expect(textOf(card.content)).toMatch(/ends the isolation by david.lind/);
    await byHand(id, "unisolate");
    await byHand(id, "isolate");
    expect(JSON.stringify(await approve(card))).toMatch(/look again.*ends the isolation by david.lind/);
    await flows.rest();
    expect(flows.sent("cleaned")).toBe(0);
    await approve(card);
    await byHand(id, "isolate");
    await expect
      .poll(async () => {
        await flows.rest();
        services.advance(2000);
        return (await flows.request(card)).seen.round;
      })
      .toBe(2);
    expect(flows.sent("cleaned")).toBe(0);
  });
});

describe("several releases", () => {
  const opened = async (ids: readonly string[], words: string) =>
    flows.ask(`release ${ids.join(", ")} ${words}`);

  test("show what each of them ends, and one of a device that somebody has isolated since leaves at the click", async () => {
    const ids = Array.from({ length: 3 }, () => flows.workstation().id);
    for (const id of ids) await byHand(id, "isolate");
    const card = await opened(ids, "all cleaned");
    expect(textOf(card.content).match(/ends the isolation by david.lind/g)).toHaveLength(3);
    await byHand(ids[1]!, "unisolate");
    await byHand(ids[1]!, "isolate");
    const calls = () =>
      services.sandboxDefender.calls.filter(({ path }) => /machineactions$/i.test(path)).length;
    const before = calls();
    expect(JSON.stringify(await approve(card))).toMatch(/1 left out.*ends the isolation by david.lind/);
    expect(calls() - before).toBe(1);
    await flows.rest();
    expect(flows.sent("all cleaned")).toBe(0);
    await approve(card);
    await expect
      .poll(async () => {
        await flows.rest();
        services.advance(2000);
        return flows.sent("all cleaned");
      })
      .toBe(2);
  });
});

describe("run", () => {
  const library = (sha256: string | null) =>
    services.sandboxDefender.faults.set({
      method: "GET",
      path: /libraryfiles$/i,
      body: { value: [{ fileName: "triage.ps1", sha256, createdBy: "Dana", lastUpdatedTime: null }] },
    });
  const ran = () => services.sandboxDefender.calls.filter(({ path }) => path.endsWith("runliveresponse"));

  test("shows which content of the script, and an approval for it is none for another under its name", async () => {
    const before = ran().length;
    library("a".repeat(64));
    const card = await flows.ask(`run ${flows.workstation().id} triage.ps1 what runs`);
    expect(textOf(card.content)).toContain("aaaaaaaaaaaaaaaa");
    library("b".repeat(64));
    expect(JSON.stringify(await approve(card))).toMatch(/look again.*bbbbbbbbbbbbbbbb/);
    await flows.rest();
    await approve(card);
    library("c".repeat(64));
    await expect
      .poll(async () => {
        services.advance(2000);
        await flows.rest();
        return textOf(card.content);
      })
      .toContain("cccccccccccccccc");
    expect(ran()).toHaveLength(before);
    await approve(card);
    await flows.settle(card, "Succeeded");
    expect(ran()).toHaveLength(before + 1);
  });

  test("says so where the library can't be read, and waits for approval as ever", async () => {
    services.sandboxDefender.faults.set({ method: "GET", path: /libraryfiles$/i, status: 403 });
    const card = await flows.ask(`run ${flows.workstation().id} triage.ps1 what runs`);
    expect(textOf(card.content)).toContain("could not be checked");
    await approve(card);
    await flows.settle(card, "Succeeded");
  });
});
