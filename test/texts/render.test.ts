import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyUnit } from "../support/any-text.ts";
import { onCard, recorded, saysSame, shown, tongueOf } from "../../src/texts/render.ts";
import { say, verbatim, type Text } from "../../src/texts/text.ts";

const en = tongueOf("en");

/** As it comes back from the store, which any version may have written to. */
const stored = (text: object) => JSON.parse(JSON.stringify(text)) as Text;

describe("a text", () => {
  test("becomes a sentence with what is in its holes, texts among them", () => {
    const allowed = say("allowed.oneOf", { words: ["high", "low"] });
    const words = say("grammar.notAllowed", { name: "severity", shown: "huge", allowed });
    expect(shown(words, en)).toBe('"severity" can\'t be "huge": one of high, low.');
  });

  test("is plain data: what the store gives back says the same", () => {
    const text = say("news.placeRefuses", {
      place: say("subscriptions.place", { kind: "channel", id: "19:x" }),
      since: 0,
      subscribed: [say("subscriptions.approvals", { filter: null }), "alerts"],
    });
    expect(recorded(stored(text))).toBe(recorded(text));
    expect(recorded(text)).toContain("the channel 19:x since 1 Jan 1970 00:00 UTC");
  });

  test("says the same as what an older version has kept of it in English", () => {
    const warning = say("devices.likelyUser", { upn: "ana@x", did: "approved", account: "X\\ana" });
    expect(saysSame(recorded(warning), warning)).toBe(true);
    expect(saysSame(warning, stored(warning))).toBe(true);
    expect(saysSame(warning, say("devices.noUsers"))).toBe(false);
    expect(saysSame(null, warning)).toBe(false);
    expect(saysSame(null, null)).toBe(true);
  });

  test("that another version wrote with other holes is named, and breaks nothing", () => {
    const strange = (key: string, holes: object) => stored({ say: key, with: holes });
    for (const one of [
      strange("common.listed", {}),
      strange("common.listed", { items: "a, b" }),
      strange("common.listed", { items: { because: "of it" } }),
      strange("common.listed", { items: [null] }),
    ])
      expect(recorded(say("requestCard.did", { by: "ana", what: one }))).toBe("ana common.listed");
  });

  test.each<[string, string, object?]>([
    ["requests.noReason", "no reason given"],
    ["requests.asked", "asked"],
    ["requests.waitsForDevice", "waits for the device"],
    ["bot.choose", "Choose this one"],
    ["lists.endOfChain", "End of the chain now"],
    ["people.moved", "the account lives in another directory now"],
    ["requests.tagAdded", 'the tag "Tier0" was added', { tag: "Tier0" }],
    ["explain.leaseRange", "from 30 min to 4 h", { min: "30 min", max: "4 h" }],
  ])("that was kept when it was called %s still says “%s”", (key, words, holes = {}) => {
    expect(recorded(stored({ say: key, with: holes }))).toBe(words);
  });

  test("that a newer version wrote is named, and breaks nothing", () => {
    const strange = stored({ say: "bot.notYetThought", with: {} });
    expect(recorded(strange)).toBe("bot.notYetThought");
    expect(recorded(stored({ ...strange, say: "__proto__.toString" }))).toBe("__proto__.toString");
    expect(recorded(stored({ ...strange, say: "bot.constructor" }))).toBe("bot.constructor");
  });
});

describe("what others wrote", () => {
  test("stays on its line, and is no mention and no link, however deep it stands", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyUnit }), (foreign) => {
        const words = shown(say("signIn.toPerson", { name: foreign, words: verbatim(foreign) }), en);
        expect(words).not.toMatch(/\n|<\s*at\b|https?:\/\/|[\u202a-\u202e]/i);
      }),
    );
  });

  test("has no line break on a card either", () => {
    expect(
      onCard(say("forms.formTitle", { title: "Isolate device", about: "web01\nApproved: yes" }), en),
    ).toBe("Isolate device: web01 Approved: yes");
  });
});
