import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config/environment.ts";
import { generated } from "../../tools/generate.ts";
import { filledManifest } from "../../tools/package.ts";

/** The documents are bound to the declarations: what is derived can't be out of date. */

const ROOT = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("generated files", () => {
  test.each([...generated(read)])("%s is up to date (npm run generate)", (path, content) => {
    expect(read(path)).toBe(content);
  });
});

describe("the Teams manifest", () => {
  const bot = { clientId: "11111111-2222-3333-4444-555555555555", publicUrl: "https://bot.contoso.example" };
  const manifest = JSON.parse(filledManifest(bot)) as {
    bots: { commandLists: { commands: { title: string; description: string }[] }[] }[];
    icons: Record<string, string>;
  };

  test("keeps the limits that every cloud's schema has", () => {
    for (const { title, description } of manifest.bots[0]?.commandLists[0]?.commands ?? []) {
      expect(title.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(128);
    }
    expect(manifest.bots[0]?.commandLists[0]?.commands.length).toBeLessThanOrEqual(10);
  });

  test.each([
    ["color", 192],
    ["outline", 32],
  ])("has its %s icon of %i pixels", (name, size) => {
    const png = readFileSync(join(ROOT, "manifest", manifest.icons[name] ?? ""));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  });
});

describe("the documents", () => {
  const pages = [
    "README.md",
    ...readdirSync(join(ROOT, "docs"), { recursive: true }).map((name) => join("docs", String(name))),
  ];

  test.each(pages.filter((page) => page.endsWith(".md")))("%s links to what is there", (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map((found) => found[1] ?? "");
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    for (const link of local) expect(existsSync(join(ROOT, dirname(page), link)), link).toBe(true);
  });

  test(".env.example names every variable that the configuration reads", () => {
    const example = read(".env.example");
    const read_ = new Set<string>();
    readConfig(
      new Proxy(
        {},
        { get: (_, name) => (typeof name === "string" ? (read_.add(name), undefined) : undefined) },
      ),
    );
    for (const name of read_) expect(example, name).toMatch(new RegExp(`^#? ?${name}=`, "m"));
  });
});

test("the lock file names no registry", () => {
  expect(read("package-lock.json")).not.toMatch(/"resolved": "https?:/);
});
