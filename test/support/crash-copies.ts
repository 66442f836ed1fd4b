import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Random } from "../../sandbox/defender/random.ts";
import type { AuditRecord, Checkpoint } from "../../src/audit/record.ts";
import { bundled } from "./bundle.ts";
import { happens, tell, turnTo, type Shop } from "./crash-shop.ts";
import { COMPILED, shownIn } from "./tenant.ts";

/** Copies of the store, made by the real programs beside the running bot and put back after a kill. */

export interface Copy {
  readonly folder: string;
  /** When the copying began, in epoch milliseconds. */
  readonly from: number;
  readonly head: Checkpoint | null;
}

export interface Copies {
  /** How many there are to put back. */
  made(): number;
  /** Makes one, and keeps the newest few. */
  make(): Promise<void>;
  /** Puts one of them back under a bot that does not run; sometimes not at once. False: there is none. */
  putBack(lost: () => Promise<readonly AuditRecord[]>): Promise<boolean>;
  close(): void;
}

const ENTRY = bundled("backup");
const KEPT = 3;
/** How often a restore is killed, and how long it has then, at most. */
const DIES = 0.3;
const DIES_WITHIN_MS = 1500;

const manifest = z.looseObject({ audit: z.looseObject({ index: z.int(), hash: z.string() }).nullable() });

export function openCopies(shop: Shop, random: Random): Copies {
  const parent = mkdtempSync(join(tmpdir(), "defender-bot-copies-"));
  const copies: Copy[] = [];
  let made = 0;

  return {
    made: () => copies.length,
    async make() {
      const folder = join(parent, String((made += 1)));
      const from = Date.now();
      await program(shop, ["backup", folder]);
      const { audit } = manifest.parse(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
      copies.push({ folder, from, head: audit });
      for (const old of copies.splice(0, copies.length - KEPT)) rmSync(old.folder, { recursive: true });
      tell(shop, `backup ${made}`);
    },
    async putBack(lost) {
      if (copies.length === 0) return false;
      const copy = random.pick(copies);
      const chain = await lost();
      if (happens(random, DIES)) await program(shop, ["restore", copy.folder], random.int(DIES_WITHIN_MS));
      await program(shop, ["restore", copy.folder]);
      const { from, head } = copy;
      shop.evidence.restores.push({ copiedFrom: from, at: Date.now(), head, lost: chain });
      // What was copied after that is of a store that is no more: it may be put back all the same.
      tell(shop, `restore of ${copy.folder}, ${chain.length - 1 - (head?.index ?? -1)} records lost`);
      return true;
    },
    close: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** Runs it to its end, or kills it. @throws Error when it fails by itself */
async function program({ tenant }: Shop, args: readonly string[], killAfterMs?: number): Promise<void> {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: tenant.dataDir,
    env: { ...COMPILED, ...tenant.bot.env() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  if (killAfterMs !== undefined) {
    await Promise.race([ended, pause(killAfterMs)]);
    child.kill("SIGKILL");
    await ended;
    return;
  }
  const code = await ended;
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${said}`);
}

const ANSWER_MS = 10_000;

/** An Admin ends the halt that a restore leaves behind, however often the bot has to be told. */
export async function endHalt(shop: Shop): Promise<void> {
  const { tenant } = shop;
  for (let isOver = false; !isOver;) {
    turnTo(shop);
    const { message } = tenant.teams.send("erin", "erin", "resume");
    const words = /changing actions|not halted|Nothing is halted/i;
    isOver = await tenant.teams
      .waitFor(
        (one) =>
          one.conversationId === message.conversationId &&
          one.author === null &&
          Number(one.id) > Number(message.id) &&
          words.test(shownIn(one)),
        ANSWER_MS,
      )
      .then(
        () => true,
        () => false,
      );
  }
  tell(shop, "the halt is over");
}
