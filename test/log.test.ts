import { execFileSync } from "node:child_process";
import { beforeAll, expect, test } from "vitest";

/** What reaches the log, through a process of its own: pino writes to the file descriptor. */
function logged(statements: readonly string[]): readonly string[] {
  const source = `import { createLog } from "./src/adapters/node/log.ts"; const log = createLog("info"); ${statements.join(";")}`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", source], {
    cwd: new URL("../", import.meta.url),
    encoding: "utf8",
  });
  return output.trimEnd().split("\n");
}

const JWT = `eyJ${"hbGciOiJSUzI1NiJ9"}.${"eyJvaWQiOiIxIn0"}.${"c2lnbmF0dXJl"}`;

const TOKENS = [
  ["in a field nobody thought of", `log.info("seen", { odd: [{ deep: "x ${JWT}" }] })`],
  ["in the text of the line", `log.warn("seen ${JWT}")`],
  ["in an error and its cause", `log.error("seen", { error: new Error("${JWT}", { cause: "${JWT}" }) })`],
  ["in a field's name", `log.info("seen", { "${JWT}": 1 })`],
] as const;
const FIELDS = ["token", "authorization", "secret", "code", "ticket"] as const;

/** By statement. */
const lines = new Map<string, string>();

const naming = (name: string): string => `log.info("seen", { ${name}: "s3cr3t", a: { ${name}: "s3cr3t" } })`;

beforeAll(() => {
  const statements = [...TOKENS.map(([, statement]) => statement), ...FIELDS.map(naming)];
  const output = logged(statements);
  expect(output).toHaveLength(statements.length);
  statements.forEach((statement, index) => lines.set(statement, output[index]!));
});

test.each(TOKENS)("a token is cut out %s", (_, statement) => {
  const line = lines.get(statement)!;
  expect(line).toContain("seen");
  expect(line).not.toContain("eyJ");
  expect(line).toContain("[redacted]");
  expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test.each(FIELDS)("a field %s is never written", (name) => {
  const line = lines.get(naming(name))!;
  expect(line).toContain("seen");
  expect(line).not.toContain("s3cr3t");
});

test("what kind a fault of a service was, and why a client could not sign somebody in", () => {
  const [fault, failure] = logged([
    `const { Fault } = await import("./src/shared/errors.ts"); log.warn("x", { error: new Fault("teams", "gone") })`,
    `log.warn("silent sign-in failed in the client", { failure: "resourcematchfailed" })`,
  ]);
  expect(JSON.parse(fault!)).toMatchObject({ error: { fault: "teams" } });
  expect(failure).toContain("resourcematchfailed");
});
