import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processTree } from "../../src/alerts/process-tree.ts";
import type { Evidence, ProcessFacts } from "../../src/defender/alert.ts";

const process = (image: string, pid: number | null, fields: Partial<ProcessFacts> = {}): Evidence => ({
  type: "Process",
  headline: image,
  facts: [],
  process: {
    ...{ pid, image, startedAt: null, parentPid: null, parentStartedAt: null, parentImage: null },
    ...{ commandLine: null, deviceId: "d1", ...fields },
  },
});

const drawn = (...evidence: Evidence[]) =>
  processTree(evidence).map(({ depth, image }) => `${"-".repeat(depth)}${image}`);

describe("a process tree", () => {
  test("puts each process under the one that started it, and names a parent that is no evidence itself", () => {
    const word = { startedAt: 10, parentPid: 1, parentStartedAt: 1, parentImage: "explorer.exe" };
    expect(
      drawn(
        process("powershell.exe", 30, { startedAt: 20, parentPid: 20, parentStartedAt: 10 }),
        process("winword.exe", 20, word),
        process("whoami.exe", 40, { startedAt: 30, parentPid: 30, parentStartedAt: 20 }),
      ),
    ).toEqual(["explorer.exe", "-winword.exe", "--powershell.exe", "---whoami.exe"]);
  });

  test("an id that was used again is another process: the parent is the one with the exact start", () => {
    const child = process("child.exe", 9, { startedAt: 50, parentPid: 7, parentStartedAt: 10 });
    const [first, second] = [
      process("first.exe", 7, { startedAt: 10 }),
      process("second.exe", 7, { startedAt: 40 }),
    ];
    expect(drawn(child, first, second)).toEqual(["first.exe", "-child.exe", "second.exe"]);
    expect(drawn(child, second)).toEqual(["second.exe", "child.exe"]);
  });

  test("where no start of the parent is told, it is the latest earlier one with that id", () => {
    const child = process("child.exe", 9, { startedAt: 50, parentPid: 7 });
    const times = [10, 40, 60].map((startedAt) => process(`at${startedAt}.exe`, 7, { startedAt }));
    expect(drawn(child, ...times)).toEqual(["at10.exe", "at40.exe", "-child.exe", "at60.exe"]);
  });

  test("the same id on another device is another process", () => {
    const other = process("other.exe", 7, { startedAt: 10, deviceId: "d2" });
    expect(drawn(other, process("child.exe", 9, { startedAt: 50, parentPid: 7 }))).toEqual([
      "other.exe",
      "child.exe",
    ]);
  });

  test("circles are cut, and whatever the ids say each process is there once", () => {
    const pid = fc.integer({ min: 1, max: 4 });
    const at = fc.option(fc.integer({ min: 0, max: 3 }));
    const facts = fc.record({ startedAt: at, parentPid: fc.option(pid), parentStartedAt: at });
    fc.assert(
      fc.property(fc.array(fc.tuple(pid, facts), { maxLength: 12 }), (all) => {
        const evidence = all.map(([id, fields]) => process(`${id}@${fields.startedAt}`, id, fields));
        const names = drawn(...evidence).map((line) => line.replace(/^-+/, ""));
        expect(names.toSorted()).toEqual([...new Set(evidence.map(({ headline }) => headline))].toSorted());
      }),
    );
  });

  test("there is none without ids, as in what Defender's own API tells", () => {
    expect(drawn({ type: "Process", headline: "cmd.exe", facts: [] }, process("cmd.exe", null))).toEqual([]);
  });
});
