import { freeText, keyed, maybeRest, whole } from "../grammar/args.ts";
import { MOST_INDICATORS, type Indicator } from "../defender/indicator.ts";
import type { Tone } from "../messaging/card.ts";
import { factsCard, MOST_ROWS } from "../messaging/facts-card.ts";
import { cleanLine } from "../texts/safe-text.ts";
import { say } from "../texts/text.ts";
import { reads } from "./command.ts";

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
  summary: say("indicators.listSummary"),
  args: {
    page: keyed(whole(1, MOST_PAGES), say("indicators.page")),
    search: maybeRest(freeText("bad.example", LONGEST), say("indicators.search")),
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
    const pages = Math.max(1, Math.ceil(found.length / MOST_ROWS));
    const rows = found.slice((page - 1) * MOST_ROWS, page * MOST_ROWS).map(rowOf);
    const raw = search === undefined ? {} : { search };
    const turn = (title: "lists.newer" | "lists.older", to: number) =>
      to < 1 || to > pages ? [] : [context.button(say(title), "indicators", { ...raw, page: String(to) })];
    return factsCard(
      {
        heading,
        intro: introOf(all),
        facts: pages > 1 ? [{ label: say("lists.page", { page, pages }), value: "" }] : [],
        rows,
        total: rows.length,
        buttons: [...turn("lists.newer", page - 1), ...turn("lists.older", page + 1)],
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

function rowOf(one: Indicator) {
  const { action, value, createdBy: who, createdAt: at, expiresAt, groups } = one;
  const description = cleanLine(one.description ?? "", LONGEST);
  return {
    badge: action,
    tone: TONES[action] ?? "neutral",
    title: value,
    line: say("indicators.rowLine", { who, at, expiresAt, groups, description }),
  };
}
