import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Outcome, Transport } from "../../src/adapters/transport/index.ts";
import { MAX_CARD_BYTES, sizeOf } from "../../src/adapters/teams/card-size.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { personByKey } from "../../sandbox/people.ts";
import { staffIdOf } from "../../sandbox/staff.ts";
import { lineOf } from "../support/every-line.ts";
import { nodes, rendering } from "../adapters/cards/samples.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** Defender and Graph tell hostile text in every field that is free text: no card, no message and no file is dressed up by it. */

const HOSTILE = [
  '=HYPERLINK("https://evil.example")',
  "[Approve](https://evil.example) **x** <at>all</at>",
  "${$root.buttons} {{x}}",
  "\u202Efdp.exe\u0000\u200B\nApproved by carla",
  "../../../etc/evil.example",
];

/** What is no free text: ids, times, digests, numbers, addresses, one word of a closed set. */
const PLAIN =
  /^(?:|\d[\d.:TZ+-]*|[0-9a-f-]{20,}|[A-Za-z]+|da\d[\w-]*|[\d.]+|https?:\/\/\S+|CVE-[\d-]+|.*_-_.*)$/i;
const KEPT = /^(?:@odata|id$|.*(?:Id|Ids|Url|Uri|Principal|principalName)$|status|computerDnsName|version)/i;

let on = false;
let turn = 0;

function poisoned(value: unknown, key = ""): unknown {
  if (typeof value === "string")
    return KEPT.test(key) || PLAIN.test(value)
      ? value
      : `${HOSTILE[(turn += 1) % HOSTILE.length] ?? ""} ${value}`;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]));
}

/** Of Defender and Graph alone. */
function hostile(transport: Transport): Transport {
  return {
    ...transport,
    async exchange(wanted): Promise<Outcome> {
      const outcome = await transport.exchange(wanted);
      const isTheirs = /\/(?:api|v1\.0)\//.test(new URL(wanted.url).pathname);
      if (!on || !isTheirs || outcome.kind !== "answer" || !outcome.text.startsWith("{")) return outcome;
      return { ...outcome, text: JSON.stringify(poisoned(JSON.parse(outcome.text))) };
    },
  };
}

const { cards, logged } = rendering();
let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices({ oneClock: true, over: hostile });
  harness = openHarness(services);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  on = true;
});
afterAll(() => services?.close());

function expectHarmless(said: readonly Shown[]): void {
  for (const { content } of said) {
    if (content.kind !== "card") {
      expect(textOf(content)).not.toMatch(/\]\(https:\/\/evil|<at>all|\u202E|\u0000|\u200B/);
      continue;
    }
    const card: object = cards.render(content, tongueOf("en"));
    expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    expect(JSON.stringify(card)).not.toMatch(/<\s*\/?\s*at\b|[\u202A-\u202E\u2066-\u2069\u200B]|\\u0000/i);
    for (const node of nodes(card)) {
      if (node["type"] === "TextBlock") expect(String(node["text"])).not.toMatch(/evil|\$\{/);
      if (node["type"] === "Action.OpenUrl") expect(String(node["url"])).not.toContain("evil");
      expect(node).not.toHaveProperty("entities");
    }
  }
  expect(logged).toEqual([]);
}

const lines = (): readonly string[] => {
  const device = services.sandboxDefender.device("ward3-nurse12").id;
  const alert = services.sandboxDefender.alerts.find(({ evidence }) => evidence.length > 2)?.id ?? "";
  const keller = staffIdOf("m.keller");
  return [
    ...["alerts since:24h", `alert ${alert}`, "incidents since:7d", "incident 3100", "timeline 3100"],
    ...[`device ${device}`, "devices", "isolated", `user ${keller}`, "actions", "indicators", "bypass"],
    ...["hunt DeviceProcessEvents | take 40", `hunt processes device:${device}`, `hunts device:${device}`],
    ...["file 01c30113a5be20611fcdeeef3a918e9877bf2b75", "ip 203.0.113.66", "domain bad.example"],
    ...["cve CVE-2026-21412", "software openssl", "exposure", "requests"],
    ...[`isolate ${device} beaconing`, `run ${device} triage.ps1 what runs`, `collect ${device} evidence`],
    ...[`suspend ${keller} phished`, "contain 3100 it spreads", `ack ${alert}`, "block bad.example C2"],
    ...[`explain isolate ${device} beaconing`, "report 3100"],
  ];
};

/** Commands that read what is not there yet: a request, or what one has brought. */
const OF_REQUESTS = ["request", "approve", "deny", "cancel", "package", "output"];

/** Those, and whatever else reads something of Defender or Graph, as docs/every-command.md has it. */
function allLines(): readonly string[] {
  const typed = new Set(lines().map((line) => line.split(" ")[0]));
  const others = COMMANDS.filter(
    ({ name, effect, permissions }) =>
      effect === "reads" && permissions.length > 0 && !typed.has(name) && !OF_REQUESTS.includes(name),
  );
  return [...lines(), ...others.map(({ name }) => lineOf(name)[1])];
}

describe("what comes of hostile answers", () => {
  test("to every read and every change that is asked for stays text, and no card is left out", async () => {
    let cardsSeen = 0;
    for (const line of allLines()) {
      services.advance(61_000);
      const who = line.startsWith("bypass") ? "erin" : "carla";
      const before = harness.shown.length;
      await harness.say(who, conversation(`1:1-${personByKey(who).oid}`, "personal"), line);
      await harness.tick();
      const said = harness.shown.slice(before);
      cardsSeen += said.filter(({ content }) => content.kind === "card").length;
      expect(said.map(({ content }) => textOf(content)).join(), line).not.toContain("Something went wrong");
      expectHarmless(said);
    }
    expect(cardsSeen).toBeGreaterThan(20);
    expect(turn).toBeGreaterThan(500);
  });

  test("in a file is a cell without a formula, under a name that leads nowhere", async () => {
    const offers = harness.shown.flatMap(({ content, at }) =>
      content.kind === "file-offer" ? [{ ...content, at }] : [],
    );
    expect(offers.length).toBeGreaterThan(0);
    for (const { name, ref, at } of offers) {
      expect(name).toMatch(/^[\w. -]+$/);
      await harness.deliver({
        ...{ activityId: `accept-${ref}`, sender: senderOf("carla"), conversation: at.conversation, at: 0 },
        ...{ kind: "file-consent", ref, accepted: true, target: services.drive.open("carla", name) },
      });
      await harness.tick();
      const saved = services.drive.files.findLast((file) => file.name === name);
      if (!name.endsWith(".csv")) continue;
      const text = saved?.bytes.toString() ?? "";
      const cells = [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = ""]) => cell);
      expect(cells.length).toBeGreaterThan(40);
      expect(cells.filter((cell) => /^[\s]*[=+@\t\r-]/.test(cell))).toEqual([]);
      // Nothing outside of the quotes but numbers.
      expect(text.replace(/"(?:[^"]|"")*"/g, "")).toMatch(/^\uFEFF?[\d.,\-\r\n]*$/);
      expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u0000]/);
    }
  });
});
