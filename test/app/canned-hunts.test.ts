import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CANNED_HUNTS } from "../../src/defender/canned-hunts.ts";
import { cardOf, own, until, words, write } from "../support/hunting.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The hunts that come with the bot, from what is typed to what the sandbox's own query engine finds. */

let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph" });
  for (const key of ["ana", "carla"] as const) await services.signIn(key);
  harness = openHarness(services);
});
afterAll(() => services?.close());
beforeEach(() => {
  services.sandboxGraph.faults.clear();
  services.sandboxGraph.hunting.setCalls(null);
});

const asked = () => {
  const calls = services.sandboxGraph.calls.filter((call) => call.path.endsWith("runHuntingQuery"));
  return { n: calls.length, ...(calls.at(-1)?.body as { Query: string; Timespan: string }) };
};

/** An alert that tells of a process, on a device that has a name. */
function intrusion() {
  const alert = services.sandboxDefender.alerts.find(
    ({ evidence, machineId }) =>
      evidence.some(({ entityType }) => entityType === "Process") &&
      services.sandboxDefender.devices.some(({ id, computerDnsName }) => id === machineId && computerDnsName),
  );
  const file = services.sandboxDefender.alerts
    .flatMap(({ evidence }) => evidence)
    .find(({ entityType }) => entityType === "File");
  return { alert: alert!, device: alert!.machineId, sha1: file?.sha1 ?? "" };
}

const subjectOf = (name: string): string => {
  const { device, sha1, alert } = intrusion();
  if (name === "file") return `file:${sha1}`;
  if (name === "sign-ins" || name === "mailbox-rules") return "user:ben.okafor@contoso.example";
  return name === "process-tree" ? `alert:${alert.id}` : `device:${device} since:30d`;
};

describe("a hunt that comes with the bot", () => {
  test.each(CANNED_HUNTS.map(({ name }) => name))(
    "%s finds what the sandbox's stories have of it, shows the query that was run, and its rows can be ticked",
    async (name) => {
      const [shown] = await write(harness, "ana", own, `hunt ${name} ${subjectOf(name)}`);
      const { heading, rows, facts } = cardOf(shown);
      expect(heading).toContain(name);
      expect(rows.length).toBeGreaterThan(0);
      expect(textOf(shown!.content)).toContain('"ticks":{"choices":[{');
      const query = facts.find(({ label }) => label === "Query")?.value ?? "";
      expect(query.replace(/\s/g, "")).toContain(asked().Query.replace(/\s/g, "").slice(0, 150));
      expect(asked().Query).not.toMatch(/\{\w+\}/);
    },
  );

  test("about an alert looks at its device, in the time around what the alert tells of", async () => {
    const { alert, device } = intrusion();
    await write(harness, "ana", own, `hunt process-tree alert:${alert.id}`);
    expect(asked().Query).toContain(`DeviceId == "${device}"`);
    expect(asked().Timespan).toMatch(/^P\w+\/\d{4}-/);
  });

  test("silent looks back to the device's isolation, and says so where none is known", async () => {
    const { device } = intrusion();
    const before = asked().n;
    expect(words(await write(harness, "ana", own, `hunt silent device:${device}`))).toContain("no isolation");
    expect(asked().n).toBe(before);
  });

  test.each([
    ["hunt network", "Please say which: add device:"],
    ["hunt mailbox-rules", "one person"],
    ["hunt network user:ben.okafor@contoso.example", "add device:"],
    ["hunt sign-ins user:ben.okafor@contoso.example device:web01", "no place for device:"],
    ["hunt DeviceInfo device:web01", "no place for device:"],
    ["hunt network device:nosuchdevice", "nosuchdevice"],
    ["hunt sign-ins user:nobody@contoso.example", "nobody@contoso.example"],
    ["hunt network device:", "needs its value"],
    ["hunt file file:zzz", "SHA-1"],
  ])("%s is asked back, and nothing is run: a slip must not read like nothing found", async (text, said) => {
    const before = asked().n;
    expect(words(await write(harness, "ana", own, text))).toContain(said);
    expect(asked().n).toBe(before);
  });

  test("only the beginning of a device's name: somebody picks, and the hunt goes on", async () => {
    const [shown] = await write(harness, "ana", own, "hunt network device:web since:30d");
    expect(shown?.content).toMatchObject({ kind: "card", card: "picker" });
    const before = harness.shown.length;
    expect(await harness.click("ana", shown!, "Choose this one")).toMatchObject({
      text: "The answer comes as a message of its own.",
    });
    expect(cardOf(harness.shown[before]).heading).toContain("network · web0");
    expect(asked().Timespan).toBe("P30D");
  });

  test("a query of one's own may have the same parameters", async () => {
    const { device } = intrusion();
    await write(harness, "ana", own, `hunt device:${device} DeviceInfo | where DeviceId == {device}`);
    expect(asked().Query).toBe(`DeviceInfo | where DeviceId == "${device}"`);
  });
});

describe("hunts", () => {
  test("lists them with what each is for and what to type; about a device those that fit, with a button that runs them", async () => {
    const [all] = await write(harness, "ana", own, "hunts");
    expect(cardOf(all).rows).toHaveLength(CANNED_HUNTS.length);
    const { device } = intrusion();
    const [some] = await write(harness, "ana", own, `hunts device:${device}`);
    expect(cardOf(some).rows.map(({ title }) => title)).not.toContain("mailbox-rules");
    const before = harness.shown.length;
    services.sandboxGraph.faults.next(1, { path: /runHuntingQuery/, delayMs: 1_200 });
    await harness.click("ana", some!, "Run");
    expect(words(harness.shown.slice(before))).toContain('\\"hunt\\" is running');
    await until(() => words(harness.shown.slice(before)).includes("process-tree"));
    expect(asked().Query).toContain(`DeviceId == "${device}"`);
  });

  test("about nothing yet, the button of a hunt asks for its device in a form, and runs it then", async () => {
    const { device } = intrusion();
    const [all] = await write(harness, "ana", own, "hunts");
    const before = { shown: harness.shown.length, asked: asked().n };
    const form = await harness.click("ana", all!, "Run");
    expect(form).toMatchObject({ kind: "card", content: { card: "form" } });
    if (form.kind !== "card") return;
    expect(textOf(form.content)).toContain("Run a hunting query: process-tree");
    const opened = { ...all!, content: form.content };
    const empty = await harness.click("ana", opened, "Run a hunting query", { device: "" });
    expect(empty).toMatchObject({ kind: "card", content: { card: "form" } });
    expect(asked().n).toBe(before.asked);
    await harness.click("ana", opened, "Run a hunting query", { device });
    await until(() => asked().n > before.asked);
    expect(asked().Query).toContain(`DeviceId == "${device}"`);
    await until(() => words(harness.shown.slice(before.shown)).includes("process-tree"));
  });
});
