import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { MAX_CARD_BYTES, sizeOf } from "../../../src/adapters/teams/card-size.ts";
import { CARD_NAMES, cardFile, cardOf, nodes, render, rendering, sample, SAMPLE_NAMES } from "./samples.ts";

const ALLOWED = [
  "AdaptiveCard",
  "TextBlock",
  "RichTextBlock",
  "TextRun",
  "ColumnSet",
  "Column",
  "Container",
  "Input.Text",
  "Input.ChoiceSet",
  "Input.Toggle",
  "ActionSet",
  "Action.ToggleVisibility",
  "Action.Execute",
  "Action.OpenUrl",
];

const { cards, logged } = rendering();

/** What is used of Microsoft's package, whose own types don't compile under this project's compiler options. */
interface Parser {
  readonly Versions: { readonly v1_5: unknown };
  readonly SerializationContext: new (version: unknown) => {
    readonly eventCount: number;
    getEventAt(index: number): { readonly phase: number; readonly message: string };
  };
  readonly AdaptiveCard: new () => { parse(card: unknown, context: unknown): void };
}

const AdaptiveCards = createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.min.js") as Parser;

/** What Microsoft's own parser says about a card: unknown elements and properties with bad values. */
function complaints(card: unknown): string[] {
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  new AdaptiveCards.AdaptiveCard().parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  return events.map((event) => `${event.phase}: ${event.message}`);
}

describe("the folder cards/", () => {
  it("has one template and at least one sample of each card, and nothing else", () => {
    const expected = [
      ...CARD_NAMES.map((name) => `${name}.json`),
      ...SAMPLE_NAMES.map((name) => `${name}.sample.json`),
    ];
    expect(readdirSync(new URL("../../../cards/", import.meta.url)).toSorted()).toEqual(expected.toSorted());
    expect([...new Set(SAMPLE_NAMES.map(cardOf))].toSorted()).toEqual(CARD_NAMES.toSorted());
    for (const name of CARD_NAMES) expect(SAMPLE_NAMES).toContain(name);
  });
});

describe.each(SAMPLE_NAMES)("template of %s", (name) => {
  const source = cardFile(`${cardOf(name)}.json`);
  const template = JSON.parse(source) as object;
  const card = render(cards, cardOf(name), sample(name));

  it("binds data to text that knows no markup, and never to structure", () => {
    expect(source).not.toMatch(/\bjson\s*\(/);
    for (const node of nodes(template)) {
      if (node["type"] === "TextBlock") expect(node["text"]).not.toContain("${");
      expect(node["type"] ?? "").not.toContain("${");
    }
  });

  it("is taken by Microsoft's parser as version 1.5 without a complaint", () => {
    expect(card["version"]).toBe("1.5");
    expect(complaints(card)).toEqual([]);
  });

  it("would not pass with a mistake in it", () => {
    const broken = { ...card, body: [...(card["body"] as object[]), { type: "TextBlok", text: "x" }] };
    expect(complaints(broken)).not.toEqual([]);
  });

  it("uses only elements that phones show", () => {
    const types = [...nodes(card)].flatMap((node) =>
      typeof node["type"] === "string" ? [node["type"]] : [],
    );
    expect(types.filter((type) => !ALLOWED.includes(type))).toEqual([]);
  });

  it("says something where no card can be shown, and leaves nothing unbound", () => {
    expect(card["fallbackText"]).toBe("In short");
    expect(card["speak"]).toBe("In short");
    expect(JSON.stringify(card)).not.toContain("${");
    expect(logged).toEqual([]);
  });

  it("is small, with at most six buttons that all have a title, a verb and a reference", () => {
    expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    const buttons = (card["actions"] ?? []) as { mode?: string }[];
    expect(buttons.filter((button) => button.mode !== "secondary").length).toBeLessThanOrEqual(6);
    for (const node of nodes(card)) {
      if (node["type"] === "Action.OpenUrl")
        expect(node["url"]).toMatch(/^https:\/\/security\.microsoft\.com\//);
      if (node["type"] !== "Action.Execute") continue;
      expect(node["verb"]).toMatch(/^[a-z-]+$/);
      expect(Object.keys(node["data"] as object)).toEqual(["ref"]);
    }
  });

  it("wraps all its text", () => {
    for (const node of nodes(card)) if (node["type"] === "TextBlock") expect(node["wrap"]).toBe(true);
  });
});
