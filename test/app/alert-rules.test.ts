import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Rule } from "../../src/policy/model.ts";
import type { SandboxAlert } from "../../sandbox/defender/types.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** What the policy says where there is an alert: of its device, and of who owns it. */

let services: Services;
let chat = conversation("", "personal");
let chats = 0;

beforeAll(async () => {
  services = await startServices();
  for (const key of ["ana", "carla", "david"] as const) await services.signIn(key);
});

afterAll(async () => {
  await services?.close();
});

beforeEach(() => {
  // The bot spares Defender: 100 calls a minute; harnesses number their messages from one.
  services.advance(61_000);
  chat = conversation(`1:1-${(chats += 1)}`, "personal");
});

function under(...rules: Rule[]): Harness {
  return openHarness(services, { ...USUAL_POLICY, limits: {}, rules });
}

async function say(harness: Harness, text: string): Promise<Shown> {
  const said = await harness.say("ana", chat, text);
  return said.find((one) => one.content.kind === "card") ?? said[0]!;
}

function alertOn(name: string, fields: Partial<SandboxAlert> = {}): SandboxAlert {
  const device = services.sandboxDefender.device(`${name}.contoso.example`);
  return services.sandboxDefender.raiseAlert({ machineId: device.id, status: "New", ...fields });
}

describe("a rule about devices holds for triage of their alerts", () => {
  const frozen: Rule = {
    name: "frozen",
    when: { action: ["resolve"], device: { tag: ["Emergency"] } },
    then: { deny: "Ask the emergency team." },
  };

  test("where the device fits", async () => {
    const harness = under(frozen);
    const line = ({ id }: SandboxAlert) => `resolve ${id} class:true`;
    expect(textOf((await say(harness, line(alertOn("er-triage01")))).content)).toContain(
      "Ask the emergency team.",
    );
    expect(textOf((await say(harness, line(alertOn("frontdesk-03")))).content)).toContain(
      '"status":"Resolved · ',
    );
  });

  test("where the device can't be read", async () => {
    services.sandboxDefender.faults.next(1, { status: 403, path: /\/machines\// });
    const shown = await say(under(frozen), `resolve ${alertOn("frontdesk-03").id} class:true`);
    expect(textOf(shown.content)).toContain("Ask the emergency team.");
  });

  test("and is asked again at the approval", async () => {
    const approval: Rule = { name: "closing", when: { action: ["resolve"] }, then: { approvals: 1 } };
    const harness = under(frozen, approval);
    const card = await say(harness, `resolve ${alertOn("ward5-nurse02").id} class:true`);
    expect(textOf(card.content)).toContain('"state":"Requested"');
    services.sandboxDefender.device("ward5-nurse02.contoso.example").machineTags.push("Emergency");
    await harness.click("carla", card, "Approve");
    await harness.tick();
    expect(textOf(card.content)).toContain('"state":"Denied"');
  });
});

describe("a rule about many targets", () => {
  test("counts alerts as it counts devices: nobody closes many of them where it wants approval", async () => {
    const many: Rule = {
      name: "many",
      when: { action: ["resolve"], targets: { min: 3 } },
      then: { approvals: 1 },
    };
    const harness = under(many);
    const [one, ...others] = [1, 2, 3, 4].map(() => alertOn("er-triage01").id);
    expect(textOf((await say(harness, `resolve ${one} class:false`)).content)).toContain(
      '"status":"Resolved',
    );
    const card = await say(harness, `resolve ${others.join(", ")} class:false`);
    expect(textOf(card.content)).toContain('"state":"Requested"');
  });
});

describe("the owner of the alert", () => {
  /** Nobody has asked for these yet. */
  const fresh = ["frontdesk-03", "pharmacy-ws04", "laptop-bokafor", "er-triage02"];
  const strangers: Rule = { name: "strangers", when: {}, then: { exclude: ["alert-owner"] } };

  async function isolateFromAlert(harness: Harness, owner: string | null): Promise<Shown> {
    const alert = alertOn(fresh.shift() ?? "", { assignedTo: owner });
    const card = await say(harness, `alert ${alert.id}`);
    const before = harness.shown.length;
    await harness.click("ana", card, "Isolate device", { reason: "beaconing", type: "Full" });
    return harness.shown[before]!;
  }

  test("may not approve where the policy says so; somebody else may", async () => {
    const harness = under(strangers);
    const request = await isolateFromAlert(harness, "Carla.Weiss@contoso.example");
    expect(await harness.click("carla", request, "Approve")).toMatchObject({
      kind: "message",
      text: expect.stringContaining("You own the alert"),
    });
    expect(await harness.click("david", request, "Approve")).toMatchObject({ kind: "card" });
  });

  test("is who owns it at the click, not who owned it before", async () => {
    const harness = under(strangers);
    const request = await isolateFromAlert(harness, null);
    const alert = services.sandboxDefender.alerts.find((one) => textOf(request.content).includes(one.id))!;
    services.sandboxDefender.changeAlert(alert.id, { assignedTo: "carla.weiss@contoso.example" });
    expect(await harness.click("carla", request, "Approve")).toMatchObject({ kind: "message" });
  });

  test("may approve where the policy does not mind", async () => {
    const harness = under();
    const request = await isolateFromAlert(harness, "carla.weiss@contoso.example");
    expect(await harness.click("carla", request, "Approve")).toMatchObject({ kind: "card" });
  });

  describe("of one of several", () => {
    const closing: Rule = {
      name: "closing",
      when: { action: ["resolve", "merge"] },
      then: { approvals: 1, exclude: ["alert-owner"] },
    };
    const carlas = { assignedTo: "carla.weiss@contoso.example" };

    async function approvedBy(harness: Harness, key: "carla" | "david", line: string): Promise<unknown> {
      return harness.click(key, await say(harness, line), "Approve");
    }

    const refused = { kind: "message", text: expect.stringContaining("You own the alert") as unknown };

    test("may not approve what is to be done to all of them; whoever owns none may", async () => {
      const harness = under(closing);
      const ids = [alertOn("er-triage01"), alertOn("er-triage01", carlas)].map(({ id }) => id);
      const card = await say(harness, `resolve ${ids.join(", ")} class:false`);
      expect(await harness.click("carla", card, "Approve")).toMatchObject(refused);
      expect(await harness.click("david", card, "Approve")).toMatchObject({ kind: "card" });
    });

    test("may not approve that two incidents become one, whichever of them is theirs", async () => {
      const harness = under(closing);
      const incidents = ["er-triage01", "frontdesk-03"].map((name) => String(alertOn(name).incidentId));
      const [one = "", other = ""] = incidents;
      await say(harness, `assign ${one} carla.weiss@contoso.example`);
      expect(await approvedBy(harness, "carla", `merge ${one} into:${other}`)).toMatchObject(refused);
      expect(await approvedBy(harness, "carla", `merge ${other} into:${one}`)).toMatchObject(refused);
    });

    test("may not approve what is to be done to all incidents; whoever owns none may", async () => {
      const harness = under(closing);
      const incidents = ["er-triage01", "frontdesk-03"].map((name) => String(alertOn(name).incidentId));
      await say(harness, `assign ${incidents[1]} carla.weiss@contoso.example`);
      const card = await say(harness, `resolve ${incidents.join(", ")} class:false`);
      expect(await harness.click("carla", card, "Approve")).toMatchObject(refused);
      expect(await harness.click("david", card, "Approve")).toMatchObject({ kind: "card" });
    });
  });
});
