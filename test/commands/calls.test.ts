import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { requestWith, START } from "../support/request.ts";
import type { Alert } from "../../src/defender/alert.ts";
import type { DefenderClient } from "../../src/defender/client.ts";
import type { ChangeCommand } from "../../src/requests/change-command.ts";
import type { Compared } from "../../src/requests/call.ts";

type Recorded = readonly [method: string, ...args: unknown[]];

/** A Defender that notes what it is asked; reads of alerts give `alert`. */
function recorder(alert: Partial<Alert> = {}): { defender: DefenderClient; calls: Recorded[] } {
  const calls: Recorded[] = [];
  const defender = new Proxy({} as DefenderClient, {
    get:
      (_, method: string) =>
      async (...args: unknown[]) => {
        calls.push([method, ...args]);
        return alert;
      },
  });
  return { defender, calls };
}

function change(name: string): ChangeCommand {
  const command = COMMANDS.find((one) => one.name === name);
  if (command?.effect !== "changes") throw new Error(`${name} changes nothing`);
  return command;
}

const DEVICE = "d".repeat(40);
const onDevice = (args: Request["args"]) => requestWith({ args });
const onAlert = (args: Request["args"]) =>
  requestWith({ args, target: { kind: "alert", id: "da1_2", name: "An alert" } });

describe("one changing call, with what was approved", () => {
  test.each<[string, Request, Recorded]>([
    ["isolate", onDevice({}), ["act", DEVICE, "isolate", { Comment: "[ID] x", IsolationType: "Full" }]],
    [
      "isolate",
      onDevice({ type: "SELECTIVE" }),
      ["act", DEVICE, "isolate", { Comment: "[ID] x", IsolationType: "Selective" }],
    ],
    ["release", onDevice({}), ["act", DEVICE, "unisolate", { Comment: "[ID] x" }]],
    ["scan", onDevice({}), ["act", DEVICE, "runAntiVirusScan", { Comment: "[ID] x", ScanType: "Quick" }]],
    [
      "scan",
      onDevice({ type: "full" }),
      ["act", DEVICE, "runAntiVirusScan", { Comment: "[ID] x", ScanType: "Full" }],
    ],
    ["tag", onDevice({ add: " X " }), ["changeDevice", DEVICE, "tagDevice", { Value: "X", Action: "Add" }]],
    [
      "value",
      onDevice({ value: "HIGH" }),
      ["changeDevice", DEVICE, "setDeviceValue", { DeviceValue: "High" }],
    ],
    ["assign", onAlert({}), ["updateAlert", "da1_2", { assignedTo: "ana@contoso.example" }]],
    ["assign", onAlert({ to: "ME" }), ["updateAlert", "da1_2", { assignedTo: "ana@contoso.example" }]],
    ["assign", onAlert({ to: "b@x.example" }), ["updateAlert", "da1_2", { assignedTo: "b@x.example" }]],
    [
      "resolve",
      onAlert({ class: "TRUE" }),
      ["updateAlert", "da1_2", { status: "Resolved", classification: "TruePositive" }],
    ],
    [
      "resolve",
      onAlert({ class: "informational", determination: "SecurityTesting", comment: "ours" }),
      [
        "updateAlert",
        "da1_2",
        {
          status: "Resolved",
          classification: "InformationalExpectedActivity",
          determination: "SecurityTesting",
          comment: "ours",
        },
      ],
    ],
    ["reopen", onAlert({}), ["updateAlert", "da1_2", { status: "InProgress" }]],
    ["comment", onAlert({ text: "seen" }), ["updateAlert", "da1_2", { comment: "seen" }]],
  ])("%s", async (name, request, wanted) => {
    const { defender, calls } = recorder();
    await change(name).call.send(defender, request, "[ID] x");
    expect(calls).toEqual([wanted]);
  });
});

describe("whether a call without a machine action has happened", () => {
  const said = (text: string, at: number | null) => ({ comments: [{ text, by: "ana", at }] });
  const closed = { status: "Resolved", classification: "FalsePositive" } as const;
  const wordy = { class: "false", comment: "ours" };
  test.each<[string, Request["args"], Partial<Alert>, Compared]>([
    ["assign", {}, { assignedTo: "ANA@contoso.example" }, "done"],
    ["assign", {}, { assignedTo: "ben@contoso.example" }, "not-done"],
    ["assign", {}, { assignedTo: null }, "not-done"],
    ["resolve", { class: "false" }, closed, "done"],
    ["resolve", { class: "false" }, { ...closed, classification: "TruePositive" }, "not-done"],
    ["resolve", { class: "false" }, { ...closed, status: "New" }, "not-done"],
    ["resolve", wordy, { ...closed, ...said("ours", START) }, "done"],
    ["resolve", wordy, { ...closed, ...said("another's", START) }, "without-comment"],
    ["resolve", wordy, { ...said("ours", START), status: "New" }, "not-done"],
    ["reopen", {}, { status: "InProgress" }, "done"],
    ["reopen", {}, { status: "Resolved" }, "not-done"],
    ["comment", { text: "seen" }, said("seen", START + 5), "done"],
    ["comment", { text: "seen  on\ntwo" }, said(" seen on two ", START - 240_000), "done"],
    ["comment", { text: "seen" }, said("seen", START - 3_600_000), "not-done"],
    ["comment", { text: "seen" }, said("seen twice", START + 5), "not-done"],
  ])("%s %j %j: %s", async (name, args, alert, compared) => {
    const { call } = change(name);
    const { defender, calls } = recorder(alert);
    expect(call.kind === "direct" && (await call.compare(defender, onAlert(args)))).toBe(compared);
    expect(calls).toEqual([["alert", "da1_2"]]);
  });
});
