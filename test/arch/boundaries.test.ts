import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "arch-"));
  for (const name of ["src", "tsconfig.json", ".dependency-cruiser.mjs", "package.json"]) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function cruise(): { code: number | null; violations: readonly string[]; modules: number } {
  const args = ["src", "--config", ".dependency-cruiser.mjs", "--output-type", "json"];
  const run = spawnSync(join(ROOT, "node_modules/.bin/depcruise"), args, { cwd: copy, maxBuffer: 1 << 28 });
  const result = JSON.parse(run.stdout.toString()) as {
    summary: { totalCruised: number; violations: { rule: { name: string } }[] };
  };
  const { totalCruised, violations } = result.summary;
  return { code: run.status, modules: totalCruised, violations: violations.map((one) => one.rule.name) };
}

describe("the arrows", () => {
  test("hold in the tree as it is, and the tool has really looked", () => {
    const { violations, modules } = cruise();
    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(100);
  });

  test.each([
    ["src/core/model.ts", "../app/deps.ts", "core-imports-core"],
    ["src/core/model.ts", "node:fs", "core-is-pure"],
    ["src/core/model.ts", "zod", "core-is-pure"],
    ["src/commands/help.ts", "../app/deps.ts", "commands-import-core"],
    ["src/app/posts.ts", "../adapters/store/store.ts", "app-imports-core-and-commands"],
    ["src/adapters/defender/odata.ts", "../entra/index.ts", "adapter-defender-imports-core"],
    ["src/adapters/http/body.ts", "../../app/on-turn.ts", "adapter-http-imports-core"],
    ["src/adapters/store/sweep.ts", "botbuilder", "botbuilder-lives-in-one-room"],
    ["src/app/posts.ts", "../main.ts", "nobody-imports-main"],
    ["src/sandbox/hints.ts", "../core/model.ts", "sandbox-is-the-outside-world"],
  ])("a planted import in %s of %s is found", (file, target, rule) => {
    const path = join(copy, file);
    const before = readFileSync(path, "utf8");
    writeFileSync(path, `import * as planted from "${target}";\nexport const used = planted;\n${before}`);
    try {
      expect(cruise().violations).toContain(rule);
    } finally {
      writeFileSync(path, before);
    }
  });
});

describe("what the rules can't see", () => {
  const files = readdirSync(join(ROOT, "src"), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".ts") && !name.startsWith("sandbox"));

  test("only the composition roots read the environment", () => {
    const readers = files.filter((name) =>
      /process\.env\b(?!`)/.test(readFileSync(join(ROOT, "src", name), "utf8")),
    );
    expect(readers.toSorted()).toEqual(["adapters/store/audit-cli.ts", "main.ts"]);
  });

  test("core, commands and use cases take time and chance from ports", () => {
    const inner = files.filter((name) => /^(core|commands|app)\//.test(name));
    const takers = inner.filter((name) =>
      /Date\.now|Math\.random|new Date\(\)/.test(readFileSync(join(ROOT, "src", name), "utf8")),
    );
    expect(takers).toEqual([]);
  });

  test("the bot knows nothing of the sandbox", () => {
    expect(
      files.filter((name) =>
        /from ".*sandbox|isSandbox|SANDBOX/.test(readFileSync(join(ROOT, "src", name), "utf8")),
      ),
    ).toEqual([]);
  });
});
