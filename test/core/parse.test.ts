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
    ["isolate web01 see case:4711", { target: "web01", reason: "see case:4711" }],
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
    ["isolate web01, because it beacons", { target: "web01", reason: "because it beacons" }],
    ["isolate web01, web02, since both beacon", { target: "web01, web02", reason: "since both beacon" }],
    ['isolate web01, "because" worm', { target: "web01, because", reason: "worm" }],
    ["isolate web01, selective worm", { target: "web01", type: "selective", reason: "worm" }],
    ["resolve da1_1, da2_2, false test", { id: "da1_1, da2_2", class: "false", comment: "test" }],
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
    ["assign da1_2 to:somebody", "to", /or a user principal name/],
    ['isolate web01 type:"" beaconing', "type", /"type:" needs its value without a space/],
    ["alerts since: 4h", "since", /"since:" needs its value without a space: a number/],
    ["alerts 5", "5", /"5" can mean top:5 or page:5/],
    ["alerts high medium", "medium", /no place for "medium"/],
    ["isolate web01 tpye: selective x", "tpye", /does not know "tpye:"/],
    ["isolate target:web01 x", "target", /does not know "target:"/],
    ["isolate c:1 x", "target", /"target" can't be "c:1": a device's name/],
    ['isolate "" x', "target", /"target" is missing/],
    ["whoami foo:bar", "foo", /"whoami" does not know "foo:" \(it takes no keys\)/],
    ["isolate web01 foo:bar", "foo", /\(it knows type: for: emergency: ticket:\)\. Example: isolate web01/],
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

  test.each([
    ["isolate web01 for 4h beaconing", "for:4h", { target: "web01", for: "4h", reason: "beaconing" }],
    ["isolate web01 For 4 Hours beaconing", "for:4h", { target: "web01", for: "4h", reason: "beaconing" }],
    ["isolate web01 for: 4h", "for:4h", { target: "web01", for: "4h" }],
    [
      "isolate web01 type:full for 30min x",
      "for:30m",
      { target: "web01", type: "full", for: "30m", reason: "x" },
    ],
    [
      "isolate web01 type selective worm",
      "type:selective",
      { target: "web01", type: "selective", reason: "worm" },
    ],
    [
      "isolate web01 type: selective worm",
      "type:selective",
      { target: "web01", type: "selective", reason: "worm" },
    ],
    [
      "isolate web01 emergency true worm",
      "emergency:true",
      { target: "web01", emergency: "true", reason: "worm" },
    ],
  ])("%s: a key apart from its value where the text begins is asked back", (text, meant, whole) => {
    const parsed = read(text);
    if (parsed.kind !== "two-ways") expect.fail(JSON.stringify(parsed));
    expect(recorded(parsed.text)).toContain(`meant as ${meant}?`);
    expect(parsed.meant).toEqual(whole);
    expect(parsed.asText["reason"]).toBe(text.replace(/^isolate web01 (type:full )?/, ""));
  });

  test.each([
    ["alerts high", { severity: "high" }],
    ["alerts HIGH,low inprogress 24h", { severity: "HIGH,low", status: "inprogress", since: "24h" }],
    ["alerts 10.0.0.7", { device: "10.0.0.7" }],
    ["mute low for:2h", { severity: "low", for: "2h" }],
    ["resolve da1_2 false", { id: "da1_2", class: "false" }],
    ["resolve da1_2 false test machine", { id: "da1_2", class: "false", comment: "test machine" }],
    [
      "resolve da1_2 false positive because it is a test",
      { id: "da1_2", class: "false", comment: "because it is a test" },
    ],
    ["resolve da1_2 False Positive: a test", { id: "da1_2", class: "False", comment: "a test" }],
    ["resolve da1_2 class:true positive, worm", { id: "da1_2", class: "true", comment: "worm" }],
    ["resolve da1_2 TruePositive worm", { id: "da1_2", class: "TruePositive", comment: "worm" }],
    ["resolve da1_2 informational expected activity", { id: "da1_2", class: "informational" }],
    ["resolve da1_2 false positively a test", { id: "da1_2", class: "false", comment: "positively a test" }],
    ["isolate web01 selective worm", { target: "web01", type: "selective", reason: "worm" }],
    ["isolate web01 4h worm", { target: "web01", for: "4h", reason: "worm" }],
    ["assign da1_2 bob@contoso.com", { id: "da1_2", to: "bob@contoso.com" }],
    ["assign da1_2 me", { id: "da1_2", to: "me" }],
  ])("%s: a word that only one key allows counts as that key", (text, wanted) => {
    expect(raw(text)).toEqual(wanted);
  });

  test.each([
    ["isolate web01 true positive, spreads", { target: "web01", reason: "true positive, spreads" }],
    ['isolate web01 "selective" worm', { target: "web01", reason: '"selective" worm' }],
    ["isolate web01 type:full selective worm", { target: "web01", type: "full", reason: "selective worm" }],
    ["isolate web01 selective worm type:full", { target: "web01", type: "full", reason: "selective worm" }],
    ["isolate selective worm", { target: "selective", reason: "worm" }],
    ["isolate web01 a worm, selective", { target: "web01", reason: "a worm, selective" }],
  ])("%s: no emergency, no quoted word and no word for what is given is taken for a key", (text, wanted) => {
    expect(raw(text)).toEqual(wanted);
  });

  test.each([
    ["isolate web01 type: full worm", "type: full worm"],
    ["isolate web01 note: it spreads", "note: it spreads"],
    ["isolate web01 worm type: emotet", "worm type: emotet"],
    ["isolate web01 worm emergency: false", "worm emergency: false"],
    ["isolate web01 worm foo:bar", "worm foo:bar"],
  ])("%s: a word with a colon in the reason is text", (text, reason) => {
    expect(raw(text)).toEqual({ target: "web01", reason });
  });

  test("what is missing is said last, with what was given", () => {
    expect(read("resolve da1_2 comment:x")).toMatchObject({ kind: "fault", argument: "class" });
    const parsed = read("resolve da1_2 a test machine");
    expect(parsed).toMatchObject({ argument: "class", given: { id: "da1_2", comment: "a test machine" } });
    expect(read("mute top:1").kind).toBe("fault");
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
    "isolate TARGET [type:full|selective|unmanaged] [for:…] [emergency:true] [ticket:…] [REASON]",
  );
});
