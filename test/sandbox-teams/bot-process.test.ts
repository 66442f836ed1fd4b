import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBotProcess } from "../../sandbox/bot-process.ts";
import type { BotProcess } from "../../sandbox/bot-process.ts";
import { freePort } from "../../sandbox/ports.ts";

const SCRIPT = `
import { createServer } from "node:http";
console.log("hello from the bot");
createServer((request, response) => {
  if (request.url === "/crash") process.exit(3);
  response.end(JSON.stringify({ env: process.env, cwd: process.cwd() }));
}).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;

interface Started extends AsyncDisposable {
  readonly bot: BotProcess;
  readonly folder: string;
}

async function prepare(script: string): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), "bot-process-"));
  writeFileSync(join(folder, "bot.mjs"), script);
  const port = await freePort(0);
  const bot = createBotProcess({
    entry: join(folder, "bot.mjs"),
    folder,
    env: { PORT: String(port) },
    url: `http://127.0.0.1:${port}`,
    logFile: join(folder, "logs", "bot.log"),
  });
  return {
    bot,
    folder,
    async [Symbol.asyncDispose]() {
      await bot.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

test("gets its own environment and folder, nothing of the caller's; output goes to the log", async () => {
  process.env["DEFENDER_URL"] = "https://elsewhere.example";
  await using started = await prepare(SCRIPT);
  await started.bot.start();
  delete process.env["DEFENDER_URL"];
  const seen = (await (await fetch(started.bot.url)).json()) as { env: Record<string, string>; cwd: string };
  expect(Object.keys(seen.env).filter((name) => !name.startsWith("__CF"))).toEqual(["PORT"]);
  expect(seen.cwd).toBe(started.folder);
  expect(started.bot.status()).toEqual({ state: "running", detail: null });
  expect(readFileSync(started.bot.logFile, "utf8")).toContain("hello from the bot");
  expect(await started.bot.stop()).toBe(0);
  expect(started.bot.status().state).toBe("stopped");
});

test("a crash is told apart from a kill, and both can be started again", async () => {
  await using started = await prepare(SCRIPT);
  const { bot } = started;
  await bot.start();
  await bot.kill();
  expect(bot.status()).toEqual({ state: "stopped", detail: "killed" });
  await bot.start();
  const crashed = new Promise<void>((resolve) =>
    bot.onStatus(() => bot.status().state === "crashed" && resolve()),
  );
  await fetch(new URL("/crash", bot.url)).catch(() => undefined);
  await crashed;
  expect(bot.status().detail).toBe("exit code 3");
  const before = bot.pid();
  await bot.restart();
  expect(bot.pid()).not.toBe(before);
  expect(bot.status().state).toBe("running");
});

test("a bot that ends while it starts is an error that names the log", async () => {
  await using started = await prepare("process.exit(78)");
  await expect(started.bot.start()).rejects.toThrow(/exit code 78.*bot\.log/);
});
