import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpokenData, SpokenValue } from "../../../src/messaging/spoken.ts";
import { MAX_CARD_BYTES, sizeOf } from "../../../src/adapters/teams/card-size.ts";
import { CARD_NAMES, nodes, render, rendering, sample, shape } from "./samples.ts";
import { anyUnit } from "../../support/any-text.ts";
import { runs } from "../../support/laws.ts";

const HOSTILE = [
  "${1+1}",
  "${$root.buttons}",
  "[Approve](http://evil.example)",
  "**Approved** by <at>All</at>",
  "< / at >",
  "https://evil.example",
  "\u202Efdp.exe\u2066\u200B\u0000\u0007",
  '","type":"Action.OpenUrl","url":"http://evil.example","x":"',
  "line\nApproved by carla",
  "<speak>&lt;</speak>",
  "x".repeat(4096),
  "😀".repeat(2048),
];

/** Fields that the bot itself fills from closed sets, and opaque ids. */
const OURS = [
  "severity",
  "tone",
  "isolationTone",
  "targetSize",
  "kind",
  "mark",
  "mode",
  "weight",
  "state",
  "verb",
  "ref",
  "id",
  "userIds",
  "portalUrl",
];

/** The data with each text of others replaced; fields that are empty stay so, as they decide what is shown. */
function poison(value: SpokenValue, text: string, key = ""): SpokenValue {
  if (typeof value === "string") return OURS.includes(key) || value === "" ? value : text;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: SpokenValue) => poison(item, text, key));
  return Object.fromEntries(
    Object.entries(value as SpokenData).map(([name, child]) => [name, poison(child, text, name)]),
  );
}

const { cards, logged } = rendering();

const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: anyUnit, minLength: 1, maxLength: 200 }),
  fc
    .array(fc.constantFrom(...HOSTILE, "${", "}", "`", "_", "<at>", "](", "\n"), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.join("")),
);

describe.each(CARD_NAMES)("hostile text on the card %s", (name) => {
  it("stays text: the card's structure and its actions are as without it", () => {
    // The same words of ours everywhere, so that only text differs.
    const plain = shape(render(cards, name, poison(sample(name), "plain") as SpokenData));
    fc.assert(
      fc.property(hostileText, (text) => {
        const data = poison(sample(name), text) as SpokenData;
        const card = render(cards, name, data, text);
        expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
        expectHarmless(card);
        if (sizeOf(data) < 8000) expect(withoutValues(shape(card))).toEqual(withoutValues(plain));
      }),
      { numRuns: runs(60) },
    );
    expect(logged.filter((line) => line.includes("could not"))).toEqual([]);
  });
});

function expectHarmless(card: object): void {
  const all = JSON.stringify(card);
  expect(all).not.toMatch(/<\s*\/?\s*at\b/i);
  expect(all).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]|\\u0000|\\u0007/);
  for (const node of nodes(card)) {
    expect(node).not.toHaveProperty("entities");
    if (node["type"] === "TextBlock") expect(String(node["text"])).not.toMatch(/evil|\$\{/);
    if (node["type"] === "Action.OpenUrl") expect(String(node["url"])).not.toContain("evil");
    if (node["type"] === "TextRun" && node["text"] !== undefined) {
      expect(Array.from(node["text"] as string).length).toBeLessThanOrEqual(2000);
    }
  }
}

/** Values of inputs are what was typed, so they differ too. */
function withoutValues(card: unknown): unknown {
  return JSON.parse(JSON.stringify(card, (key, value: unknown) => (key === "value" ? "…" : value)));
}
