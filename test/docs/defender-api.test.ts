import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/grammar/parse.ts";
import { OPERATIONS, type OperationName } from "../../src/defender/operations.ts";
import { unusedEndpoints } from "../../tools/defender-api/document.ts";
import { JOBS } from "../../tools/defender-api/jobs.ts";
import { USED_BY } from "../../tools/defender-api/used-by.ts";

/** docs/defender-api.md can't claim what is not so. That it is up to date is checked with the other generated files. */

const names = Object.keys(OPERATIONS) as OperationName[];

describe("each call of the table of operations", () => {
  test.each(names)("%s is made by commands that have its permission", (name) => {
    const without = USED_BY[name].filter((used) => {
      const command = COMMANDS.find((one) => one.name === used);
      return !command?.permissions.includes(OPERATIONS[name].permission);
    });
    expect(USED_BY[name].length).toBeGreaterThan(0);
    expect(without).toEqual([]);
  });
});

test("each command that has a permission is said to make a call with it", () => {
  const idle = COMMANDS.flatMap(({ name, permissions }) =>
    permissions
      .filter((permission) =>
        names.every((one) => OPERATIONS[one].permission !== permission || !USED_BY[one].includes(name)),
      )
      .map((permission) => `${name}: ${permission}`),
  );
  // Triage is of alerts and incidents; one of its commands takes incidents only.
  expect(idle).toEqual(["merge: Alert.Read"]);
});

test("no endpoint is left alone that is used, and each has its reason once", () => {
  const plain = (method: string, path: string) =>
    `${method} ${path.replace(/\{[^}]*\}/g, "{}").toLowerCase()}`;
  const used = new Set(names.map((name) => plain(OPERATIONS[name].method, OPERATIONS[name].path)));
  const unused = unusedEndpoints().flatMap(({ endpoints }) =>
    endpoints.map(({ method, path }) => plain(method, path)),
  );
  expect(unused.filter((one) => used.has(one))).toEqual([]);
  expect(new Set(unused).size).toBe(unused.length);
  const reasons = unusedEndpoints().map(({ why }) => why);
  expect(new Set(reasons).size).toBe(reasons.length);
});

test.each(JOBS)("%s: %s is a line that the bot takes", (_, line) => {
  expect(parse(line, COMMANDS)).toMatchObject({ kind: "command" });
});
