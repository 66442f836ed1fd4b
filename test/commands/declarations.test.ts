import { recorded } from "../../src/texts/render.ts";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import type { Command } from "../../src/commands/command.ts";
import { DEFAULT_POLICY, evaluate } from "../../src/policy/evaluate.ts";
import { bindRaw, parse } from "../../src/grammar/parse.ts";
import { person, START } from "../support/request.ts";
import type { ConversationKind, ConversationRef } from "../../src/messaging/conversation.ts";
import type { ChangeCommand } from "../../src/requests/change-command.ts";

const CHANGES = COMMANDS.filter((command): command is ChangeCommand => command.effect === "changes");
const named = <C extends Command>(commands: readonly C[]) => commands.map((one) => [one.name, one] as const);

/** Titles of buttons that open a request. */
const BUTTONS: Readonly<Record<string, string>> = {
  isolate: "Isolate device",
  release: "Release device",
  scan: "Run scan",
  assign: "Assign to me",
  resolve: "Resolve",
};

describe.each(named(COMMANDS))("%s", (name, command) => {
  test("has a name and a summary that fit help and the manifest", () => {
    expect(name).toMatch(/^[a-z][a-z-]{1,30}$/);
    expect(recorded(command.summary).length).toBeLessThanOrEqual(128);
    expect(recorded(command.summary)).not.toMatch(/\.$/);
    expect(COMMANDS.filter((other) => other.name === name)).toHaveLength(1);
  });

  test("has an example that it understands", () => {
    expect(parse(command.example, COMMANDS)).toMatchObject({ kind: "command", command: { name } });
  });

  test("has at most one argument of free text, after all that have a place", () => {
    const places = Object.values(command.args).map((spec) => spec.place);
    expect(places.filter((place) => place === "rest").length).toBeLessThanOrEqual(1);
    if (places.includes("rest")) expect(places.at(-1)).toBe("rest");
  });

  test("asks for no more rights than its effect needs", () => {
    const changing = command.permissions.filter((one) => !/\.Read(\.All)?$/.test(one));
    expect(changing).toEqual(command.effect === "changes" ? [command.permission] : []);
  });
});

describe.each(named(CHANGES))("%s changes something, so it", (name, command) => {
  test("names its target", () => {
    const target = command.args[command.target === "device" ? "target" : "id"];
    expect(target).toMatchObject({ place: "positional", required: true });
  });

  test("asks for the role Responder on devices, for none in triage", () => {
    const triage = command.target === "alert";
    expect([command.role, command.freeByDefault]).toEqual(triage ? [null, true] : ["Responder", false]);
  });

  test("takes the approvals of the built-in policy when there is no policy file", () => {
    const question = {
      action: command.action,
      requester: person("ana"),
      now: START,
      usage: { hour: 0, day: 0, groupHour: 0 },
    };
    const wanted = ["isolate", "release"].includes(name) ? 1 : 0;
    expect(evaluate(question, DEFAULT_POLICY)).toMatchObject({ approvals: wanted, deny: null });
  });

  test("has the button that the contract names, with a form of its own arguments", () => {
    expect(command.button?.title).toBe(BUTTONS[name]);
    for (const field of command.button?.form ?? []) expect(Object.keys(command.args)).toContain(field);
    const bound = bindRaw(command, {
      ...command.button?.preset,
      [command.target === "device" ? "target" : "id"]: "da1_2",
      class: "true",
      text: "x",
    });
    expect(bound.kind).toBe("command");
  });
});

test("what is asked for in a device's form is a reason, and for an isolation the type", () => {
  const forms = Object.fromEntries(CHANGES.map((command) => [command.name, command.button?.form]));
  expect(forms).toMatchObject({ isolate: ["type", "reason"], release: ["reason"], scan: ["type", "reason"] });
  expect(COMMANDS.find((one) => one.name === "isolate")?.args["type"]?.kind.choices).toEqual([
    "Full",
    "Selective",
  ]);
});

test("an action belongs to one command", () => {
  const actions = CHANGES.map((command) => command.action);
  expect(new Set(actions).size).toBe(actions.length);
});

describe("who may set up a conversation", () => {
  const place = (kind: ConversationKind): ConversationRef => ({
    id: "c",
    thread: null,
    kind,
    tenantId: "t",
    serviceUrl: "https://x.example/",
  });
  test.each<[string, ConversationKind, readonly string[]]>([
    ["enable", "channel", ["Admin"]],
    ["disable", "groupChat", ["Admin"]],
    ["subscribe", "channel", ["Admin"]],
    ["subscribe", "personal", ["Admin"]],
    ["subscribe approvals", "groupChat", ["Admin"]],
    ["subscribe approvals", "personal", ["Admin", "Approver"]],
    ["subscribe approvals severity:high", "personal", ["Admin"]],
    ["unsubscribe 0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11", "channel", ["Admin"]],
    ["mute all for:4h", "channel", ["Admin", "Responder"]],
    ["mute all for:5h", "channel", ["Admin"]],
    ["mute approvals for:1h", "channel", ["Admin"]],
    ["unmute", "channel", ["Admin"]],
  ])("%s in a %s", (typed, kind, roles) => {
    const parsed = parse(typed, COMMANDS);
    if (parsed.kind !== "command" || parsed.command.effect !== "configures") throw new Error(parsed.kind);
    expect(parsed.command.roles(parsed.args, place(kind))).toEqual(roles);
  });
});
