import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isolationOf,
  type MachineAction,
  type MachineActionStatus,
} from "../../src/defender/machine-action.ts";

function action(
  type: string,
  status: MachineActionStatus,
  createdAt: number,
  more: Partial<MachineAction> = {},
): MachineAction {
  return {
    id: `${type}-${createdAt}`,
    type,
    status,
    scope: "Full",
    requestor: null,
    comment: null,
    deviceId: "d".repeat(40),
    deviceName: null,
    createdAt,
    updatedAt: null,
    cancelledBy: null,
    cancelComment: null,
    errorCode: null,
    hint: null,
    ...more,
  };
}

describe("the isolation state follows from the machine actions", () => {
  test.each<[string, readonly MachineAction[], ReturnType<typeof isolationOf>]>([
    ["nothing was ever done", [], { kind: "off" }],
    [
      "an isolation succeeded",
      [action("Isolate", "Succeeded", 1, { updatedAt: 5 })],
      { kind: "on", scope: "Full", since: 5 },
    ],
    [
      "released since",
      [action("Unisolate", "Succeeded", 2), action("Isolate", "Succeeded", 1)],
      { kind: "off" },
    ],
    [
      "the list is in another order",
      [action("Isolate", "Succeeded", 1), action("Unisolate", "Succeeded", 2)],
      { kind: "off" },
    ],
    [
      "a release failed",
      [action("Unisolate", "Failed", 2), action("Isolate", "Succeeded", 1)],
      { kind: "on", scope: "Full", since: 1 },
    ],
    [
      "an isolation was cancelled or timed out",
      [action("Isolate", "Cancelled", 2), action("Isolate", "TimeOut", 1)],
      { kind: "off" },
    ],
    ["an isolation waits", [action("Isolate", "Pending", 1)], { kind: "beginning", since: 1 }],
    [
      "a release is under way",
      [action("Unisolate", "InProgress", 2), action("Isolate", "Succeeded", 1)],
      { kind: "ending", since: 2 },
    ],
    [
      "the newest status is one that we don't know",
      [action("Unisolate", "Unknown", 2), action("Isolate", "Succeeded", 1)],
      { kind: "unknown" },
    ],
  ])("%s", (_, actions, state) => {
    expect(isolationOf(actions)).toEqual(state);
  });

  test("scans and other actions don't matter, whatever their order", () => {
    const own = [action("Isolate", "Succeeded", 10), action("Unisolate", "Failed", 20)];
    const others = fc.array(
      fc
        .tuple(fc.constantFrom("RunAntiVirusScan", "RestrictCodeExecution"), fc.nat(50))
        .map(([type, at]) => action(type, "Succeeded", at)),
    );
    fc.assert(
      fc.property(others, fc.nat(), (more, at) => {
        const cut = at % (more.length + 1);
        const mixed = [...more.slice(0, cut), ...own.toReversed(), ...more.slice(cut)];
        expect(isolationOf(mixed)).toEqual(isolationOf(own));
      }),
    );
  });
});
