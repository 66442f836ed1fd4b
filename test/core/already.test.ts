import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { isolate } from "../../src/commands/isolate.ts";
import { release } from "../../src/commands/release.ts";
import { scan } from "../../src/commands/scan.ts";
import { doneBy, lastsAsLong, requestIdIn } from "../../src/requests/facts/already.ts";
import { machineActionWith, requestWith, START } from "../support/request.ts";
import type { ChangeCommand } from "../../src/requests/change-command.ts";
import type { MachineAction } from "../../src/defender/machine-action.ts";

/** What is so already, as the device's own actions say. */

const wanted = (command: ChangeCommand) => ({ command, commands: COMMANDS, args: {} });
const HOUR = 3_600_000;
const now = START + HOUR / 2;
const isolated = machineActionWith({ id: "iso" });
const released = machineActionWith({ id: "rel", type: "Unisolate", scope: null });
const later = (action: MachineAction, changes: Partial<MachineAction> = {}): MachineAction => ({
  ...action,
  createdAt: START + 60_000,
  updatedAt: START + 60_000,
  ...changes,
});

describe("what is so already", () => {
  test.each<[string, readonly MachineAction[] | null, string | null]>([
    ["isolated", [isolated], "iso"],
    ["isolated, after a release", [later(isolated), released], "iso"],
    [
      "isolated, after an attempt that failed",
      [later(isolated, { id: "x", status: "Failed" }), isolated],
      "iso",
    ],
    ["nothing is known", [], null],
    ["its actions can't be read", null, null],
    ["released since", [isolated, later(released)], null],
    ["a release is under way", [isolated, later(released, { status: "Pending" })], null],
    ["an older action whose state is not known", [later(isolated), { ...released, status: "Unknown" }], null],
    ["one that can't be dated", [isolated, { ...released, createdAt: null }], null],
    [
      "a release asked for before it, that took effect after it",
      [later(isolated), { ...released, updatedAt: now }],
      null,
    ],
    ["selectively", [{ ...isolated, scope: "Selective" }], null],
    ["of a type that is not known", [{ ...isolated, scope: null }], null],
  ])("is certain only by the newest action, of the same type, within the hour: %s", (_, actions, id) => {
    expect(doneBy(wanted(isolate), actions, now)?.id ?? null).toBe(id);
  });

  test("is what it was an hour ago at most", () => {
    expect(doneBy(wanted(isolate), [isolated], START + HOUR)).toBe(isolated);
    expect(doneBy(wanted(isolate), [isolated], START + HOUR + 1)).toBeNull();
  });

  test("is released by a release that is newer than every isolation, and not by never having been isolated", () => {
    expect(doneBy(wanted(release), [isolated, later(released)], now)?.id).toBe("rel");
    expect(doneBy(wanted(release), [later(isolated), released], now)).toBeNull();
    expect(doneBy(wanted(release), [], now)).toBeNull();
  });

  test("is nothing that does not last", () => {
    expect(doneBy(wanted(scan), [machineActionWith({ type: "RunAntiVirusScan" })], now)).toBeNull();
  });
});

describe("it lasts as long as it is wanted to", () => {
  const lease = { isolationId: "x", isolationActionId: "a1", endsAt: START + HOUR, remindAt: null };
  const scheduled = requestWith({ state: "Approved", action: "release", lease });
  const leased = requestWith({ args: { for: "4h" } });

  test("when nothing of ours will end it, and no end is wanted", () => {
    expect(lastsAsLong({}, null, null)).toBe(true);
    expect(lastsAsLong({ for: "4h" }, null, null)).toBe(false);
    expect(lastsAsLong({}, leased, scheduled)).toBe(false);
  });

  test("when its release is scheduled for the same time", () => {
    expect(lastsAsLong({ for: "4h" }, leased, scheduled)).toBe(true);
    expect(lastsAsLong({ for: "8h" }, leased, scheduled)).toBe(false);
    expect(lastsAsLong({ for: "4h" }, leased, null)).toBe(false);
    expect(lastsAsLong({ for: "4h" }, leased, { ...scheduled, state: "Cancelled" })).toBe(false);
  });
});

test("an action belongs to the request whose id leads its comment", () => {
  expect(requestIdIn(machineActionWith({ comment: "[7KQ2-M4XD] beaconing" }))).toBe("7KQ2-M4XD");
  expect(requestIdIn(machineActionWith({ comment: "see [7KQ2-M4XD]" }))).toBeNull();
  expect(requestIdIn(machineActionWith({ comment: null }))).toBeNull();
});
