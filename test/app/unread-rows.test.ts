import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Outcome, Transport } from "../../src/adapters/transport/index.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** Rows of Defender's lists that can't be read are said, and never taken for none. */

const chat = conversation("1:1-ana", "personal");

/** Whether lists hold nothing but such rows, or one beside what they hold. */
let mode: "off" | "one" | "only" = "off";

function spoiled(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("value" in body) || !Array.isArray(body.value))
    return body;
  return {
    ...body,
    value: mode === "only" ? [{ title: "no id" }, null] : [...body.value, { title: "no id" }],
  };
}

function spoiling(transport: Transport): Transport {
  return {
    ...transport,
    async exchange(wanted): Promise<Outcome> {
      const outcome = await transport.exchange(wanted);
      const isTheirs = /\/(?:api|v1\.0)\//.test(new URL(wanted.url).pathname);
      if (mode === "off" || !isTheirs || outcome.kind !== "answer" || !outcome.text.startsWith("{"))
        return outcome;
      return { ...outcome, text: JSON.stringify(spoiled(JSON.parse(outcome.text))) };
    },
  };
}

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices({ oneClock: true, over: spoiling });
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
  const carla = services.defender.as(senderOf("carla"), AbortSignal.timeout(10_000));
  await carla.act(flows.workstation().id, "isolate", {
    Comment: "x",
    IsolationType: "Full",
  });
});
afterAll(() => services?.close());
beforeEach(() => {
  mode = "off";
  services.advance(61_000);
});

async function said(line: string): Promise<string> {
  return (await harness.say("ana", chat, line)).map(({ content }) => textOf(content)).join("\n");
}

describe.each(["alerts since:30d", "incidents since:30d", "devices", "actions", "isolated"])("%s", (line) => {
  test("says that one row more could not be read", async () => {
    mode = "one";
    expect(await said(line)).toMatch(/; [12] could not be read, please look in Defender/);
  });

  test("with nothing that can be read is no empty list", async () => {
    mode = "only";
    const words = await said(line);
    expect(words).toMatch(/(?:^|[^;] ?)[24] could not be read, please look in Defender/);
    expect(words).not.toMatch(/\bNo \w+|nothing is isolated/i);
  });
});

test.each(["alerts since:30d", "incidents since:30d", "devices", "actions", "isolated"])(
  "%s of who lacks the rights is told as that, and is no all-clear",
  async (line) => {
    const refused = { status: 403, body: { error: { code: "Forbidden", message: "no" } } };
    for (const api of [services.sandboxDefender, services.sandboxGraph]) api.faults.set(refused);
    const words = await said(line).finally(() => {
      for (const api of [services.sandboxDefender, services.sandboxGraph]) api.faults.clear();
    });
    expect(words).toMatch(/role|permission|right/);
    expect(words).not.toMatch(/\bNo (?:alerts|incidents|devices|machine actions)|nothing is isolated/i);
  },
);

test.each(["alerts", "incidents"])(
  "the compose box does not say that nothing was found among %s",
  async (command) => {
    mode = "only";
    const answer = await harness.deliver({
      ...{ activityId: `x-${command}`, sender: senderOf("carla"), conversation: chat, at: 0 },
      ...{ kind: "extension", asks: { kind: "search", command, text: "" }, ssoToken: null, code: null },
    });
    expect(JSON.stringify(answer)).toContain("can't be read");
  },
);

test("a device is never called connected where one of its actions can't be read", async () => {
  mode = "one";
  const words = await said("device dc01.contoso.example");
  expect(words).not.toContain("Connected");
  expect(words).toMatch(/could not be (?:read|checked)|unknown/i);
});

describe("a call whose answer was lost", () => {
  const lost = async (reason: string, answer: "before" | "after") => {
    const card = await flows.ask(`isolate ${flows.workstation().id} ${reason}`);
    services.sandboxDefender.faults.next(1, { method: "POST", status: 500, answer });
    mode = "one";
    await harness.click("carla", card, "Approve");
    return card;
  };

  test("is found beside a row that can't be read", async () => {
    const card = await lost("beside", "after");
    await flows.settle(card, "Succeeded", 10_000);
    expect(flows.sent("beside")).toBe(1);
  });

  test("and that may be such a row is not made again by a Resume, until the list can be read", async () => {
    const card = await lost("hidden", "before");
    await flows.settle(card, "Interrupted", 10_000);
    await harness.click("carla", card, "Resume");
    await flows.settle(card, "Interrupted", 10_000);
    expect(flows.sent("hidden")).toBe(1);
    mode = "off";
    await harness.click("carla", card, "Resume");
    await flows.settle(card, "Succeeded", 10_000);
    expect(flows.sent("hidden")).toBe(2);
  });
});
