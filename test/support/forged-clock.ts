import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The clock of the bot's machine, set while its real process runs: by a script that is loaded before it. */
export interface ForgedClock {
  /** What the process has to be told. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on the machine's clock is that far ahead, in milliseconds; below 0: behind. */
  set(ms: number): void;
  close(): void;
}

export function forgeClock(): ForgedClock {
  const folder = mkdtempSync(join(tmpdir(), "clock-"));
  const file = join(folder, "ahead");
  const preload = join(folder, "preload.mjs");
  // In one write of few bytes: whoever reads meanwhile sees nothing, and goes by what they read before.
  const set = (ms: number): void => writeFileSync(file, `${ms};`);
  set(0);
  writeFileSync(
    preload,
    `import { readFileSync } from "node:fs";
    const real = Date.now.bind(Date);
    let ahead = 0;
    function look() {
      const text = readFileSync(${JSON.stringify(file)}, "utf8");
      if (text.endsWith(";")) ahead = Number(text.slice(0, -1));
    }
    look();
    setInterval(look, 20).unref();
    Date.now = () => real() + ahead;`,
  );
  return {
    env: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` },
    set,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
