import { describe, expect, it, test } from "vitest";
import { MAX_CARD_BYTES, sizeOf } from "../../../src/adapters/teams/card-size.ts";
import type { SpokenData } from "../../../src/messaging/spoken.ts";
import { nodes, render, rendering, sample } from "./samples.ts";

const { cards, logged } = rendering();

function buttons(count: number): SpokenData[] {
  return Array.from({ length: count }, (_, index) => ({ title: `B${index}`, verb: "run", ref: "r" }));
}

describe("a card's size", () => {
  const evidence = Array.from({ length: 60 }, (_, index) => ({
    type: "Process",
    headline: `cmd ${index} ${"x".repeat(350)}`,
    facts: [{ label: "SHA-1", value: "3f786850e387550fdab836ed7e6dc881de23001b" }],
    buttons: [],
  }));

  it("is kept by leaving evidence out first, and says so", () => {
    const kind = { id: "evidence-process", title: "Processes (60)", rows: evidence, total: 60 };
    const card = render(cards, "alert", { ...sample("alert"), evidence: [kind] });
    const text = JSON.stringify(card);
    expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    expect(text).toContain("cmd 0 ");
    expect(text).not.toContain("cmd 59 ");
    expect(text).toContain("left out");
    expect(text).toContain("Called the user");
    const left = 60 - (text.match(/cmd \d+ /g) ?? []).length;
    expect(text).toContain(`"${left} more"`);
  });

  it("is kept by the kind of evidence that takes most: who started whom stays whole beside it", () => {
    const tree = Array.from({ length: 4 }, (_, depth) => ({
      ...{ type: "", outcome: "", tone: "neutral", facts: [], buttons: [] },
      headline: `started ${depth}.`,
    }));
    const text = JSON.stringify(
      render(cards, "alert", {
        ...sample("alert"),
        evidence: [
          { id: "evidence-tree", title: "Process tree (4)", rows: tree, total: 4 },
          { id: "evidence-process", title: "Processes (60)", rows: evidence, total: 60 },
        ],
      }),
    );
    expect(text.match(/started \d\./g)).toHaveLength(4);
    expect(text).toContain("left out");
  });

  it("that makes a list of facts shorter says how many are missing from it", () => {
    const rows = Array.from({ length: 15 }, (_, index) => ({
      ...{
        badge: "",
        tone: "neutral",
        title: `row ${index}.`,
        beside: "中".repeat(400),
        cells: [],
        buttons: [],
      },
      line: "中".repeat(300),
    }));
    const card = render(cards, "facts", { ...sample("facts"), facts: [], rows, total: 40 });
    const text = JSON.stringify(card);
    const shown = (text.match(/row \d+\./g) ?? []).length;
    expect(shown).toBeLessThan(15);
    expect(text).toContain(`"${40 - shown} more"`);
  });

  it("that makes a list shorter leaves nothing to tick that it does not show", () => {
    const rows = Array.from({ length: 15 }, () => ({
      ...{
        badge: "",
        tone: "neutral",
        title: "中".repeat(400),
        beside: "",
        cells: [],
        buttons: [],
        opens: null,
      },
      line: "中".repeat(300),
    }));
    const choices = rows.map((_, at) => ({ check: `tick ${at}.`, value: String(at) }));
    const ticks = { choices, buttons: [{ title: "Isolate device", verb: "run", ref: "r", mode: "primary" }] };
    const text = JSON.stringify(
      render(cards, "facts", { ...sample("facts"), facts: [], rows, ticks, total: 15 }),
    );
    const shown = (text.match(/"中{300}"/g) ?? []).length;
    expect(shown).toBeGreaterThan(1);
    expect(text.match(/tick \d+\./g)).toHaveLength(shown);
  });

  it("that shows no row that can be ticked offers nothing for those that are", () => {
    const buttons = [{ title: "Isolate device", verb: "run", ref: "r", mode: "primary" }];
    const text = JSON.stringify(
      render(cards, "facts", { ...sample("facts"), ticks: { choices: [], buttons } }),
    );
    expect(text).not.toMatch(/Choose several|Isolate device|"id":"ticks"/);
  });

  it("is kept by leaving out rules that do not apply before what an explanation is about", () => {
    const row = (at: number) => ({
      ...{
        title: `rule ${at}. ${"中".repeat(90)}`,
        state: "does not apply",
        tone: "neutral",
        then: "2 approvals",
      },
      conditions: [{ mark: "✗", line: "中".repeat(90) }],
    });
    const others = Array.from({ length: 250 }, (_, at) => row(at));
    const rows = [{ ...row(900), state: "applies" }];
    const text = JSON.stringify(render(cards, "explain", { ...sample("explain"), rows, others }));
    expect(text).toContain("rule 900.");
    expect(text).toContain("rule 0.");
    expect(text).toContain("left out");
  });

  it("is kept in bytes of UTF-8, not in characters", () => {
    const facts = Array.from({ length: 80 }, () => ({ label: "中".repeat(120), value: "中".repeat(1000) }));
    expect(sizeOf(render(cards, "request", { ...sample("request"), facts }))).toBeLessThanOrEqual(
      MAX_CARD_BYTES,
    );
  });

  it("ends in a short notice when nothing helps", () => {
    const groups = [
      { title: "t", rows: Array.from({ length: 2000 }, () => ({ usage: "u".repeat(50), summary: "s" })) },
    ];
    const card = render(cards, "help", { ...sample("help"), groups }, "All [commands](http://evil)");
    expect(sizeOf(card)).toBeLessThan(1000);
    expect(card["fallbackText"]).toBe("All ［commands］(http［:］//evil)");
    expect(logged).toContain("card is too big even when shortened");
  });
});

describe("a request's card that is too big", () => {
  const request = (change: SpokenData): SpokenData => ({
    ...sample("request"),
    ...change,
    buttons: ["review", "approve", "resume", "extend", "deny", "revoke", "cancel", "view"].map((verb) => ({
      ...{ title: verb, verb, ref: "7KQ2-M4XD" },
    })),
  });
  const verbs = (card: object) =>
    [...nodes(card)].flatMap((node) => (typeof node["verb"] === "string" ? [node["verb"]] : []));
  const facts = (count: number, value: string) =>
    Array.from({ length: count }, (_, index) => ({ label: `fact ${index}.`, value }));

  it("never shortens what is sent as it stands there: a script's arguments, a comment, what a step is about", () => {
    const at = (part: string) => `${part} ${"😀".repeat(480)}.${part}-ends`;
    const together = { line: "1 value", page: "", each: [{ step: at("step"), line: "waits", opens: null }] };
    const card = render(
      cards,
      "request",
      request({ what: at("what"), terms: [at("terms")], together, facts: facts(12, "😀".repeat(1000)) }),
    );
    const text = JSON.stringify(card);
    expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    expect(text).toContain("fact 11.");
    expect(verbs(card)).toContain("approve");
    for (const part of ["what", "terms", "step"]) expect(text).toContain(`${part}-ends`);
  });

  it("can be looked at and not decided by, where what its steps are about is more than a card holds", () => {
    const each = Array.from({ length: 20 }, (_, n) => ({
      ...{ step: `https://cdn.example/${n}${"a".repeat(980)}`, line: "waits", opens: null },
    }));
    const together = { line: "20 values", page: "", each };
    const card = render(cards, "request", request({ together, facts: facts(9, "x".repeat(1000)) }));
    expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    expect(JSON.stringify(card)).toContain("20 values");
    expect(verbs(card).filter((verb) => verb !== "view")).toEqual([]);
    expect(verbs(card)).toContain("view");
  });

  it("shows every line of it, with shorter texts, and the whole reason before anything else gives way", () => {
    const reason = `${"😀".repeat(499)}!`;
    const warnings = Array.from({ length: 9 }, (_, index) => `warning ${index}. ${"😀".repeat(1000)}`);
    const card = render(cards, "request", request({ reason, warnings, facts: facts(9, "😀".repeat(1000)) }));
    const text = JSON.stringify(card);
    expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    expect(text).toContain(reason);
    for (let index = 0; index < 9; index += 1) {
      expect(text).toContain(`warning ${index}.`);
      expect(text).toContain(`fact ${index}.`);
    }
    expect(text).not.toContain("left out");
    expect(verbs(card)).toContain("approve");
  });

  it("can be looked at and not decided by, where a line had to be left out", () => {
    const card = render(cards, "request", request({ facts: facts(80, "中".repeat(1000)) }));
    expect(JSON.stringify(card)).toContain(
      "left out: it is too long for a card. So nothing can be decided here",
    );
    expect(new Set(verbs(card))).toEqual(new Set(["view"]));
    expect([...nodes(card)].filter((node) => node["type"] === "Input.Text")).toEqual([]);
  });
});

describe("a card that can't be bound", () => {
  it("becomes a notice, and the fault is logged", () => {
    const local = rendering();
    const card = render(local.cards, "alert", { ...sample("alert"), tone: { toString: "no" } }, "High alert");
    expect(card["type"]).toBe("AdaptiveCard");
    const broken = render(local.cards, "nonsense", {}, "High alert");
    expect(JSON.stringify(broken)).toContain("High alert");
    expect(local.logged).toContain("card could not be rendered");
  });
});

test("a command line of 2,000 characters is there whole, folded, in any letters; of a longer one the beginning", () => {
  const folded = (whole: string) =>
    [...nodes(render(cards, "alert", { ...sample("alert"), whole }))].find((node) => node["id"] === "whole");
  for (const letter of ["x", "中", "😀"]) {
    const whole = letter.repeat(Math.floor(2000 / letter.length));
    expect(folded(whole)).toMatchObject({ isVisible: false });
    expect(JSON.stringify(folded(whole))).toContain(whole);
  }
  expect(JSON.stringify(folded("y".repeat(2100)))).toMatch(/y{1990,}…/);
});

test.each(["request", "explain"])("all warnings of %s stand in one box", (name) => {
  const card = render(cards, name, { ...sample(name), warnings: ["one.", "two.", "three."] });
  const boxes = [...nodes(card)].filter(
    (node) =>
      node["type"] === "Container" &&
      node["style"] === "attention" &&
      /one\.|two\./.test(JSON.stringify(node)),
  );
  expect(boxes.map((box) => JSON.stringify(box).match(/one\.|two\.|three\./g))).toEqual([
    ["one.", "two.", "three."],
  ]);
});

describe("buttons", () => {
  it("beyond six go to the menu; the portal's link counts", () => {
    const modes = (card: object) =>
      [...nodes(card)].flatMap((node) => (node["mode"] === undefined ? [] : [node["mode"]]));
    const alert = render(cards, "alert", { ...sample("alert"), buttons: buttons(8) });
    expect(modes(alert).filter((mode) => mode === "primary")).toHaveLength(5);
    const form = render(cards, "form", { ...sample("form"), buttons: buttons(8) });
    expect(modes(form).filter((mode) => mode === "primary")).toHaveLength(6);
  });

  it.each(["http://security.microsoft.com/x", "https://evil.example/", "javascript:alert(1)", "", "x"])(
    "never lead to %s",
    (portalUrl) => {
      const card = render(cards, "alert", { ...sample("alert"), portalUrl });
      expect([...nodes(card)].filter((node) => node["type"] === "Action.OpenUrl")).toEqual([]);
    },
  );
});

describe("the request's card", () => {
  it("refreshes for the requester alone, and not at all when no refresh is given", () => {
    const card = render(cards, "request", sample("request"));
    expect(card["refresh"]).toEqual({
      action: { type: "Action.Execute", verb: "view", data: { ref: "7KQ2-M4XD" } },
      userIds: ["29:1aB2c3D4e5F6"],
    });
    expect(render(cards, "request", { ...sample("request"), refresh: null })).not.toHaveProperty("refresh");
  });

  it("marks the present step in words' reach, not by colour alone", () => {
    const text = JSON.stringify(render(cards, "request", sample("request")));
    expect(text).toContain("▶ Approval");
  });
});

describe("the form", () => {
  it("asks for a reason that is required and has its own message", () => {
    const inputs = [...nodes(render(cards, "form", sample("form")))].filter((node) =>
      String(node["type"]).startsWith("Input."),
    );
    expect(inputs.map((input) => input["id"])).toEqual(["type", "reason"]);
    expect(inputs[1]).toMatchObject({ isRequired: true, maxLength: 500, isMultiline: true });
    expect(inputs[1]?.["errorMessage"]).not.toBe("");
    expect(inputs[0]?.["choices"]).toEqual([
      { title: "Full", value: "Full" },
      { title: "Selective", value: "Selective" },
    ]);
  });
});
