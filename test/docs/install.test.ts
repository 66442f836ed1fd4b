import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";

/** What an installation without development tools brings: each package is code that runs beside the keys. */

const ROOT = join(import.meta.dirname, "..", "..");
const read = <T>(name: string): T => JSON.parse(readFileSync(join(ROOT, name), "utf8")) as T;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: true; readonly name?: string }>>;
}

const shipped = Object.entries(read<Lock>("package-lock.json").packages)
  .filter(([path, { dev }]) => path !== "" && dev !== true)
  .map(([path, { name }]) => name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));

test("npm ci --omit=dev brings fewer than 230 packages", () => {
  expect(shipped.length).toBeGreaterThan(100);
  expect(shipped.length).toBeLessThan(230);
});

test("it brings nothing that only development, traces or a connection of the SDK's own need", () => {
  const unwanted =
    /^(botbuilder$|botframework-streaming|@azure\/(identity|msal-browser)|@opentelemetry\/(?!api$)|open$)/;
  expect(shipped.filter((name) => unwanted.test(name))).toEqual([]);
});

test("where a collector is named and the packages for traces are missing, the start says how to install them", () => {
  const hooks = `import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) {
      return next(name.startsWith("@opentelemetry/") ? name + "-that-is-not-there" : name, context);
    } });`;
  const load = `import { loadTraces } from ${JSON.stringify(join(ROOT, "src/adapters/traces/load.ts"))};
    await loadTraces().catch(({ code, message }) => console.log(code + ": " + message));`;
  const node = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(hooks)}`, "--input-type=module", "-e", load],
    { encoding: "utf8" },
  );
  expect(node.stderr).toBe("");
  expect(node.stdout).toMatch(
    /^configuration: OTEL_EXPORTER_OTLP_ENDPOINT: .* not installed, .* Example: npm ci /,
  );
});

test("what npm says of a fresh clone is kept in a file and shown only when it fails: nothing stands before what is ready", () => {
  const folder = mkdtempSync(join(tmpdir(), "install-"));
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "package-lock.json"), "{}");
  const install = (end: string) => {
    const npm = join(folder, "npm");
    writeFileSync(npm, `#!/bin/sh\necho "npm warn EBADENGINE wall of warnings" >&2\n${end}\n`);
    chmodSync(npm, 0o755);
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` };
    const options = { cwd: folder, env, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, "tools/ensure-install.mjs")],
      options,
    );
    return { status, said: `${stdout}${stderr}` };
  };
  const failed = install("exit 7");
  expect(failed.status).toBe(7);
  expect(failed.said).toMatch(/wall of warnings[^]*All that it said is in npm-install.log/);
  expect(readFileSync(join(folder, "npm-install.log"), "utf8")).toContain("wall of warnings");
  expect(install("exit 0")).toEqual({ status: 0, said: "Installing packages (once) …\n" });
  expect(existsSync(join(folder, "npm-install.log"))).toBe(false);
  expect(install("exit 1")).toEqual({ status: 0, said: "" });
  rmSync(folder, { recursive: true });
});
