import { describe, expect, test } from "vitest";
import { createCards } from "../../src/adapters/teams/cards.ts";
import { spoken } from "../../src/messaging/spoken.ts";
import { factsCard, MOST_ROWS, type Facts } from "../../src/messaging/facts-card.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { sayLine } from "../../src/texts/safe-text.ts";
import { silentLog } from "../support/services.ts";

/** The card of what is read and needs no look of its own. */

const cards = createCards({ log: silentLog });

function rendered(facts: Facts): string {
  const card = spoken(factsCard(facts, sayLine("In short")), tongueOf("en"));
  if (card.kind !== "card") throw new Error(card.kind);
  return JSON.stringify(cards.render(card, tongueOf("en")));
}

const row = (name: string) => ({ title: name, cells: [{ label: "FileName", value: `${name}.exe` }] });

describe("the card of facts", () => {
  test("shows at most 15 rows of a table, and names how many more there are", () => {
    const names = Array.from(
      { length: MOST_ROWS + 3 },
      (_, index) => `row-${String(index).padStart(2, "0")}`,
    );
    const text = rendered({ heading: "18 rows", rows: names.map(row) });
    for (const name of names.slice(0, MOST_ROWS)) expect(text).toContain(`${name}.exe`);
    expect(text).not.toContain("row-15");
    expect(text).toContain("3 more");
    expect(rendered({ heading: "15 rows", rows: names.slice(3).map(row) })).not.toContain(" more");
  });

  test("leaves no empty line for what is not said", () => {
    expect(rendered({ heading: "Nothing" })).not.toMatch(/"text":"(● )?"/);
    expect(rendered({ heading: "One", rows: [row("a")] })).not.toMatch(/"text":"● "/);
  });

  test("makes any text in it a harmless line", () => {
    const hostile = "**bold** [Approve](http://evil.example) <at>All</at>\n${$root.buttons}";
    const text = rendered({
      heading: hostile,
      intro: hostile,
      facts: [{ label: hostile, value: hostile }],
      rows: [
        {
          badge: hostile,
          title: hostile,
          beside: hostile,
          line: hostile,
          cells: [{ label: hostile, value: hostile }],
        },
      ],
    });
    expect(text).not.toMatch(/<\s*at\b/i);
    expect(text).not.toContain("\\n");
    expect(text).not.toContain('"type":"TextBlock"');
    expect(text).not.toContain("Action.OpenUrl");
  });
});
