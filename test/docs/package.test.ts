import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filledManifest, manifestProblems } from "../../tools/package.ts";
import { LANGUAGES } from "../../src/texts/locale.ts";

/** `npm run package` as a process, in a folder of its own. */

const ENTRY = join(import.meta.dirname, "..", "..", "tools", "package.ts");
const CLIENT_ID = "11111111-2222-3333-4444-555555555555";
const GOOD = {
  PUBLIC_URL: "https://bot.contoso.example:8443",
  TENANT_ID: CLIENT_ID,
  CLIENT_ID,
  CLIENT_SECRET: "canary-secret",
  TOKEN_KEY: Buffer.alloc(32, 7).toString("base64"),
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "package-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(env: Readonly<Record<string, string>>): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  return spawnSync(process.execPath, [ENTRY], { cwd: folder, env, encoding: "utf8" });
}

test("the package holds the filled manifest, its words in each other language and its two icons, and is the same each time", () => {
  expect(run(GOOD)).toMatchObject({ status: 0, stderr: "" });
  const first = readFileSync(join(folder, "build", "teams-app.zip"));
  const files = unzipSync(first);
  const others = LANGUAGES.filter((language) => language !== "en").map((language) => `${language}.json`);
  expect(new Set(Object.keys(files))).toEqual(
    new Set(["color.png", "manifest.json", "outline.png", ...others]),
  );
  const swedish = JSON.parse(strFromU8(files["sv.json"] ?? new Uint8Array())) as Record<string, string>;
  expect(swedish).toMatchObject({
    "name.full": "Defender för Endpoint i Teams",
    "bots[0].commandLists[0].commands[0].description": "Lista aviseringar, de senaste först",
  });
  const text = strFromU8(files["manifest.json"] ?? new Uint8Array());
  const manifest = JSON.parse(text) as Record<string, unknown>;
  expect(manifest).toMatchObject({
    id: CLIENT_ID,
    validDomains: ["bot.contoso.example"],
    webApplicationInfo: { id: CLIENT_ID, resource: `api://botid-${CLIENT_ID}` },
  });
  expect(text).not.toContain("${");
  expect(text).not.toContain("canary");
  run(GOOD);
  expect(readFileSync(join(folder, "build", "teams-app.zip")).equals(first)).toBe(true);
});

test("a bad configuration is exit code 78 with a line for each variable", () => {
  const { status, stderr } = run({ ...GOOD, CLIENT_ID: "mine", TOKEN_KEY: "" });
  expect(status).toBe(78);
  expect(stderr).toMatch(/^CLIENT_ID: must be a GUID.*\nTOKEN_KEY: is missing.*\n$/);
});

test("what Microsoft's schema refuses is not packed", () => {
  const { status, stderr } = run({ ...GOOD, PUBLIC_URL: `https://${"bot.".repeat(525)}example` });
  expect(status).toBe(1);
  expect(stderr).toMatch(/developer\/websiteUrl must NOT have more than 2048/);
});

test("the schema is the one of the manifest's own version", () => {
  const good = filledManifest({ clientId: CLIENT_ID, publicUrl: "https://bot.contoso.example" });
  expect(manifestProblems(good)).toEqual([]);
  const bad = JSON.stringify({ ...(JSON.parse(good) as object), bots: [{}] });
  expect(manifestProblems(bad)).toContain("/bots/0 must have required property 'botId'");
});
