import { describe, expect, test } from "vitest";
import { resumption, type Halt, type Resuming } from "../../src/requests/machine/halt.ts";

const NOW = Date.parse("2026-11-29T03:00:00Z");
const HOUR = 3_600_000;
const halt: Halt = { reason: "drill", by: "Carla@contoso.example", oid: "oid-carla", since: NOW - HOUR };

function approver(name: string): Resuming {
  return { oid: `oid-${name}`, upn: `${name}@contoso.example`, name, isAdmin: false };
}

/** The halt that holds the wish of that person. */
function wishedBy(name: string, at = NOW): Halt {
  const outcome = resumption(halt, approver(name), at);
  return outcome.kind === "waits" ? outcome.halt : expect.fail(outcome.kind);
}

describe("a halt is ended", () => {
  test("by an Admin alone, whoever halted", () => {
    expect(resumption(halt, { ...approver("carla"), isAdmin: true }, NOW)).toEqual({ kind: "ends" });
  });

  test("by two Approvers, neither of whom halted: the same one twice is one", () => {
    const waiting = wishedBy("david");
    expect(resumption(waiting, approver("david"), NOW + 1)).toMatchObject({ kind: "waits", isNew: false });
    expect(resumption(waiting, approver("otto"), NOW + 1)).toEqual({ kind: "ends" });
  });

  test("not by who halted, first or second, by id or, where none was kept, by UPN", () => {
    const unnamed: Halt = { reason: "", by: halt.by, since: halt.since };
    for (const one of [halt, wishedBy("david"), unnamed])
      expect(resumption(one, approver("carla"), NOW + 1)).toEqual({ kind: "own" });
  });

  test("not by a wish that is an hour old or, after a clock was set back, of the future: it begins anew", () => {
    for (const at of [NOW + HOUR, NOW - 1]) {
      const again = resumption(wishedBy("david"), approver("otto"), at);
      expect(again).toMatchObject({ kind: "waits", isNew: true, halt: { wish: { oid: "oid-otto", at } } });
    }
  });
});
