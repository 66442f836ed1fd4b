import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../sandbox/tenant.ts";
import { createBotProcess, type BotProcess } from "../../sandbox/bot-process.ts";
import { freePort } from "../../sandbox/ports.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import { tlsDir } from "./authority.ts";
import { bundled } from "./bundle.ts";
import { openDatabase, type Database, type StoreKind } from "./database.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const SOURCES = join(ROOT, "tools", "start.mjs");

export interface TenantOptions extends Partial<Omit<SandboxOptions, "entry">> {
  /** Whether the bot runs from its sources, as `npm start` does it; default: bundled, which starts in half the time. */
  readonly fromSources?: boolean;
  /** Default SQLite. */
  readonly store?: StoreKind;
  /** Whether its database can be away; default false. */
  readonly breakable?: boolean;
}

/** The whole tenant with the real bot process, in a folder of its own, on free ports. */
export interface Tenant extends Sandbox {
  /** Everything of the tenant is kept here; the bot's own data in `bot`. */
  readonly dataDir: string;
  readonly database: Database;
  /** One more process of the same bot, on the same store, at another port; not yet started. */
  anotherBot(): Promise<BotProcess>;
  /** Types a message and resolves with the bot's first new message that fits. */
  ask(person: string, conversation: string, text: string, fits?: (text: string) => boolean): Promise<Message>;
  /** The card of a message as this person sees it, as text to search in. */
  seen(person: string, message: Message): string;
  /** Resolves when the card of this message, as this person sees it, contains the words. */
  shows(person: string, message: Message, words: string | RegExp): Promise<void>;
  /** Resolves with the first message of the bot in a conversation, after the given one, that fits. */
  next(conversation: string, after: Message | null, fits: (shown: string) => boolean): Promise<Message>;
}

/** For processes that are started over and over: what Node makes of the sources is kept, as `npm start` does. */
export const COMPILED = { NODE_COMPILE_CACHE: join(ROOT, "node_modules", ".cache", "tests") };

const WITHIN_MS = 40_000;

/** By the attachments, which an edit replaces: whoever waits looks at the same messages over and over. */
const SHOWN = new WeakMap<Message["attachments"], string>();

/** Everything a message shows: its text and its cards. */
export function shownIn({ text, attachments }: Message): string {
  const known = SHOWN.get(attachments) ?? JSON.stringify(attachments);
  SHOWN.set(attachments, known);
  return `${text}\n${known}`;
}

export async function startTenant({
  store = "SQLite",
  breakable = false,
  fromSources = false,
  ...options
}: TenantOptions = {}): Promise<Tenant> {
  const dataDir = mkdtempSync(join(tmpdir(), "defender-bot-"));
  const entry = fromSources ? SOURCES : bundled("bot");
  cpSync(await tlsDir(), join(dataDir, "tls"), { recursive: true });
  const database = await openDatabase(store, join(dataDir, "bot"), breakable);
  const botEnv = { ...database.env, ...options.botEnv };
  const sandbox = await startSandbox({ dataDir, ...options, botEnv, entry }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const others: BotProcess[] = [];
  const { teams } = sandbox;
  const conversationId = (alias: string): string =>
    teams.conversations.find((one) => one.alias === alias || one.id === alias)?.id ?? alias;

  const next: Tenant["next"] = (conversation, after, fits) =>
    teams.waitFor(
      (message) =>
        message.author === null &&
        message.conversationId === conversationId(conversation) &&
        (after === null || Number(message.id) > Number(after.id)) &&
        fits(shownIn(message)),
      WITHIN_MS,
    );

  return {
    ...sandbox,
    dataDir,
    // Others after a reset.
    get defender() {
      return sandbox.defender;
    },
    get graph() {
      return sandbox.graph;
    },
    database,
    next,
    async anotherBot() {
      const port = await freePort(0);
      const url = `http://127.0.0.1:${port}`;
      const logFile = join(dataDir, `bot-${others.length + 2}.log`);
      const env = { ...sandbox.bot.env(), PORT: String(port) };
      const other = createBotProcess({ entry, folder: dataDir, env, url, logFile });
      others.push(other);
      return other;
    },
    async ask(person, conversation, text, fits = () => true) {
      const { message } = teams.send(person, conversation, text);
      return next(
        conversation,
        message,
        (shown) => fits(shown) && !shown.includes("vnd.microsoft.card.oauth"),
      );
    },
    seen: (person, message) => JSON.stringify(teams.card(person, message.id)),
    async shows(person, message, words) {
      await teams.waitFor((candidate) => {
        if (candidate.id !== message.id) return false;
        const shown = `${JSON.stringify(teams.card(person, message.id))}${shownIn(candidate)}`;
        return typeof words === "string" ? shown.includes(words) : words.test(shown);
      }, WITHIN_MS);
    },
    async close() {
      await Promise.all(others.map((other) => other.stop()));
      await sandbox.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
