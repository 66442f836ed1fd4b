import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
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
