import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText, type Mention } from "../../../src/adapters/teams/text.ts";
import { anyUnit } from "../../support/any-text.ts";
import { runs } from "../../support/laws.ts";

const BOT = "28:bot";
const bot: Mention = { id: BOT, name: "Defender Bot" };
const ann: Mention = { id: "29:ann", name: "Ann" };
const span = (index: number, name: string): string =>
  `<span itemscope itemtype="http://schema.skype.com/Mention" itemid="${index}">${name}</span>`;
const QUOTE =
  '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong>Bob</strong><p>isolate dc01</p></blockquote>';

function clean(text: string, html: string | null = null, mentions: readonly Mention[] = [bot]) {
  return cleanText({ text, html, mentions, botIds: [BOT], botNames: ["Defender Bot", "Defender"] });
}

describe("text without an HTML copy", () => {
  test.each([
    ["help", "help"],
    ["<at>Defender Bot</at> help", "help"],
    ["<at>Defender Bot</at>&nbsp;help", "help"],
    ['<at id="0">Defender Bot</at>help', "help"],
    ["help <at>Defender Bot</at> me <at>Defender Bot</at>", "help me"],
    ["isolate\u00a0web01\u2003now", "isolate web01 now"],
    ["iso\u200blate\ufeff web\u00ad01\u202e", "isolate web01"],
    ["comment 1 \u201cit\u2019s fine\u201d", 'comment 1 "it\'s fine"'],
    ["a \u2014 b \u2013 c", "a -- b - c"],
    ["tag web01 add:R&amp;D", "tag web01 add:R&D"],
    ["a &amp;lt; b", "a &lt; b"],
    ["a &lt;b&gt; c", "a <b> c"],
    ["  a  \r\n\r\n  b ", "a\nb"],
    ["run `isolate dc01` please", "run please"],
    ["&gt; isolate dc01\nhelp", "help"],
    ["", ""],
    ["<", "<"],
    ["a < b", "a < b"],
    ["@Defender isolate web01", "isolate web01"],
    ["@defender bot, isolate web01", "isolate web01"],
    ["@Defenders isolate web01", "@Defenders isolate web01"],
    ["assign da1 to:@Defender", "assign da1 to:@Defender"],
    ["lone \ud800 half", "lone half"],
    ["ends in &#", "ends in &#"],
    ["ends in &#x", "ends in &#x"],
    ["&#8238;&#8203;isolate", "isolate"],
  ])("%j → %j", (given, expected) => {
    expect(clean(given).text).toBe(expected);
  });

  test("fences are code blocks", () => {
    expect(clean("hunt\n```kql\nDeviceInfo\n| take 1\n```")).toEqual({
      text: "hunt",
      codeBlocks: ["DeviceInfo\n| take 1\n"],
    });
    expect(clean("hunt ```DeviceInfo")).toEqual({ text: "hunt", codeBlocks: ["DeviceInfo"] });
  });
});

describe("text with an HTML copy", () => {
  test.each([
    [`<p>${span(0, "Defender Bot")}&nbsp;help</p>`, "help"],
    [`<div><div>${span(0, "Defender")} ${span(0, "Bot")} help</div></div>`, "help"],
    [`<p>${span(0, "Defender Bot")} assign da1 to:${span(1, "Ann")}</p>`, "assign da1 to:@Ann"],
    [`<p>a</p><p>b<br>c</p>`, "a\nb\nc"],
    [`<p>run <code>isolate dc01</code> help</p>`, "run help"],
    [`${QUOTE}<p>help</p>`, "help"],
    [`<p>help</p><attachment id="1"></attachment>`, "help"],
    [`<p>isolate <strong>web</strong>01</p>`, "isolate web01"],
    [`<p>comment &amp;lt;b&amp;gt;</p>`, "comment &lt;b&gt;"],
    [`<p>see <a href="https://evil.test">web01</a></p>`, "see web01"],
    [`<script>isolate dc01</script><style>x</style><p>help</p>`, "help"],
    // Badly nested or unclosed: text is lost, code does not come out.
    [`<p>a <code>isolate</p> dc01</code> b`, "a"],
    [`<code>isolate dc01`, ""],
    [`<blockquote>isolate dc01`, ""],
  ])("%s → %j", (html, expected) => {
    expect(clean("ignored", html, [bot, ann]).text).toBe(expected);
  });

  test("code blocks are handed over as they are", () => {
    const html =
      '<p>hunt</p><codeblock class="Kql"><code>DeviceInfo<br>| where x == &quot;a&quot;&nbsp;and y &lt; 1</code></codeblock><pre>two\n  lines</pre>';
    expect(clean("", html)).toEqual({
      text: "hunt",
      codeBlocks: ['DeviceInfo\n| where x == "a" and y < 1', "two\n  lines"],
    });
  });

  test.each<[string, string]>([
    ["bears a name of the bot's", "<at>defender</at>&nbsp;isolate web01"],
    ["is what a message without any entity begins with", "<at>SecOps</at> isolate web01"],
    ["is a mention of its HTML copy", span(0, "SecOps") + " isolate web01"],
  ])("a mention that no entity tells of is the bot's where it %s", (_, html) => {
    expect(clean("", html, []).text).toBe("isolate web01");
  });

  test("a mention that no entity tells of is nobody's after other words", () => {
    expect(clean("assign da1 to:<at>Ann</at>", null, []).text).toBe("assign da1 to:Ann");
  });

  test("somebody with the bot's index but another name stays in the text", () => {
    expect(clean("", `<p>${span(0, "Ann")} help</p>`, [bot, ann]).text).toBe("@Ann help");
  });
});

describe("whoever is mentioned is one word, which stands for their Teams id", () => {
  const okafor: Mention = { id: "29:ben", name: "Okafor, Ben" };
  const at = (name: string) => `<at>${name}</at>`;

  test.each<[string, string, readonly Mention[], string, string]>([
    [
      "a name with spaces and a comma",
      `user ${at("Okafor, Ben")}`,
      [bot, okafor],
      "@Okafor\u00a0Ben",
      okafor.id,
    ],
    [
      "a name that Teams has split into several mentions",
      `user ${at("Okafor,")} ${at("Ben")} now`,
      [
        { ...okafor, name: "Okafor," },
        { ...okafor, name: "Ben" },
      ],
      "@Okafor\u00a0Ben",
      okafor.id,
    ],
    ["a single word", `user ${at("Ann")}`, [bot, ann], "@Ann", ann.id],
  ])("%s", (_, text, mentions, word, teamsId) => {
    const read = clean(text, null, mentions);
    expect(read.people).toEqual([{ word, teamsId }]);
    expect(read.text).toContain(`user ${word}`);
  });

  test.each<[string, string, readonly Mention[]]>([
    ["typed by hand", "assign da1 to:@Ann", [bot]],
    ["named in the activity, but not in the text", "assign da1 to:@Ann", [bot, ann]],
    ["two of one name, who can't be told apart", `user ${at("Ann")}`, [bot, ann, { ...ann, id: "29:other" }]],
    ["two of one name, both mentioned", `user ${at("Ann")}, ${at("Ann")}`, [ann, { ...ann, id: "29:other" }]],
    ["in code", `assign da1 \`${at("Ann")}\``, [bot]],
  ])("nobody is: %s", (_, text, mentions) => {
    expect(clean(text, null, mentions).people ?? []).toEqual([]);
  });
});

describe("what is longer than Teams lets people write is not read, and that is said", () => {
  test.each([
    ["text", "!".repeat(32_769), null],
    ["html", "", "<i>".repeat(30_000)],
  ])("%s", (_, text, html) => {
    expect(clean(text, html)).toEqual({ text: "", codeBlocks: [], isTooLong: true });
  });

  test("what is as long as they may is", () => {
    expect(clean("!".repeat(32_768)).text).toHaveLength(32_768);
  });
});

describe("properties", () => {
  test("never throws, and leaves nothing invisible", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyUnit }), fc.option(fc.string({ unit: anyUnit })), (text, html) => {
        const result = clean(text, html);
        expect(result.text).not.toMatch(/[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\ufeff]/);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
    );
  });

  test("no code or quote ever leaks into the text, however it is nested", () => {
    const SECRET = "isolate-dc01";
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(
          "hello",
          " ",
          "<br>",
          "&nbsp;",
          "</p>",
          "</div>",
          "</span>",
          "<p>",
          "<b>",
          span(0, "Bot"),
        ),
        fc
          .tuple(
            fc.constantFrom("code", "pre", "codeblock", "blockquote", "CODE"),
            fc.constantFrom("", "</p>", "</b>", "<p>", "</div>", "<br>", "<at>", "</at>"),
            tie("tree"),
            fc.boolean(),
          )
          .map(([name, junk, inner, closed]) =>
            closed
              ? `<${name}>${junk}${SECRET}${inner}${SECRET}</${name}>`
              : `<${name}>${junk}${SECRET}${inner}`,
          ),
        fc.array(tie("tree"), { maxLength: 4 }).map((parts) => parts.join("")),
        tie("tree").map((inner) => `<div>${inner}</div>`),
      ),
    }));
    fc.assert(
      fc.property(tree, (html) => {
        expect(clean("", html).text).not.toContain(SECRET);
      }),
      { numRuns: runs(1_000) },
    );
  });
});
