import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SandboxAlert } from "../../sandbox/defender/types.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";
import { openHarness, textOf, type Shown } from "../support/harness.ts";
import { inPlace, MINUTE_MS, startRefusing, type Refusing } from "../support/refusing.ts";

/** Alerts of one incident share a card that grows in place; what people have to be told gets a message of its own. */

let at: Refusing;
let place: ConversationRef;
let incident = 6000;

beforeAll(async () => {
  at = await startRefusing();
});

afterAll(() => at?.services.close());

beforeEach(async () => {
  at.calm();
  incident += 1;
  place = await at.channel(`Category${incident}`);
});

type Severity = SandboxAlert["severity"];

function raise(severity: Severity, title: string, more: Partial<SandboxAlert> = {}): SandboxAlert {
  return at.services.sandboxDefender.raiseAlert({
    ...{ severity, title, incidentId: incident, category: `Category${incident}` },
    detectionSource: "WindowsDefenderAtp",
    machineId: at.services.sandboxDefender.device("ward3-nurse12").id,
    ...more,
  });
}

const ownerOf = ({ id }: SandboxAlert) =>
  at.services.sandboxDefender.alerts.find((alert) => alert.id === id)?.assignedTo;
const poll = () => at.pass(22_000, 11_000);
const cards = () => at.shownIn(place, '"kind":"card"').filter(({ content }) => !isAnswer(content));
const isAnswer = (content: Shown["content"]) => /subscribe|Enabled|enabled/i.test(textOf(content));
const holding = (...alerts: readonly { readonly id: string }[]) =>
  cards().filter(({ content }) => alerts.every(({ id }) => textOf(content).includes(id)));

describe("the card of an incident", () => {
  test("grows in place: who, how many, on how many devices; its own alert keeps its buttons; each other one is a row", async () => {
    const [one, two] = at.services.sandboxDefender.devices.filter(
      (device) => device.computerDnsName !== null,
    );
    const first = raise("Medium", "First", { machineId: one!.id });
    await poll();
    const [card] = holding(first);
    expect(textOf(card!.content)).not.toContain("2 alerts");
    const second = raise("Low", "Second", { machineId: two!.id });
    const third = raise("Medium", "Third", { machineId: two!.id });
    await poll();
    expect(holding(first, second, third)).toEqual([card]);
    expect(cards()).toHaveLength(1);
    expect(textOf(card!.content)).toMatch(
      new RegExp(String.raw`"head":"Incident ${incident} · 3 alerts on 2 devices · last \d\d:\d\d UTC"`),
    );
    expect(textOf(card!.content)).toContain('"title":"First"');
    expect(JSON.stringify(await at.harness.click("carla", card!, "Acknowledge"))).toContain(
      '"title":"First"',
    );
    expect(ownerOf(first)).toContain("carla");
    expect(ownerOf(third)).toBeNull();
    const row = `Open alert, Medium: Third, ${third.id}`;
    expect(JSON.stringify(await at.harness.click("carla", card!, row))).toContain('"title":"Third"');
  });

  test("is one card from the start for alerts that come together, the most severe one first", async () => {
    const [low, high] = [raise("Low", "Quiet"), raise("High", "Loud")];
    await poll();
    const [card] = holding(low, high);
    expect(cards()).toHaveLength(1);
    expect(textOf(card!.content)).toContain('"title":"Loud"');
  });

  test("never hides what is more severe, or comes after ten quiet minutes: that is a message in the incident's thread", async () => {
    const first = raise("Low", "First");
    await poll();
    const worse = raise("High", "Worse");
    await poll();
    expect(holding(first, worse)).toEqual([]);
    expect(cards()).toHaveLength(2);
    const less = raise("Medium", "Less");
    await poll();
    expect(holding(worse, less)).toHaveLength(1);
    await at.pass(11 * MINUTE_MS);
    const late = raise("Low", "Late");
    await poll();
    expect(cards()).toHaveLength(3);
    expect(new Set(cards().map((card) => card.at.conversation.thread)).size).toBe(1);
    expect(holding(late)).toHaveLength(1);
  });

  test("begins anew once all on it are resolved", async () => {
    const first = raise("High", "First");
    await poll();
    at.services.sandboxDefender.changeAlert(first.id, { status: "Resolved" });
    await poll();
    const second = raise("Low", "Second");
    await poll();
    expect(holding(first, second)).toEqual([]);
    expect(holding(second)).toHaveLength(1);
  });

  test("lets the next open alert take the place of one that is resolved, and an old view's button stays what it was", async () => {
    const first = raise("High", "First");
    await poll();
    const second = raise("High", "Second");
    await poll();
    const [card] = holding(first, second);
    const before = { ...card!, content: structuredClone(card!.content) };
    at.services.sandboxDefender.changeAlert(first.id, { status: "Resolved" });
    await poll();
    expect(textOf(card!.content)).toContain('"title":"Second"');
    await at.harness.click("carla", before, "Acknowledge");
    expect(ownerOf(first)).toContain("carla");
    expect(ownerOf(second)).toBeNull();
  });

  test("leaves out what is muted, and an alert without an incident has its card to itself", async () => {
    const first = raise("High", "First");
    await poll();
    const device = at.services.sandboxDefender.device("ward3-nurse12");
    await at.harness.say("erin", place, "mute ward3-nurse12 for:1h");
    const other = at.services.sandboxDefender.devices.find(({ id }) => id !== device.id)!;
    const muted = raise("Low", "Muted", { machineId: device.id });
    const alone = raise("Low", "Alone", { incidentId: null, machineId: other.id });
    await poll();
    expect(holding(muted)).toEqual([]);
    expect(holding(first, alone)).toEqual([]);
    expect(holding(alone)).toHaveLength(1);
  });
});

describe("an alert that is not any more what was decided on", () => {
  const messages = () => at.harness.shown.filter((one) => one.at.conversation.id === place.id).length;
  const change = ({ id }: SandboxAlert, fields: Partial<SandboxAlert>) =>
    at.services.sandboxDefender.changeAlert(id, fields);
  function aboutAnother() {
    const { id: machineId, computerDnsName } = at.flows.workstation();
    return { machineId, computerDnsName };
  }

  test.each([
    ["severe", "severity:low", () => ({ severity: "High" }) as const],
    ["about another device", "ward3-nurse12", () => aboutAnother()],
  ])(
    "and was muted before it was %s is posted; what the mute is still about is not",
    async (_, what, turn) => {
      await at.harness.say("erin", place, `mute ${what} for:2h`);
      const [turns, stays] = [raise("Low", "Turns"), raise("Low", "Stays")];
      await poll();
      expect(cards()).toEqual([]);
      change(turns, turn());
      change(stays, { assignedTo: "x@contoso.example" });
      await poll();
      expect([holding(turns).length, holding(stays).length]).toEqual([1, 0]);
    },
  );

  test("because it became more severe while it waited joins no card in silence", async () => {
    const first = raise("Medium", "First");
    await poll();
    const messenger = { ...at.harness.deps.messenger };
    Object.assign(at.harness.deps.messenger, { room: () => 0 });
    const second = raise("Low", "Second");
    await poll();
    change(second, { severity: "High" });
    await poll();
    Object.assign(at.harness.deps.messenger, messenger);
    await poll();
    expect(holding(second)).toHaveLength(1);
    expect(holding(first, second)).toEqual([]);
  });

  test("because it became more severe on its card is told in its thread, once; less severe, muted or resolved it is not", async () => {
    const [worse, less, done] = [raise("Low", "Worse"), raise("High", "Less"), raise("Low", "Done")];
    await poll();
    const before = messages();
    change(worse, { severity: "High" });
    change(less, { severity: "Low" });
    change(done, { severity: "High", status: "Resolved" });
    await at.pass(44_000, 11_000);
    expect(messages()).toBe(before + 1);
    const [card, news] = holding(worse);
    expect(textOf(news!.content)).toContain('"heading":"1 alert has become more severe"');
    expect(news!.at.conversation.thread).toBe(card!.at.conversation.thread);
    const opened = await at.harness.click("carla", news!, `Open alert, High: Worse, ${worse.id}`);
    expect(JSON.stringify(opened)).toContain('"title":"Worse"');
    const [, muted] = [await at.harness.say("erin", place, "mute all for:1h"), messages()];
    change(less, { severity: "Medium" });
    await poll();
    expect(messages()).toBe(muted);
  });

  test("since Defender tells two states of it in one answer has a card that rests", async () => {
    const twice = raise("High", "Twice");
    await poll();
    const [card] = holding(twice);
    const { alerts } = at.services.sandboxDefender;
    const other = { ...alerts.find(({ id }) => id === twice.id)!, assignedTo: "x@contoso.example" };
    alerts.push(other);
    await poll();
    const { edits } = card!;
    await at.pass(90_000, 11_000);
    alerts.splice(alerts.indexOf(other), 1);
    expect(card!.edits).toBe(edits);
  });

  test("since it was kept for its time and forgotten is posted once, however quiet the house is and whatever changes", async () => {
    const old = raise("High", "Old");
    await poll();
    await at.pass(3 * 24 * 60 * MINUTE_MS, 6 * 60 * MINUTE_MS);
    change(old, { assignedTo: "x@contoso.example" });
    await poll();
    expect(holding(old)).toHaveLength(1);
  });
});

describe("a card that can't grow", () => {
  test.each(["gone", "closed", "refused"] as const)(
    "because Teams says %s becomes a new message with all its alerts, once",
    async (obstacle) => {
      const first = raise("High", "First");
      await poll();
      at.teams.set((attempt) => inPlace(place)(attempt) && attempt.how === "edit", obstacle);
      const second = raise("High", "Second");
      await at.pass(2 * MINUTE_MS, 5_000);
      expect(holding(second)).toHaveLength(1);
      expect(holding(first, second)).toHaveLength(1);
      expect(cards()).toHaveLength(2);
    },
  );

  test("before the process dies grows by the hand of the one that leads next, once", async () => {
    const first = raise("High", "First");
    await poll();
    at.teams.set((attempt) => inPlace(place)(attempt) && attempt.how === "edit", "passing");
    const second = raise("High", "Second");
    await poll();
    expect(holding(second)).toEqual([]);
    at.teams.clear();
    const other = openHarness(at.services, undefined, at.harness.shown);
    for (let looks = 0; looks < 3; looks += 1) {
      at.services.advance(31_000);
      for (let again = 0; again < 3; again += 1) await other.tick();
    }
    expect(holding(first, second)).toHaveLength(1);
    expect(cards()).toHaveLength(1);
  });
});

describe("a storm", () => {
  const storm = (count: number, severities: readonly Severity[]) =>
    Array.from({ length: count }, (_, index) =>
      raise(severities[index % severities.length]!, `Storm ${index}`, {
        incidentId: incident * 100 + index,
        machineId: at.services.sandboxDefender.devices[index % 7]!.id,
      }),
    );

  test("begins with one summary, and the most severe follow first", async () => {
    const raised = storm(37, ["Low", "Medium", "High"]);
    await at.pass(60_000, 11_000);
    const [summary, ...others] = cards();
    expect(textOf(summary!.content)).toMatch(
      /"title":"37 new alerts","text":"At \d\d:\d\d UTC: 12 high, 12 medium and 13 low on 7 devices\. They follow here, the most severe first\."/,
    );
    for (const { id } of raised)
      expect(others.filter((card) => textOf(card.content).includes(id))).toHaveLength(1);
    const ranks = others.flatMap(({ content }) => textOf(content).match(/●+(?= (High|Medium|Low))/g) ?? []);
    expect(ranks).toEqual(ranks.toSorted((a, b) => b.length - a.length));
    expect(JSON.stringify(await at.harness.click("carla", summary!, "Show alerts"))).toContain("Storm");
    storm(20, ["Low"]);
    await at.pass(60_000, 11_000);
    expect(cards().filter(({ content }) => textOf(content).includes("new alerts"))).toHaveLength(1);
  });

  test("is summed up once though the summary's first tries fail", async () => {
    at.teams.set((attempt) => inPlace(place)(attempt), "passing");
    const raised = storm(12, ["High"]);
    await at.pass(40_000, 11_000);
    at.teams.clear();
    await at.pass(3 * MINUTE_MS, 11_000);
    expect(cards().filter(({ content }) => textOf(content).includes("12 new alerts"))).toHaveLength(1);
    for (const alert of raised) expect(holding(alert)).toHaveLength(1);
  });

  test("speaks the conversation's language", async () => {
    await at.harness.say("erin", place, "language sv");
    storm(12, ["High"]);
    raise("High", "Ett");
    raise("Low", "Två");
    await at.pass(60_000, 11_000);
    expect(at.shownIn(place, "14 nya aviseringar")).toHaveLength(1);
  });
});
