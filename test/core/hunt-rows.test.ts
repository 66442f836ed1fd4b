import { expect, test } from "vitest";
import { huntRows } from "../../src/commands/parts/hunt-rows.ts";

/** The rows of a hunt as a card has them. */

const ID = "7b1f4967d9728e5aa3c06a9e617a22a4a5a17378";
const rowsOf = (...names: readonly string[]) => {
  const cells: Readonly<Record<string, string>> = {
    DeviceId: ID,
    DeviceName: "fin-lt01",
    ActionType: "LogonFailed",
  };
  return huntRows(
    { button: (title, verb) => ({ title, verb, ref: "r" }) },
    {
      columns: names.map((name) => ({ name, type: "String" })),
      rows: [names.map((name) => cells[name] ?? "")],
      ...{ count: 1, use: { calls: 0, most: 45, ranMs: 0 } },
    },
  );
};

test("a device's id gives way to its name and to what was found of it; alone it heads its row", () => {
  const [row] = rowsOf("DeviceId", "DeviceName", "ActionType");
  expect(row).toMatchObject({ title: "fin-lt01", cells: [{ value: "LogonFailed" }, { value: ID }] });
  expect(rowsOf("DeviceId", "ActionType")[0]).toMatchObject({ title: ID, cells: [{ value: "LogonFailed" }] });
});
