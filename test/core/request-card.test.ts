import { describe, expect, test } from "vitest";
import { createCards } from "../../src/adapters/teams/cards.ts";
import type { CardContent } from "../../src/adapters/teams/messages.ts";
import { spoken } from "../../src/messaging/spoken.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { requestCard } from "../../src/requests/card/request-card.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { requestWith } from "../support/request.ts";
import { silentLog } from "../support/services.ts";

/** What the card of a request shows of its way, by the kind of its call. */

const onAlert: Partial<Request> = {
  command: "assign",
  action: "assign",
  target: { kind: "alert", id: "da1_2", name: "An alert" },
  args: { to: "me" },
  reason: "",
};

function cardOf(changes: Partial<Request>): CardContent {
  const card = spoken(requestCard(requestWith(changes), { commands: COMMANDS, halt: null }), tongueOf("en"));
  if (card.kind !== "card") throw new Error(card.kind);
  return card;
}

function wayOf(changes: Partial<Request>): string {
  const steps = cardOf(changes).data["steps"] as readonly { readonly text: string }[];
  return steps.map(({ text }) => text).join("");
}

function textOf(changes: Partial<Request>): string {
  return JSON.stringify(createCards({ log: silentLog }).render(cardOf(changes), tongueOf("en")));
}

describe("the steps on a request's card", () => {
  test("of a call that leaves a machine action wait for the device", () => {
    expect(wayOf({})).toBe("✓ Ask  →  ▶ Approval  →  Send  →  Wait for the device  →  Run  →  Done");
    expect(wayOf({ state: "Pending", machineActionId: "a1", execution: FRESH_EXECUTION })).toBe(
      "✓ Ask  →  ✓ Approval  →  ✓ Send  →  ▶ Wait for the device  →  Run  →  Done",
    );
  });

  test("of a direct call wait for no device", () => {
    expect(wayOf(onAlert)).toBe("✓ Ask  →  ▶ Approval  →  Send  →  Done");
    expect(wayOf({ ...onAlert, state: "Succeeded", execution: FRESH_EXECUTION })).toBe(
      "✓ Ask  →  ✓ Approval  →  ✓ Send  →  ✓ Done",
    );
    expect(wayOf({ ...onAlert, state: "Failed", execution: FRESH_EXECUTION })).toBe(
      "✓ Ask  →  ✓ Approval  →  ✓ Send  →  ▶ Ended",
    );
  });
});

describe("the reason on a request's card", () => {
  test("has no row where the command asks for none", () => {
    expect(textOf(onAlert)).not.toContain('"Reason"');
    expect(textOf({})).toContain('"Reason"');
    expect(textOf({})).toContain("beaconing");
  });

  test("is said to be missing where the command asks for one", () => {
    expect(textOf({ reason: "" })).toContain("none given");
  });
});

test("of many steps it says how far they have come, and names what failed with its reason", () => {
  const tally = { Succeeded: 12, Requested: 22, Executing: 3, Pending: 2, Failed: 1 };
  const steps = { count: 40, digest: "", waiting: 22, phase: "rest", tally } as const;
  const failed = [requestWith({ state: "Failed", outcome: "it runs no sensor" })];
  const shown = { rows: [], failed, page: 0, pages: 2, isWhole: true };
  const card = requestCard(requestWith({ state: "Executing", steps }), {
    ...{ commands: COMMANDS, halt: null },
    steps: shown,
  });
  expect(JSON.stringify(spoken(card, tongueOf("en")))).toContain(
    `"line":"12 of 40 done, 22 to be sent, 3 being sent, 2 waiting for the device (3 days at most), 1 failed: ${failed[0]!.target.name} (it runs no sensor)"`,
  );
});
