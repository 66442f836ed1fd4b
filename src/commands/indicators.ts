import { pageButtons, pageOf, pagingOf } from "./parts/list-pages.ts";
import { freeText, keyed, maybeRest, whole } from "../grammar/args.ts";
import { MOST_INDICATORS, type Indicator } from "../defender/indicator.ts";
import type { Tone } from "../messaging/card.ts";
import { lookUpArgs, nameable } from "../messaging/look-up.ts";
import { factsCard, MOST_ROWS, type FactsRow } from "../messaging/facts-card.ts";
import { cleanLine } from "../texts/safe-text.ts";
import { say } from "../texts/text.ts";
import { reads, type ReadContext } from "./command.ts";

const TONES: Readonly<Record<string, Tone>> = {
  Block: "attention",
  BlockAndRemediate: "attention",
  AlertAndBlock: "attention",
  Warn: "warning",
  Allowed: "good",
};
/** Defender's largest page. */
const PAGE = 10_000;
/** From so few that are left the card asks to tidy up. */
const FEW_LEFT = 1_000;
const LONGEST = 120;
const MOST_PAGES = 1_000;

export const indicators = reads({
  name: "indicators",
  summary: say("summary.indicators"),
  args: {
    page: keyed(whole(1, MOST_PAGES), say("argument.indicatorsPage")),
    search: maybeRest(freeText("bad.example", LONGEST), say("argument.indicatorsSearch")),
  },
  example: "indicators bad.example",
  shows: "device-data",
  permissions: ["Ti.ReadWrite"],
  signIn: "by-call",
  async run(context, { page = 1, search }) {
    const all = await context.defender.indicators();
    const found = matching(all, search).toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
    const heading =
      all.length === 0
        ? say("indicators.none")
        : say("indicators.list", { n: found.length, most: MOST_INDICATORS, all: search === undefined });
    const raw = { page: String(page), ...(search === undefined ? {} : { search }) };
    const paged = pageOf(found, raw, MOST_ROWS);
    const paging = pagingOf(paged);
    return factsCard(
      {
        heading,
        intro: introOf(all),
        facts: paging === "" ? [] : [{ label: paging, value: "" }],
        rows: paged.rows.map((one) => rowOf(context, one)),
        total: paged.rows.length,
        buttons: pageButtons(context, "indicators", raw, paged),
      },
      heading,
    );
  },
});

function matching(all: readonly Indicator[], search: string | undefined): readonly Indicator[] {
  if (search === undefined) return all;
  const wanted = search.toLowerCase();
  return all.filter(({ value, title, description }) =>
    [value, title, description].some((text) => text?.toLowerCase().includes(wanted) === true),
  );
}

function introOf({ length: n }: readonly Indicator[]) {
  if (n >= PAGE) return say("indicators.firstPage", { n });
  const left = MOST_INDICATORS - n;
  return left <= FEW_LEFT ? say("indicators.nearlyFull", { left }) : "";
}

function rowOf(context: ReadContext, one: Indicator): FactsRow {
  const { action, value, createdBy: who, createdAt: at, expiresAt, groups } = one;
  const description = cleanLine(one.description ?? "", LONGEST);
  return {
    badge: say("terms.indicator", { value: action }),
    tone: TONES[action] ?? "neutral",
    title: value,
    ...opensValue(context, value),
    line: say("indicators.rowLine", { who, at, expiresAt, groups, description }),
  };
}

/** What can be looked up opens by a tap; of a certificate there is nothing to see. */
function opensValue(context: ReadContext, value: string): Pick<FactsRow, "opens"> {
  const named = nameable(value);
  return named === null
    ? {}
    : { opens: context.button(say("opens.lookUp", { value }), named.kind, lookUpArgs(named)) };
}
