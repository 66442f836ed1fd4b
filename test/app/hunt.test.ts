import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { personByKey } from "../../sandbox/people.ts";
import { nodes, render, rendering } from "../adapters/cards/samples.ts";
import { cardOf, own, seenDevices, until, words, write } from "../support/hunting.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

let services: Services;
let harness: Harness;

beforeAll(async () => {
  // Alerts come from Defender's own API here: hunting is Graph's all the same.
  services = await startServices({ alertsApi: "mde" });
  for (const key of ["ana", "ben", "carla"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(() => {
  harness = openHarness(services);
  services.sandboxGraph.faults.clear();
  services.sandboxGraph.hunting.setLicensed(true);
});

const hunts = () => services.sandboxGraph.calls.filter((call) => call.path.endsWith("runHuntingQuery"));
const asked = () => hunts().at(-1)?.body as { Query: string; Timespan: string };

describe("what is found", () => {
  test("stands on a card: the first 15 rows, how many more there are, and the time that was searched", async () => {
    const [shown] = await write(
      harness,
      "ana",
      own,
      "hunt DeviceInfo | project DeviceName, OSPlatform, MachineGroup, PublicIP | sort by DeviceName desc",
    );
    const { heading, total, rows, facts, intro } = cardOf(shown);
    expect([heading, total, rows.length]).toEqual([
      `${seenDevices(services)} rows`,
      seenDevices(services),
      15,
    ]);
    expect(intro).toContain("narrow the query down");
    expect(rows[0]).toMatchObject({
      title: "web02.contoso.example",
      cells: [
        { label: "OSPlatform", value: "Linux" },
        { label: "MachineGroup", value: "Servers" },
      ],
    });
    expect(rows[0]?.line).toMatch(/^PublicIP: 203\./);
    expect(facts).toContainEqual({
      label: "Columns",
      value: "DeviceName, OSPlatform, MachineGroup, PublicIP",
    });
    expect(facts).toContainEqual({
      label: "Quota",
      value: expect.stringMatching(
        /^1 of the 45 queries a minute that Microsoft allows your organisation; in the last 15 min mine took \d+ s\.$/,
      ) as string,
    });
    expect(facts).toContainEqual({
      label: "Time range",
      value: expect.stringMatching(/^the last 30 d, up to \d\d:\d\d UTC on /) as string,
    });
  });

  test("is what the person may see, asked for with that person's own token", async () => {
    const [shown] = await write(harness, "ben", own, "hunt DeviceInfo | distinct MachineGroup");
    expect(cardOf(shown).rows.map(({ title }) => title)).toEqual(["Workstations"]);
    expect(hunts().at(-1)).toMatchObject({ oid: personByKey("ben").oid, scp: "ThreatHunting.Read.All" });
  });

  test("may be nothing, which is said", async () => {
    const [shown] = await write(harness, "ana", own, "hunt EmailEvents | take 5");
    expect(cardOf(shown)).toMatchObject({ heading: "No rows", rows: [], total: 0 });
  });

  test("is looked for as far back as since says", async () => {
    await write(harness, "ana", own, "hunt since:2h AlertInfo | count");
    expect(asked()).toEqual({ Query: "AlertInfo | count", Timespan: "PT7200S" });
  });

  test("is answered in the 1:1 chat when the channel is not enabled", async () => {
    const shown = await write(
      harness,
      "ana",
      conversation("19:soc@thread.tacv2", "channel"),
      "hunt DeviceInfo | count",
    );
    expect(shown.map((one) => one.at.conversation.kind)).toEqual(["personal", "channel"]);
    expect(textOf(shown[1]!.content)).toContain("I answered in our 1:1 chat");
  });
});

describe("what a card has no room for", () => {
  const offers = (shown: readonly Shown[]) =>
    shown.flatMap(({ content }) => (content.kind === "file-offer" ? [content] : []));
  const all = "hunt DeviceInfo | project DeviceName";
  /** From where on what is shown is this test's own: files that others have asked for are on offer by then. */
  const begin = async () => {
    for (let n = 0; n < 3; n += 1) await harness.tick();
    return harness.shown.length;
  };

  test("comes whole as a CSV file that is offered in the 1:1 chat, and nothing is offered where the card shows all", async () => {
    const from = await begin();
    const [shown] = await write(harness, "ana", own, all);
    expect(cardOf(shown).intro).toContain("All rows follow as a CSV file");
    await harness.tick();
    const [offer] = offers(harness.shown.slice(from));
    expect(offer?.name).toMatch(/^hunt-\d{4}-\d\d-\d\dT\d{4}Z\.csv$/);
    expect(textOf(offer!)).toContain(`${seenDevices(services)} rows`);
    const next = await begin();
    await write(harness, "ana", own, `${all} | take 15`);
    await harness.tick();
    expect(offers(harness.shown.slice(next))).toEqual([]);
  });

  test("is offered in no other conversation: there the bot says where", async () => {
    const from = await begin();
    const group = conversation("19:group@thread.v2", "groupChat");
    const said = await write(harness, "ana", group, all);
    await harness.tick();
    expect(words(said)).toContain("CSV file where you run the query in our 1:1 chat");
    expect(offers(harness.shown.slice(from))).toEqual([]);
  });

  test("is shown as far as a card goes where too many files wait for an answer", async () => {
    for (let n = 0; n < 10; n += 1) await write(harness, "ana", own, all);
    const [shown] = await write(harness, "ana", own, all);
    expect(cardOf(shown).rows).toHaveLength(15);
    expect(cardOf(shown).intro).toContain("files are waiting for your answer");
  });
});

describe("hostile text in any cell", () => {
  const rendered = (shown: Shown | undefined) =>
    shown?.content.kind === "card"
      ? render(rendering().cards, "facts", shown.content.data)
      : expect.fail("no card");

  test("stays text: what attackers called their files, and what they typed, is no link, no mention, no expression", async () => {
    const [shown] = await write(
      harness,
      "ana",
      own,
      "hunt AlertInfo | where Title has_any ('Click', 'Carla', 'Payload', 'beacon', 'Line') | project Title, Title2 = Title, Title3 = Title, Title4 = Title",
    );
    const card = rendered(shown);
    const texts = JSON.stringify(card);
    expect(texts).toContain("Click to remediate");
    expect(texts).toContain("${1+1}");
    expect(texts).not.toMatch(/<at>|\\r|\\n|\u202e/);
    for (const node of nodes(card)) {
      expect(["TextBlock", "Action.OpenUrl", "Image", "FactSet"]).not.toContain(node["type"]);
    }
  });

  test("does not push rows out of a card: 15 of the longest are shown, and none is left out without a word", async () => {
    const cell = "漢".repeat(2_000);
    const schema = Array.from({ length: 30 }, (_, index) => ({ name: `Column${index}`, type: "String" }));
    const row = Object.fromEntries(schema.map(({ name }) => [name, cell]));
    const body = { schema, results: Array.from({ length: 40 }, () => row) };
    services.sandboxGraph.faults.next(1, { path: /runHuntingQuery/, body });
    const [shown] = await write(harness, "ana", own, "hunt DeviceInfo");
    // 7 MB may take longer than a moment; then the card takes the place of the message that says so.
    await until(() => textOf(shown!.content).includes('"card":"facts"'));
    const card = rendered(shown);
    expect(JSON.stringify(card)).toContain('"25 more"');
    expect(JSON.stringify(card)).not.toContain("left out");
    expect([...nodes(card)].filter((node) => String(node["text"]).startsWith("Column3: "))).toHaveLength(15);
  });
});

describe("the query", () => {
  test("comes from a code block as well, as it stands there", async () => {
    const html =
      "<p>hunt since:7d</p><pre>// web servers<br>DeviceInfo<br>| where DeviceName startswith &quot;web&quot;&nbsp;and OSPlatform == 'Linux'<br>| project DeviceName</pre>";
    const [shown] = await write(harness, "ana", own, "hunt since:7d", html);
    expect(asked()).toEqual({
      Query:
        "// web servers\nDeviceInfo\n| where DeviceName startswith \"web\" and OSPlatform == 'Linux'\n| project DeviceName",
      Timespan: "P7D",
    });
    expect(cardOf(shown).rows).toHaveLength(2);
  });

  test("keeps its lines, spaces and quotes when it is typed; what Teams made of quotes and spaces is undone", async () => {
    await write(
      harness,
      "ana",
      own,
      "hunt DeviceProcessEvents\n| where ProcessCommandLine  has “a  b” // it’s fine\n| where\u00a0FileName == ‘x.exe’",
    );
    expect(asked().Query).toBe(
      "DeviceProcessEvents\n| where ProcessCommandLine  has \"a  b\" // it’s fine\n| where FileName == 'x.exe'",
    );
  });

  test.each([
    ["hunt", null, "Run a hunting query"],
    ["hunt DeviceInfo", "<p>hunt DeviceInfo</p><pre>AlertInfo</pre>", "more than once"],
    ["hunt", "<p>hunt</p><pre>AlertInfo</pre><p>or</p><pre>DeviceInfo</pre>", "more than once"],
    ["hunt since:90d DeviceInfo", null, "from 1m to 30d"],
    ["hunt since: DeviceInfo", null, "needs its value"],
    ["hunt since 7d DeviceInfo", null, "since:7d"],
  ])("%s %j is asked back and not run", async (text, html, answer) => {
    const before = hunts().length;
    expect(words(await write(harness, "ana", own, text, html))).toContain(answer);
    expect(hunts()).toHaveLength(before);
  });

  test("in a code block is run by no other command", async () => {
    const before = hunts().length;
    const said = words(await write(harness, "ana", own, "", "<pre>hunt DeviceInfo</pre>"));
    expect(said).toContain("code blocks");
    await write(harness, "ana", own, "alerts", "<p>alerts</p><pre>hunt DeviceInfo</pre>");
    expect(hunts()).toHaveLength(before);
  });
});

describe("what Microsoft refuses is told in Microsoft's own words", () => {
  test.each([
    [
      "hunt DeviceInfo | where Nope == 1",
      "'where' operator: Failed to resolve scalar expression named 'Nope'. Fix semantic errors in your query.",
    ],
    ["hunt DeviceInfo | wher x", "Query operator expected.. Fix syntax errors in your query."],
    [
      "hunt Nowhere | take 1",
      "named 'Nowhere'. Fix semantic errors in your query. A table that is not part of your licence",
    ],
    [
      // At the line and the column that Microsoft names.
      "hunt DeviceInfo\n| where DeviceName == ?",
      "Microsoft refused the query at line 2, column 23: A recognition error occurred.. Fix syntax errors",
    ],
  ])("%s", async (text, said) => {
    expect(words(await write(harness, "ana", own, text))).toContain(said);
  });

  test("and is harmless: what the query brings along is no link, no mention, no line", async () => {
    const said = words(
      await write(
        harness,
        "ana",
        own,
        "hunt DeviceInfo | where evil('https://evil.example/x') has \"<at>Carla</at>\"",
      ),
    );
    expect(said).toContain("Unknown function: 'evil'");
    services.sandboxGraph.faults.next(1, {
      status: 400,
      body: { error: { code: "BadRequest", message: "Bad\r\n[x](https://evil.example) <at>Carla</at>" } },
    });
    const faked = words(await write(harness, "ana", own, "hunt DeviceInfo"));
    expect(faked).toContain("https[:]//evil.example");
    expect(faked).not.toMatch(/<at>|https:\/\/evil|Bad\\r|Bad\\n/);
  });

  test("a quota, with when to try again", async () => {
    services.sandboxGraph.faults.next(1, {
      status: 429,
      headers: { "retry-after": "840" },
      body: {
        error: {
          code: "429",
          message:
            "You have exceeded processing resources allocated to this tenant. You can run queries again in 00:14:00.",
        },
      },
    });
    const said = words(await write(harness, "ana", own, "hunt DeviceInfo"));
    expect(said).toContain(
      "You have exceeded processing resources allocated to this tenant. You can run queries again in 00:14:00.",
    );
    expect(said).toContain("try again in 14 min");
  });

  test("a licence without hunting, in a clear word", async () => {
    services.sandboxGraph.hunting.setLicensed(false);
    expect(words(await write(harness, "ana", own, "hunt DeviceInfo"))).toContain(
      "licence does not include advanced hunting",
    );
  });

  test("a permission that is yet to be agreed to is asked for", async () => {
    services.sandboxEntra.requireConsent("carla", true);
    const shown = await write(harness, "carla", own, "hunt DeviceInfo");
    services.sandboxEntra.requireConsent("carla", false);
    expect(shown[0]?.content.kind).toBe("oauth");
    expect(words(shown)).toContain("ThreatHunting.Read.All");
  });
});
