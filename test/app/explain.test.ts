import { dataOf } from "../support/card-data.ts";
import { recorded } from "../../src/texts/render.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ExplainCardData } from "../../src/commands/parts/explanation.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import type { InWords } from "../support/in-english.ts";
import { startServices, type Services } from "../support/services.ts";

/** `explain`: what would be asked, and why; nothing is done. */

const chat = conversation("1:1-ana", "personal");
const general = conversation("19:general@thread.tacv2", "channel");

const POLICY: Policy = {
  ...DEFAULT_POLICY,
  rules: [
    ...DEFAULT_POLICY.rules,
    {
      name: "tier 0",
      when: { action: ["isolate"], device: { tag: ["Tier0"] } },
      then: { approvals: 2, expires: 30 * 60_000, exclude: ["eve@*", "alert-owner"] },
    },
    { name: "unsorted", when: { device: { group: ["Unsorted"] } }, then: { approvals: 3 } },
  ],
};

let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services, POLICY);
  for (const key of ["ana", "carla", "noor"] as const) await services.signIn(key);
});

afterAll(async () => {
  await services?.close();
});

// The bot spares Defender: 100 calls a minute.
beforeEach(() => services.advance(61_000));

async function say(text: string, key: "ana" | "carla" | "noor" = "ana"): Promise<Shown> {
  const said = await harness.say(key, chat, text);
  return said.find((one) => one.content.kind === "card") ?? said[0]!;
}

async function explained(
  command: string,
  key: "ana" | "carla" | "noor" = "ana",
): Promise<InWords<ExplainCardData>> {
  return dataOf<ExplainCardData>(await say(`explain ${command}`, key), "explain");
}

function factsOf(data: InWords<ExplainCardData>): readonly string[] {
  return [...data.facts, ...data.more].map(({ label, value }) => `${label}: ${value}`);
}

function ruleOf(data: InWords<ExplainCardData>, title: string) {
  return [...data.rows, ...data.others].find((row) => row.title === title);
}

describe("explain", () => {
  test("shows the verdict, who would have to approve, and every rule with what was compared", async () => {
    const data = await explained('isolate dc01.contoso.example type:selective "beaconing"');
    expect(data).toMatchObject({
      heading: "Isolate (Selective): dc01.contoso.example",
      outcome: "It would wait for 2 approvals.",
      tone: "warning",
    });
    expect(factsOf(data)).toEqual([
      expect.stringMatching(/^Your role: Responder, as needed \(checked .*\)$/),
      "Approvers: 2 different people with the role Approver, not you; not eve@*, the owner of the alert",
      "Asked by: ana.ruiz@contoso.example",
      "Open for: 30 min",
      "Reason: given",
      "Limit: 0 of 100 per hour, and one approval more beyond that",
      "Limit: 0 of 300 per day, and one approval more beyond that",
      "Limit: 0 of 500 per day, the hard end: nothing goes beyond it, whoever approves",
      "Written to incidents: decisions and how they end, but none about people",
    ]);
    expect(data.warnings).toContain("Its device value is High.");
    expect(ruleOf(data, "tier 0")).toEqual({
      title: "tier 0",
      state: "applies",
      tone: "accent",
      then: "2 approvals; open for 30 min; eve@*, the owner of the alert may not approve",
      conditions: [
        { mark: "✓", line: "action: isolate" },
        { mark: "✓", line: "device tag: Tier0" },
      ],
    });
    expect(ruleOf(data, "scans are free")).toMatchObject({
      state: "does not apply",
      conditions: [{ mark: "✗", line: "action: isolate ≠ scan, tag or value" }],
    });
    expect(ruleOf(data, "unsorted")).toMatchObject({
      conditions: [{ mark: "✗", line: "device group: Domain Controllers ≠ Unsorted" }],
    });
  });

  test("says what can't be ruled out, and what would be refused", async () => {
    Object.assign(services.sandboxDefender.device("frontdesk-03.contoso.example"), {
      rbacGroupName: undefined,
    });
    services.sandboxDefender.setRbac("carla", [
      { group: "Workstations", permissions: ["view"] },
      { group: undefined as never, permissions: ["view"] },
    ]);
    const data = await explained("isolate frontdesk-03.contoso.example x", "carla");
    expect(data.outcome).toMatch(/^It would be refused: nobody could approve it: it needs 3/);
    expect(ruleOf(data, "unsorted")).toMatchObject({
      state: "can't be ruled out, so it applies",
      conditions: [{ mark: "?", line: "device group: Defender gives none" }],
    });
    const limited = openHarness(services, { ...POLICY, limits: { release: { perHour: 0 } } });
    const [denied] = await limited.say(
      "ana",
      conversation("1:1-limited", "personal"),
      "explain release web01 x",
    );
    expect(textOf(denied!.content)).toMatch(/It would be refused: No more than 0 .{0,3}release/);
    expect(textOf(denied!.content)).toContain("0 of 0 per hour");
  });

  test("says what would be done at once, what is missing, and who may not ask", async () => {
    const scan = await explained("scan web01.contoso.example");
    expect(scan).toMatchObject({ tone: "good", outcome: expect.stringMatching(/done at once/) });
    expect(factsOf(scan)).toContain("Reason: required: without one it would be refused");
    services.sandboxEntra.setRoles("ana", []);
    services.advance(61_000);
    await say("whoami");
    expect(factsOf(await explained("scan web01.contoso.example x")).join("\n")).toContain(
      "Responder is needed and you do not have it",
    );
    services.sandboxEntra.setRoles("ana", ["Responder"]);
    services.advance(61_000);
    await say("whoami");
    const alert = services.sandboxDefender.alerts.find((one) => one.rbacGroupName === "Workstations")!;
    const triage = await explained(`resolve ${alert.id} class:true`);
    expect(factsOf(triage)).toContain("Your role: none needed; Defender's own roles decide");
  });

  test("says what a halt stops, and what an emergency would do", async () => {
    const emergency = "isolate dc01.contoso.example emergency:true x";
    expect((await explained(emergency)).outcome).toMatch(
      /^It would be refused: .* does not allow emergencies/,
    );
    const allowing = openHarness(services, { ...POLICY, emergency: { enabled: true, actions: ["isolate"] } });
    const place = conversation("1:1-emergency", "personal");
    const [allowed] = await allowing.say("ana", place, `explain ${emergency}`);
    expect(textOf(allowed!.content)).toMatch(/done at once.*would have to review it/);
    expect(textOf(allowed!.content)).toContain("BreakGlass is needed and you do not have it");
    const halt = { reason: "drill", by: "erin.novak@contoso.example", since: services.clock.now() };
    await services.store.transaction((tx) => tx.switches.setHalt(halt));
    const stopped = await explained("scan web01.contoso.example x");
    expect(stopped.outcome).toMatch(/^It would be refused: Halted by erin/);
    const alert = services.sandboxDefender.alerts.find((one) => one.rbacGroupName === "Workstations")!;
    expect((await explained(`reopen ${alert.id}`)).outcome).toMatch(/done at once/);
    await services.store.transaction((tx) => tx.switches.setHalt(null));
  });

  test("asks the policy about the release as well, where the isolation is for a time", async () => {
    const leased = openHarness(services, {
      ...POLICY,
      rules: [{ name: "release", when: { action: ["release"] }, then: { approvals: 3 } }],
    });
    const [shown] = await leased.say(
      "ana",
      conversation("1:1-lease", "personal"),
      "explain isolate dc01.contoso.example for:4h x",
    );
    const data = dataOf<ExplainCardData>(shown);
    expect(factsOf(data)).toContain("Approvers: 3 different people with the role Approver, not you");
    expect(data.rows.map((row) => [row.title, row.state])).toEqual([["release", "applies"]]);
  });

  test("gives a picker for an ambiguous name, and explains the one that is picked", async () => {
    const picker = await say(
      "explain isolate kiosk-07.contoso.example type:selective strange prints",
      "carla",
    );
    expect(textOf(picker.content)).toContain("2 devices fit this name");
    const answer = await harness.click("carla", picker, "Choose this one");
    expect(answer).toMatchObject({
      kind: "card",
      content: { card: "explain", data: { heading: "Isolate (Selective): kiosk-07.contoso.example" } },
    });
  });

  test.each<[string, RegExp]>([
    ["isolat web01", /does not begin with a command\. Did you mean "isolate"\?/],
    ["banana isolate web01", /Type "help"/],
    ["isolate", /"target" is missing/],
    ["isolate web01 tpye:full x", /does not know "tpye:"/],
    ["alerts since:24h", /"alerts" only reads/],
    ["explain isolate web01", /"explain" only reads/],
    ["audit", /"audit" takes the role (Admin|Approver)/],
    ["enable", /takes the role Admin, and no approval/],
    ["isolate no-such-device x", /Defender shows you no device/],
  ])("answers %s in words", async (command, words) => {
    expect(textOf((await say(`explain ${command}`)).content).replaceAll('\\"', '"')).toMatch(words);
  });

  test("reads with the person's own rights, and shows it in 1:1 only", async () => {
    expect(textOf((await say("explain isolate web01 x", "noor")).content)).toMatch(
      /Defender shows you no device/,
    );
    const said = await harness.say("ana", general, "explain isolate web01 x");
    expect(said.map((one) => [one.at.conversation.kind, one.content.kind])).toEqual([
      ["personal", "card"],
      ["channel", "text"],
    ]);
  });

  test("explains the very verdict that the request then has", async () => {
    const data = await explained("isolate dc01.contoso.example x");
    const card = await say("isolate dc01.contoso.example x");
    const id = card.content.kind === "card" ? (card.content.data["id"] as string) : "";
    const request = await services.store.transaction((tx) => tx.requests.get(id));
    const { rules, others, approvals } = request!.verdict;
    expect(data.outcome).toBe(`It would wait for ${approvals} approvals.`);
    expect(
      [...data.rows, ...data.others].map((row) => [row.title, row.conditions.map((one) => one.line)]),
    ).toEqual(
      [...rules, ...others].map((rule) => [
        rule.name,
        rule.conditions.map((one) => `${one.key}: ${recorded(one.because)}`),
      ]),
    );
    // What waits for approval uses up nothing.
    expect(factsOf(await explained("isolate dc02.contoso.example x"))).toContain(
      "Limit: 0 of 100 per hour, and one approval more beyond that",
    );
  });
});
