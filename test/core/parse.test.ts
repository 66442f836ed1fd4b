import { recorded } from "../../src/texts/render.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { parseDuration } from "../../src/shared/duration.ts";
import { usageOf } from "../../src/commands/command.ts";
import { bindRaw, parse } from "../../src/grammar/parse.ts";

const read = (text: string) => parse(text, COMMANDS);

/** The raw arguments of a text that has to be understood. */
function raw(text: string): Readonly<Record<string, string>> {
  const parsed = read(text);
  if (parsed.kind !== "command") throw new Error(`${text}: ${JSON.stringify(parsed)}`);
  return parsed.raw;
}

const ID = "a1".repeat(20);

describe("what is understood", () => {
  test.each([
    ["isolate web01 beaconing", { target: "web01", reason: "beaconing" }],
    ["ISOLATE web01 Beaconing to C2", { target: "web01", reason: "Beaconing to C2" }],
    ["isolate web01 type:selective why not", { target: "web01", type: "selective", reason: "why not" }],
    ["isolate type:Full web01 why", { target: "web01", type: "Full", reason: "why" }],
    ["isolate web01 for:4h beaconing", { target: "web01", for: "4h", reason: "beaconing" }],
    ["isolate web01 beaconing type:selective", { target: "web01", type: "selective", reason: "beaconing" }],
    ['isolate web01 "ticket:4711 says so"', { target: "web01", reason: "ticket:4711 says so" }],
    ["isolate web01 see ticket:4711", { target: "web01", reason: "see ticket:4711" }],
    ["isolate 10.0.0.7 x", { target: "10.0.0.7", reason: "x" }],
    ["isolate fe80::1 x", { target: "fe80::1", reason: "x" }],
    ["/alerts severity:high,medium since:24h", { severity: "high,medium", since: "24h" }],
    ["comment da1_-2 http://evil.example seen", { id: "da1_-2", text: "http://evil.example seen" }],
    ["subscribe approvals", { approvals: "true" }],
    ["help isolate", { command: "isolate" }],
    ["  isolate?! web01 x", { target: "web01", reason: "x" }],
    ["isolate web01 reason:beaconing to C2", { target: "web01", reason: "beaconing to C2" }],
    ["isolate reason:beaconing web01 type:full", { target: "web01", type: "full", reason: "beaconing" }],
    ["isolate web01 reason: beaconing", { target: "web01", reason: "beaconing" }],
    ['isolate web01 REASON:"a b"', { target: "web01", reason: "a b" }],
    ["isolate web01 the reason:unclear", { target: "web01", reason: "the reason:unclear" }],
    ["isolate web01 c:\\temp\\x.exe", { target: "web01", reason: "c:\\temp\\x.exe" }],
    ["isolate web01 fe80::1 beacons", { target: "web01", reason: "fe80::1 beacons" }],
    ["isolate web01", { target: "web01" }],
    ["SUBSCRIBE Approvals", { approvals: "true" }],
    ["mute web01 approvals for:2h", { selector: "web01", approvals: "true", for: "2h" }],
    ["halt approvals are wrong", { reason: "approvals are wrong" }],
    ['isolate "Ole\'s iPhone" lost', { target: "Ole's iPhone", reason: "lost" }],
    [
      'device "Max Mustermann iPadAir 17zoll (2ndgeneration)"',
      { target: "Max Mustermann iPadAir 17zoll (2ndgeneration)" },
    ],
    ["device Ole's iPhone", { target: "Ole's iPhone" }],
    ["isolate CORP\\fin-lt; beaconing", { target: "CORP\\fin-lt;", reason: "beaconing" }],
    ["isolate web01, web02, web03 worm", { target: "web01, web02, web03", reason: "worm" }],
    ["isolate web01 ,web02 , web03 worm", { target: "web01 ,web02 , web03", reason: "worm" }],
    ["isolate web01,web02 type:full worm", { target: "web01,web02", type: "full", reason: "worm" }],
    ['isolate "Ole\'s PC", web02 worm', { target: "Ole's PC, web02", reason: "worm" }],
    ["resolve da1_1, da2_2 class:false test", { id: "da1_1, da2_2", class: "false", comment: "test" }],
    ["isolate [fe80::1] x", { target: "[fe80::1]", reason: "x" }],
    [
      `isolate https://security.microsoft.com/machines/v2/${ID}?tid=1 y`,
      { target: `https://security.microsoft.com/machines/v2/${ID}?tid=1`, reason: "y" },
    ],
  ])("%s", (text, wanted) => {
    expect(raw(text)).toEqual(wanted);
  });

  test.each(COMMANDS.map((command) => [command.name, command.example] as const))(
    "the example of %s",
    (name, example) => {
      const parsed = read(example);
      expect(parsed).toMatchObject({ kind: "command", command: { name } });
    },
  );

  test.each(
    COMMANDS.flatMap((command) =>
      Object.entries(command.args).map(([name, arg]) => [command.name, name, arg] as const),
    ),
  )("%s: the example of %s", (_, __, arg) => {
    if (arg.place !== "flag") expect(arg.kind.parse(arg.kind.example)).not.toBeNull();
  });
});

describe("what is not", () => {
  test.each([
    ["isolate", "target", /missing.*Example: isolate/],
    ["isolate web01 tpye:selective x", "tpye", /does not know "tpye:".*type:/],
    ["isolate web01 for:4y x", "for", /can't be "4y".*from 15m to 7d unless the policy says otherwise/],
    ["isolate web01 for:31d x", "for", /from 15m to 7d/],
    ["release web01 for:4h x", "for", /does not know "for:"/],
    ["isolate web01 type:half x", "type", /one of Full, Selective/],
    ["isolate we*01 x", "target", /device's name/],
    ["alerts since:soon", "since", /number and s, m, h or d/],
    ["alerts top:5000", "top", /whole number/],
    ["alerts top:5 top:6", "top", /twice/],
    ["alerts everything", "everything", /no place/],
    ["resolve da1_2 class:maybe", "class", /true, informational, false/],
    ["assign da1_2 to:somebody", "to", /me, or a user principal name/],
    ["isolate web01 type: selective beaconing", "type", /"type:" needs its value without a space/],
    ['isolate web01 type:"" beaconing', "type", /"type:" needs its value without a space/],
    ["isolate web01 for: 4h", "for", /"for:" needs its value without a space: a number/],
    ["isolate web01 worm emergency: false", "emergency", /"emergency:" needs its value/],
    ["isolate web01 tpye: selective x", "tpye", /does not know "tpye:"/],
    ["isolate target:web01 x", "target", /does not know "target:"/],
    ["isolate web01 for 4h beaconing", "for", /is "for 4h" meant as for:4h\?/],
    ["isolate web01 For 4 Hours beaconing", "for", /is "For 4 Hours" meant as for:4h\?/],
    ["isolate web01 type:full for 30min", "for", /meant as for:30m\?/],
    ["isolate web01 type selective worm", "type", /is "type selective" meant as type:selective\?/],
    ["isolate web01 emergency true worm", "emergency", /meant as emergency:true\?.*in quotes/],
    ["isolate c:1 x", "target", /"target" can't be "c:1": a device's name/],
    ['isolate "" x', "target", /"target" is missing/],
    ["whoami foo:bar", "foo", /"whoami" does not know "foo:" \(it takes no keys\)/],
    ["isolate web01 foo:bar", "foo", /\(it knows type: for: emergency:\)\. Example: isolate web01/],
    [`whoami ${"x".repeat(61)}`, "x".repeat(60), /has no place for "x{60}"\./],
    ["subscribe device:\u2800\u2800", "device", /"device" has nothing in it that can be seen/],
    ["subscribe device:web01,\u2800", "device", /one or more names/],
    ["isolate web01 \u2800\u3164", "reason", /nothing in it that can be seen/],
    [`isolate ${"*".repeat(61)} x`, "target", /can't be "\*{60}":/],
  ])("%s", (text, argument, words) => {
    const parsed = read(text);
    expect(parsed).toMatchObject({ kind: "fault", argument });
    expect(parsed.kind === "fault" && recorded(parsed.text)).toMatch(words);
  });

  test.each([
    ['isolate web01 "for 4h it has been beaconing"', "for 4h it has been beaconing"],
    ["isolate web01 beaconing for 4h", "beaconing for 4h"],
    ["isolate web01 for:4h for 4h now", "for 4h now"],
    ["isolate web01 for the audit", "for the audit"],
    ["isolate web01 type confusion seen", "type confusion seen"],
  ])("%s: words of the reason that look like a key stay its words", (text, reason) => {
    expect(read(text)).toMatchObject({ kind: "command", raw: { reason } });
  });

  test("in a form: what is left empty is not given", () => {
    const isolate = COMMANDS.find((command) => command.name === "isolate") ?? expect.fail("no command");
    expect(bindRaw(isolate, { target: "web01", type: "", reason: "x" })).toMatchObject({
      kind: "command",
      args: { reason: "x" },
    });
    expect(bindRaw(isolate, { target: "", reason: "x" })).toMatchObject({
      kind: "fault",
      argument: "target",
    });
  });

  test.each([
    ["isolte web01 x", "isolate"],
    ["alrts", "alerts"],
    ["reqests", "requests"],
    ["reqsts", "requests"],
    ["/alrt", "alert"],
    ["nmute", "mute"],
    ["unmut", "unmute"],
    ["isol", null],
    ["hlat", null],
    ["is/olate", "isolate"],
    ["blueberry", null],
  ])("%s suggests %s", (text, suggestion) => {
    expect(read(text)).toMatchObject({ kind: "unknown", word: text.split(" ")[0], suggestion });
  });

  test("an unknown word is repeated so far as a line has room for it", () => {
    expect(read("x".repeat(50))).toEqual({ kind: "unknown", word: "x".repeat(40), suggestion: null });
  });

  test("nothing is nothing", () => {
    expect(read("  \n ")).toEqual({ kind: "none" });
  });
});

test("never throws, and junk never becomes a change", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      const parsed = read(text);
      const names = COMMANDS.filter((command) => command.effect === "changes").map((command) => command.name);
      const first =
        text
          .trim()
          .split(/\s/)[0]
          ?.toLowerCase()
          .replace(/^\/|[.!?,]+$/g, "") ?? "";
      if (parsed.kind === "command" && parsed.command.effect === "changes") expect(names).toContain(first);
    }),
  );
});

test("a reason comes through whole, whatever it says", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcXYZ019äß€.;-_/'()"), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
      expect(raw(`isolate web01 ${words.join("  ")}`)["reason"]).toBe(words.join(" "));
    }),
  );
});

test("durations are a number and a unit", () => {
  expect(parseDuration("90m")).toBe(5_400_000);
  expect(parseDuration("2d")).toBe(172_800_000);
  for (const bad of ["", "m", "1.5h", "1w", "-1h", "1h30m"]) expect(parseDuration(bad)).toBeNull();
});

test("usage is derived from the declaration", () => {
  const isolate = COMMANDS.find((command) => command.name === "isolate");
  expect(isolate && usageOf(isolate)).toBe(
    "isolate TARGET [type:full|selective] [for:…] [emergency:true] [REASON]",
  );
});
