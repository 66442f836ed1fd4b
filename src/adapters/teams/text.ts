import { Parser } from "htmlparser2";
import type { Mentioned } from "../../messaging/turn.ts";
import { withoutInvisible } from "../../texts/safe-text.ts";

/** Somebody named in a message. */
export interface Mention {
  /** Teams id; the bot's is `28:<CLIENT_ID>`. */
  readonly id: string;
  readonly name: string;
}

/** Within the word that stands for a mention. In all other text it has become a plain space. */
const JOINT = "\u00a0";

export interface RawText {
  /** `activity.text`: plain but for `<at>…</at>` and HTML entities. */
  readonly text: string;
  /** The `text/html` attachment: the only place where code and quotes can be told from the rest. */
  readonly html: string | null;
  /** In the order of the mentions. */
  readonly mentions: readonly Mention[];
  readonly botIds: readonly string[];
  /** What people call the bot when they type its mention by hand. */
  readonly botNames: readonly string[];
}

export interface CleanText {
  readonly text: string;
  /** The same with its spaces, quotes and dashes as they came; absent: there is no difference. */
  readonly typed?: string;
  readonly codeBlocks: readonly string[];
  readonly isTooLong?: true;
  /** Who is mentioned besides the bot; absent: nobody. */
  readonly people?: readonly Mentioned[];
}

/** In UTF-16 units. Teams lets people write about 28 KB; what is longer is not looked at. */
const MAX_WRITTEN = 32_768;
/** The same with its markup. */
const MAX_HTML = 2 * MAX_WRITTEN;

/**
 * What a person typed: without the bot's mention, Teams' typography, code and quoted replies; entities
 * decoded once. Everybody else who is mentioned is one word, `@` and the name. Em dashes are read back as the `--` that Teams makes them from, en dashes as `-`. Code blocks are
 * handed over apart; inline code and quotes are dropped. Badly nested markup loses text rather than letting code out.
 */
export function cleanText(raw: RawText): CleanText {
  if (raw.text.length > MAX_WRITTEN || (raw.html ?? "").length > MAX_HTML) {
    return { text: "", codeBlocks: [], isTooLong: true };
  }
  const reading = read(raw.html ?? raw.text, raw);
  const { rest, blocks } = takeFences(reading.text);
  const lines = rest
    .split("\n")
    // A leading ">" is markdown's quote.
    .filter((line) => line.trim() !== "" && !line.trimStart().startsWith(">"));
  const plain = lines.map((line) =>
    straighten(line)
      .replace(/[^\S\u00a0]+/g, " ")
      .trim(),
  );
  const text = withoutBotName(plain.join("\n"), raw.botNames);
  const typed = withoutBotName(lines.join("\n").trim(), raw.botNames);
  return {
    text,
    ...(typed === text ? {} : { typed }),
    codeBlocks: [...reading.codeBlocks, ...blocks].map(visible).filter((block) => block.trim() !== ""),
    ...(reading.people.length === 0 ? {} : { people: certain(reading.people) }),
  };
}

/** Each once; a word that stands for two people stands for nobody. */
function certain(people: readonly Mentioned[]): readonly Mentioned[] {
  const byWord = Map.groupBy(people, ({ word }) => word);
  return [...byWord.values()].flatMap(([first, ...others]) =>
    first !== undefined && others.every(({ teamsId }) => teamsId === first.teamsId) ? [first] : [],
  );
}

/** A mention that was typed by hand and is none: `@Defender isolate …`. */
function withoutBotName(text: string, names: readonly string[]): string {
  if (!text.startsWith("@")) return text;
  const lower = text.toLowerCase();
  for (const name of names) {
    const rest = lower.startsWith(`@${name.toLowerCase()}`) ? text.slice(1 + name.length) : null;
    if (name !== "" && rest !== null && /^(?:$|[\s,:])/.test(rest)) return rest.replace(/^[\s,:]+/, "");
  }
  return text;
}

const CODE = new Set(["code", "pre", "codeblock"]);
const BLOCK_CODE = new Set(["pre", "codeblock"]);
/** Never text: quotes, attachments' placeholders, what no client sends. */
const SILENT = new Set(["blockquote", "attachment", "script", "style", "title", "template"]);
const BREAKS = new Set(["p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3"]);

interface Reading {
  text: string;
  readonly codeBlocks: string[];
  readonly people: Mentioned[];
}

/** Depths count tags as they are opened and explicitly closed: what the parser closes by itself stays closed off. */
interface State {
  code: number;
  block: number;
  silent: number;
  blockText: string;
  mention: { readonly index: number; text: string } | null;
  mentions: number;
  /** The mention that was written last, and where its word begins; null: other text has followed. */
  last: (Mentioned & { readonly from: number }) | null;
  readonly named: ReadonlyMap<string, readonly Mention[]>;
}

function read(source: string, raw: RawText): Reading {
  const out: Reading = { text: "", codeBlocks: [], people: [] };
  const named = byName(raw.mentions);
  const state: State = {
    code: 0,
    block: 0,
    silent: 0,
    blockText: "",
    mention: null,
    mentions: 0,
    last: null,
    named,
  };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => open(out, state, name, attributes),
      ontext: (text) => write(out, state, text),
      onclosetag: (name, implied) => close(out, state, raw, name, implied),
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: false },
  );
  // The parser throws over an entity of which only the beginning is there.
  parser.end(/&#x?$/i.test(source) ? `${source} ` : source);
  endMention(out, state, raw);
  if (state.blockText !== "") out.codeBlocks.push(state.blockText);
  return out;
}

function open(out: Reading, state: State, name: string, attributes: Record<string, string>): void {
  if (BREAKS.has(name)) write(out, state, "\n");
  if (SILENT.has(name)) state.silent += 1;
  if (CODE.has(name)) {
    state.code += 1;
    if (BLOCK_CODE.has(name)) state.block += 1;
    // What stood before the code and what comes after it are two words.
    else if (state.code === 1) out.text += " ";
  }
  const isMention = name === "at" || attributes["itemtype"]?.endsWith("/Mention") === true;
  if (!isMention || state.mention !== null || state.code > 0) return;
  const given = /^\d{1,4}$/.test(attributes["itemid"] ?? attributes["id"] ?? "");
  const index = given ? Number(attributes["itemid"] ?? attributes["id"]) : state.mentions;
  state.mentions += 1;
  state.mention = { index, text: "" };
}

function write(out: Reading, state: State, text: string): void {
  if (state.silent > 0) return;
  if (state.block > 0) state.blockText += text;
  else if (state.code > 0) return;
  else if (state.mention !== null) state.mention.text += text;
  else {
    out.text += visible(text);
    if (text.trim() !== "") state.last = null;
  }
}

function close(out: Reading, state: State, raw: RawText, name: string, implied: boolean): void {
  if (name === "at" || name === "span") endMention(out, state, raw);
  if (implied) return;
  if (SILENT.has(name)) state.silent -= 1;
  if (CODE.has(name)) {
    state.code -= 1;
    if (BLOCK_CODE.has(name)) state.block -= 1;
    if (state.block === 0 && BLOCK_CODE.has(name)) {
      out.codeBlocks.push(state.blockText);
      state.blockText = "";
      out.text += "\n";
    }
  }
  if (BREAKS.has(name)) write(out, state, "\n");
}

/** The bot's own mention goes, other people's become a word. */
function endMention(out: Reading, state: State, raw: RawText): void {
  const { mention } = state;
  if (mention === null) return;
  state.mention = null;
  const isBot = (one: Mention | undefined): boolean => one !== undefined && raw.botIds.includes(one.id);
  const named = state.named.get(plainName(mention.text));
  const atPlace = raw.mentions[mention.index];
  const isOurs = named === undefined ? isBot(atPlace) : named.some(isBot);
  const isNobodys = named === undefined && atPlace === undefined;
  if (isOurs || (isNobodys && addressesBot(out, raw, mention.text))) out.text += " ";
  else writePerson(out, state, plainName(mention.text), personIn(named ?? [], atPlace));
}

/** A mention that no entity tells of: the bot is meant where it bears its name, or where all else is said to who is named. */
function addressesBot(out: Reading, raw: RawText, text: string): boolean {
  const name = plainName(text).toLowerCase();
  if (raw.botNames.some((one) => one !== "" && plainName(one).toLowerCase() === name)) return true;
  return raw.mentions.length === 0 && out.text.trim() === "";
}

/** Whom a name stands for: the mention at its place, if it bears it, else the one person who does; null: nobody. */
function personIn(named: readonly Mention[], atPlace: Mention | undefined): string | null {
  const ids = new Set(named.map(({ id }) => id));
  if (atPlace !== undefined && ids.has(atPlace.id)) return atPlace.id;
  const [only = null, ...others] = ids;
  return others.length === 0 ? only : null;
}

/** As one word, without what means something in a command. Teams may split a name into several mentions. */
function writePerson(out: Reading, state: State, name: string, teamsId: string | null): void {
  const { last } = state;
  const part = name.replace(/[\s"\u0060,;]+/g, JOINT).trim();
  if (teamsId === null || part === "") {
    out.text += name;
    state.last = null;
    return;
  }
  const before = last?.teamsId === teamsId ? last : null;
  const word = before === null ? `@${part}` : `${before.word}${JOINT}${part}`;
  const from = before?.from ?? out.text.length;
  if (before !== null) out.people.pop();
  out.text = (before === null ? out.text : out.text.slice(0, from)) + word;
  out.people.push({ word, teamsId });
  state.last = { word, teamsId, from };
}

/** The mentions by name: looked up, since there may be as many in the text as in the list. */
function byName(mentions: readonly Mention[]): ReadonlyMap<string, readonly Mention[]> {
  return Map.groupBy(mentions, (one) => plainName(one.name));
}

function plainName(name: string): string {
  return straighten(visible(name)).trim();
}

/** Markdown fences and inline code that no client has turned into HTML; an open fence runs to the end. */
function takeFences(text: string): { rest: string; blocks: string[] } {
  const blocks: string[] = [];
  const rest = text
    .replace(/```(?:[\w+#-]*\n)?([\s\S]*?)(?:```|$)/g, (_, code: string) => {
      blocks.push(code);
      return "\n";
    })
    .replace(/`[^`\n]*(?:`|$)/gm, " ");
  return { rest, blocks };
}

function visible(text: string): string {
  return withoutInvisible(text).replace(/[^\S\n\t]/g, " ");
}

function straighten(text: string): string {
  return text
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, '"')
    .replace(/[\u2018\u2019\u201a\u201b]/g, "'")
    .replace(/\u2014/g, "--")
    .replace(/[\u2010-\u2013\u2212]/g, "-");
}
