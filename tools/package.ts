import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { config as readDotenv } from "dotenv";
import { strToU8, zipSync } from "fflate";
import { readConfig, type Config } from "../src/config/environment.ts";
import { lineOf } from "../src/config/settings.ts";

/** `npm run package`: the app package that an administrator uploads to Teams, made of `manifest/` and the configuration. */

const ROOT = join(import.meta.dirname, "..");
const EXIT_CONFIG = 78;
/** The package of one configuration is always the same, byte for byte: zip knows no earlier day. */
const MTIME = new Date(1980, 0, 1);

interface Manifest {
  readonly manifestVersion: string;
  readonly icons: { readonly color: string; readonly outline: string };
  readonly localizationInfo: { readonly additionalLanguages: readonly { readonly file: string }[] };
}

/** The manifest for one bot. @throws Error when the template has another placeholder */
export function filledManifest({ clientId, publicUrl }: Pick<Config, "clientId" | "publicUrl">): string {
  const values: Readonly<Record<string, string>> = {
    CLIENT_ID: clientId,
    PUBLIC_URL: publicUrl,
    PUBLIC_HOST: new URL(publicUrl).hostname,
  };
  const template = readFileSync(join(ROOT, "manifest", "manifest.json"), "utf8");
  return template.replace(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`manifest.json: nothing is known of ${placeholder}`);
    return value;
  });
}

/** What Microsoft's JSON Schema of the manifest's version has against it, a line each; no network is asked. */
export function manifestProblems(text: string): readonly string[] {
  const manifest = JSON.parse(text) as Manifest;
  const library = dirname(createRequire(import.meta.url).resolve("@microsoft/app-manifest/package.json"));
  const folder = join(library, "build", "json-schemas", "teams", `v${manifest.manifestVersion}`);
  const schema = JSON.parse(readFileSync(join(folder, "MicrosoftTeams.schema.json"), "utf8")) as object;
  // Draft 4 and 7 differ in nothing that this schema uses, but Ajv wants to know the draft.
  const { $schema: _, ...body } = schema as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const isValid = ajv.compile(body);
  if (isValid(manifest)) return [];
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? ""}`);
}

function archiveOf(text: string): Uint8Array {
  const { icons, localizationInfo } = JSON.parse(text) as Manifest;
  const translations = localizationInfo.additionalLanguages.map(({ file }) => file);
  const files = [icons.color, icons.outline, ...translations].map(
    (name) => [name, new Uint8Array(readFileSync(join(ROOT, "manifest", name)))] as const,
  );
  return zipSync(
    { "manifest.json": strToU8(text), ...Object.fromEntries(files) },
    { level: 9, mtime: MTIME },
  );
}

function main(): number {
  readDotenv({ quiet: true });
  const read = readConfig(process.env);
  if (!read.ok) {
    process.stderr.write(`${read.problems.map(lineOf).join("\n")}\n`);
    return EXIT_CONFIG;
  }
  const text = filledManifest(read.config);
  const problems = manifestProblems(text);
  if (problems.length > 0) {
    process.stderr.write(`The manifest is not valid:\n${problems.join("\n")}\n`);
    return 1;
  }
  mkdirSync("build", { recursive: true });
  writeFileSync(join("build", "teams-app.zip"), archiveOf(text));
  process.stdout.write("build/teams-app.zip is ready: upload it in the Teams admin centre.\n");
  return 0;
}

if (import.meta.main) process.exitCode = main();
