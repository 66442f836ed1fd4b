import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** What reaches the log, through a process of its own: pino writes to the file descriptor. */
function logged(statement: string): string {
  const source = `import { createLog } from "./src/adapters/node/log.ts"; const log = createLog("info"); ${statement}`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", source], {
    cwd: new URL("../", import.meta.url),
    encoding: "utf8",
  });
}

const JWT = `eyJ${"hbGciOiJSUzI1NiJ9"}.${"eyJvaWQiOiIxIn0"}.${"c2lnbmF0dXJl"}`;

test.each([
  ["in a field nobody thought of", `log.info("seen", { odd: [{ deep: "x ${JWT}" }] })`],
  ["in the text of the line", `log.warn("seen ${JWT}")`],
  ["in an error and its cause", `log.error("seen", { error: new Error("${JWT}", { cause: "${JWT}" }) })`],
  ["in a field's name", `log.info("seen", { "${JWT}": 1 })`],
])("a token is cut out %s", (_, statement) => {
  const line = logged(statement);
  expect(line).toContain("seen");
  expect(line).not.toContain("eyJ");
  expect(line).toContain("[redacted]");
  expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test.each(["token", "authorization", "secret", "code", "ticket"])("a field %s is never written", (name) => {
  const line = logged(`log.info("seen", { ${name}: "s3cr3t", a: { ${name}: "s3cr3t" } })`);
  expect(line).not.toContain("s3cr3t");
});
