import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { storable, type AttachedFile } from "../../src/messaging/turn.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** `block` with a CSV file: a form names what is left out, and what is sent is one request of a step for each row. */

let services: Services;
let harness: Harness;
let flows: Flows;
const own = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services, { ...DEFAULT_POLICY, rules: [], limits: {}, maxTargets: 5 });
  flows = openFlows(services, harness);
  for (const key of ["ana", "carla"] as const) await services.signIn(key);
});
afterAll(() => services?.close());
beforeEach(() => services.drive.faults.clear());

let sent = 0;

async function send(text: string, file: AttachedFile): Promise<readonly Shown[]> {
  const before = harness.shown.length;
  const activityId = `file-${(sent += 1)}`;
  const base = { activityId, sender: senderOf("ana"), conversation: own, at: services.clock.now() };
  await harness.deliver({ ...base, kind: "message", text, codeBlocks: [], file });
  return harness.shown.slice(before);
}

const attached = (content: string | Buffer, name = "wave.csv"): AttachedFile => ({
  name,
  url: services.drive.put("ana", name, Buffer.from(content)).downloadUrl,
});

const said = async (text: string, file: AttachedFile) =>
  (await send(text, file)).map(({ content }) => textOf(content)).join("\n");

const WAVE = [
  "value,mode,expires,comment",
  "c2-one.example,,,first seen at noon",
  "c2-two.example,warn,30d,",
  "nonsense here,,,",
  "10.0.0.7,,,",
].join("\n");

describe("block with a CSV file", () => {
  test("shows how many rows can be asked for and names each other one; sent, it is one request of a step for each", async () => {
    const [form] = await send("block phishing wave 3", attached(WAVE));
    const preview = textOf(form!.content);
    expect(preview).toContain("2 values of wave.csv");
    expect(preview).toMatch(/row 4 .*nonsense here.*nothing that Defender can block/);
    expect(preview).toMatch(/row 5 .*10\.0\.0\.7/);
    await harness.click("ana", form!, "Block", { mode: "block", reason: "phishing wave 3" });
    const card = harness.shown.findLast(({ content }) => /"state":"Requested"/.test(textOf(content)))!;
    const leader = await flows.request(card);
    const steps = await services.store.read((tx) => tx.steps.all(leader.id));
    expect(steps.map(({ target, args }) => [target.name, args["mode"], args["expires"]])).toEqual([
      ["c2-one.example", "block", undefined],
      ["c2-two.example", "warn", "30d"],
    ]);
    expect(textOf(card.content)).toMatch(/Warn on.*c2-two\.example/);
    // What is written to Defender of one value alone stands on what is approved.
    expect(textOf(card.content)).toContain("c2-one.example (comment: first seen at noon)");
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    const made = services.sandboxDefender.indicators.filter(({ title }) => title.startsWith("c2-"));
    expect(made.map(({ indicatorValue, action }) => [indicatorValue, action]).toSorted()).toEqual([
      ["c2-one.example", "Block"],
      ["c2-two.example", "Warn"],
    ]);
    expect(made.find(({ action }) => action === "Block")?.description).toMatch(/^\[.*first seen at noon$/);
  });

  test("lets through nothing that a row of a stranger's file wants allowed: whoever presses Block blocks", async () => {
    const feed = "ioc,action\nc2-three.example,\nc2-four.example,Allowed\n";
    const [form] = await send("block feed of tonight", attached(feed, "feed.csv"));
    expect(textOf(form!.content)).toMatch(/row 3 .*c2-four\.example.*allow/);
    await harness.click("ana", form!, "Block", { mode: "block", reason: "feed of tonight" });
    const card = harness.shown.findLast(({ content }) => /"state":"Requested"/.test(textOf(content)))!;
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    const made = services.sandboxDefender.indicators.filter(({ title }) => /^c2-(?:three|four)/.test(title));
    expect(made.map(({ indicatorValue, action }) => [indicatorValue, action])).toEqual([
      ["c2-three.example", "Block"],
    ]);
  });

  test("asks for what the preview showed, whatever has become of the file since", async () => {
    const file = attached("before.example");
    const [form] = await send("block phishing wave 4", file);
    const reads = services.drive.reads();
    services.drive.replace(file.url ?? "", Buffer.from("contoso.example\nafter.example"));
    await harness.click("ana", form!, "Block", { mode: "block", reason: "phishing wave 4" });
    const card = harness.shown.findLast(({ content }) => /"state":"Requested"/.test(textOf(content)))!;
    expect(textOf(card.content)).toContain("before.example");
    expect(textOf(card.content)).not.toContain("after.example");
    expect(services.drive.reads()).toBe(reads);
  });

  test("asks for no more rows than the policy allows targets", async () => {
    const many = Array.from({ length: 6 }, (_, n) => `many-${n}.example`).join("\n");
    expect(await said("block too many", attached(many))).toMatch(/6.*at most 5|5/);
  });
});

/** That many MB of text, packed for its way. */
function bomb(megabytes: number): AttachedFile {
  const pack = { "content-encoding": "gzip" };
  // One part packed, again and again: to pack all of it would keep everything in this process waiting for seconds.
  const part = gzipSync(Buffer.alloc(1024 * 1024, "a"));
  const bytes = Buffer.concat(Array.from({ length: megabytes }, () => part));
  return { name: "wave.csv", url: services.drive.put("ana", "wave.csv", bytes, pack).downloadUrl };
}

function leadingOn(): AttachedFile {
  services.drive.faults.next(1, { status: 302, headers: { location: "http://127.0.0.1:9/a.csv" } });
  return attached("a.example");
}

function gone(): AttachedFile {
  services.drive.faults.next(1, { status: 404 });
  return attached("a.example");
}

describe("a file that is not read is refused in words:", () => {
  const refusals: readonly (readonly [what: string, file: () => AttachedFile, words: string])[] = [
    ["one that lies elsewhere", () => ({ name: "a.csv", url: "https://evil.example/a.csv" }), "FILE_HOSTS"],
    ["a link to somebody's file", () => ({ name: "a.csv", url: null }), "no way to read"],
    ["several", () => ({ name: "a.csv", url: null, isOneOfSeveral: true }), "one file at a time"],
    ["more than 4 MB", () => attached(Buffer.alloc(4 * 1024 * 1024 + 1, "a")), "bigger than the 4 MB"],
    ["one that is small on its way and unpacks to more than 4 MB", () => bomb(5), "bigger than the 4 MB"],
    ["one that unpacks to hundreds of MB", () => bomb(400), "bigger than the 4 MB"],
    ["an archive of archives", () => attached(gzipSync(gzipSync(Buffer.alloc(1 << 20)))), "no text file"],
    ["a link that leads on to somewhere else", () => leadingOn(), "could not"],
    ["a link to a file that is gone", () => gone(), "could not"],
    ["another type by its name", () => attached("a.example", "a.xlsx"), "no text file"],
    ["an archive that is called CSV", () => attached(gzipSync("a.example")), "no text file"],
    ["one in which no row can be asked for", () => attached("nonsense here\n"), "No row of the file"],
  ];
  test.each(refusals)("%s", async (_, file, words) => {
    expect(await said("block phishing", file())).toContain(words);
  });

  test("a picture or a link alone is answered with what can be read, and a file alone with what to do", async () => {
    expect(await said("", { name: "shot.png", url: null })).toMatch(/can't read pictures/);
    expect(await said("", { name: "a.csv", url: null, isOneOfSeveral: true })).toContain(
      "what to do with it",
    );
  });

  test("one with a command that takes none, or with no command", async () => {
    const file = attached("a.example");
    expect(await said("alerts", file)).toContain("takes no file");
    expect(await said("", file)).toContain("say what to do with it");
  });
});

test("what the file's address gives access to is not stored with a message that waits", () => {
  const turn = {
    activityId: "a",
    sender: senderOf("ana"),
    conversation: own,
    at: 0,
    text: "block x",
    codeBlocks: [],
  };
  const stored = storable({ ...turn, kind: "message", file: attached("kept.example") });
  expect(stored).toContain("block x");
  expect(stored).not.toContain("kept");
  expect(stored).not.toContain("/files/");
});

describe("a message that holds no words", () => {
  test.each([
    ["card", /can't read a card .* its buttons work/],
    ["other", /can't read what you sent/],
    [undefined, /^Type "help"/],
  ] as const)("but %s is answered with what fits it", async (unread, words) => {
    const before = harness.shown.length;
    await harness.deliver({
      ...{ kind: "message", text: "", codeBlocks: [], activityId: `wordless-${unread ?? "none"}`, at: 0 },
      ...{ sender: senderOf("ana"), conversation: own },
      ...(unread === undefined ? {} : { unread }),
    });
    const [said] = harness.shown.slice(before);
    expect(said?.content.kind === "text" ? said.content.text : "").toMatch(words);
  });
});
