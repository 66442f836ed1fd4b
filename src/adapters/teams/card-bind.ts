import { isOnFileHost } from "../../shared/file-hosts.ts";
import { isList } from "../../messaging/content.ts";
import type { SpokenData, SpokenValue } from "../../messaging/spoken.ts";
import { onCard, type Tongue } from "../../texts/render.ts";
import { PORTAL_ORIGIN } from "../../defender/portal.ts";
import { say } from "../../texts/text.ts";
import { remembered } from "../../texts/remembered.ts";
import { clean, cleanLine, MAX_TEXT, sayLine, unmarked, type Shown } from "../../texts/safe-text.ts";

/** Most buttons that Teams shows beside each other; further ones go to its "…" menu. */
const MAX_PRIMARY_ACTIONS = 6;

/** Longest texts in code points, by the name of the field that holds them; others: `MAX_TEXT`. */
const LIMITS: Readonly<Record<string, number>> = {
  description: 700,
  error: 200,
  headline: 400,
  label: 120,
  line: 300,
  name: 200,
  reason: 500,
  recommended: 1000,
  step: 1300,
  target: 200,
  terms: 1300,
  title: 250,
  whole: 2000,
};

/**
 * Fields that stay as long as they may be, however big the card: what people decide by above all, and what is sent as it stands
 * there (a script's arguments, a comment, a URL). Half of it read is nothing seen.
 */
const FIRM: ReadonlySet<string> = new Set(["reason", "step", "terms", "what", "whole"]);

/** Fields whose line breaks are kept. */
const PARAGRAPHS: ReadonlySet<string> = new Set(["description", "recommended", "text"]);

/** Fields that the client shows as markdown although they aren't TextBlocks. */
const MARKDOWN: ReadonlySet<string> = new Set(["error", "check"]);

/** Fields that may be what somebody typed into a form and gets back to correct. */
const INPUTS: ReadonlySet<string> = new Set(["value", "placeholder"]);

/** How long texts may be, and where files may be linked to (FILE_HOSTS). */
export interface Binding {
  readonly longest?: number;
  readonly fileHosts?: readonly string[];
}

/**
 * The data that a template is expanded with: all texts cleaned and capped at `longest`, buttons beyond the sixth
 * marked for the menu, a link that isn't the portal's left out, and the texts for clients that show no cards.
 */
export function bindable(
  data: SpokenData,
  summary: Shown,
  tongue: Tongue,
  { longest = MAX_TEXT, fileHosts = [] }: Binding = {},
): SpokenData {
  const cleaned = cleanRecord(data, { longest, tongue });
  const portalUrl = portalOnly(data["portalUrl"]);
  const buttons = Array.isArray(cleaned["buttons"]) ? (cleaned["buttons"] as readonly SpokenData[]) : [];
  const linkUrl = listedOnly(data["linkUrl"], fileHosts);
  const spare = MAX_PRIMARY_ACTIONS - [portalUrl, linkUrl].filter((url) => url !== "").length;
  return {
    ...cleaned,
    ...{ portalUrl, linkUrl },
    buttons: buttons.map((button, index) => ({
      ...button,
      mode: button["mode"] === "secondary" || index >= spare ? "secondary" : "primary",
    })),
    ...withoutCard(summary),
  };
}

const LONGEST_SUMMARY = 300;

/** What stands for a card where none can be shown, in writing and in speech (`speak` may be read as SSML). */
export function withoutCard(summary: Shown): { readonly fallback: string; readonly spoken: string } {
  const spoken = cleanLine(summary, LONGEST_SUMMARY).replace(/[<>&]/g, " ");
  return { fallback: unmarked(summary, LONGEST_SUMMARY), spoken };
}

interface Cut {
  /** In code points. */
  readonly longest: number;
  readonly tongue: Tongue;
}

function cleanRecord(data: SpokenData, cut: Cut): SpokenData {
  const cleaned: Record<string, SpokenValue> = {};
  for (const key of Object.keys(data)) cleaned[key] = cleanValue(key, data[key] ?? null, cut);
  const { tone, total } = data;
  if (typeof tone === "string") Object.assign(cleaned, looksOf(tone));
  if (typeof total === "number") Object.assign(cleaned, missingFrom(data, total, cut.tongue));
  return cleaned;
}

/** Where a list says how many it is the first of: how many are not on this card, which may have had to leave out more. */
function missingFrom({ rows }: SpokenData, total: number, tongue: Tongue): SpokenData {
  if (!isList(rows)) return {};
  const left = total - rows.length;
  return { more: left > 0 ? onCard(say("messaging.more", { left }), tongue) : "" };
}

/** A tone as the schema names it, for text and for containers. In a template each `if` costs as much as the rest of a line. */
function looksOf(tone: string): { readonly color: string; readonly style: string } {
  return tone === "neutral" ? { color: "default", style: "emphasis" } : { color: tone, style: tone };
}

function cleanValue(key: string, value: SpokenValue, cut: Cut): SpokenValue {
  if (typeof value === "string") return cleanText(ruleOf(key), value, cut);
  if (isList(value)) return value.map((item) => cleanValue(key, item, cut));
  return value !== null && typeof value === "object" ? cleanRecord(value, cut) : value;
}

/** What holds for texts in a field of that name. */
interface Rule {
  /** In code points. */
  readonly most: number;
  readonly isFirm: boolean;
  readonly isParagraph: boolean;
  readonly isInput: boolean;
  readonly isMarkdown: boolean;
}

/** Names of fields are ours, all of them. */
const ruleOf = remembered(
  (key): Rule => ({
    most: LIMITS[key] ?? MAX_TEXT,
    isFirm: FIRM.has(key),
    isParagraph: PARAGRAPHS.has(key),
    isInput: INPUTS.has(key),
    isMarkdown: MARKDOWN.has(key),
  }),
  500,
);

function cleanText(rule: Rule, value: string, { longest, tongue }: Cut): string {
  const max = rule.isFirm ? rule.most : Math.min(longest, rule.most);
  const text = rule.isParagraph ? clean(value, max) : cleanLine(value, max);
  // A name made of invisible characters must not make its line look empty, or vanish.
  if (value !== "" && !rule.isInput && text.trim() === "") return tongue.catalogue.teams.nothingVisible;
  return rule.isMarkdown ? unmarked(sayLine(text)) : text;
}

/** A file that Defender or Teams keeps. */
function listedOnly(value: SpokenValue | undefined, fileHosts: readonly string[]): string {
  return typeof value === "string" && isOnFileHost(value, fileHosts) ? new URL(value).href : "";
}

/** Cards link to the portal, and to listed files, and nowhere else. */
function portalOnly(value: SpokenValue | undefined): string {
  const url = typeof value === "string" ? URL.parse(value) : null;
  return url?.origin === PORTAL_ORIGIN ? url.href : "";
}
