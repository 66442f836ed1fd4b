import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/grammar/parse.ts";
import type { ConversationKind, ConversationRef } from "../../src/messaging/conversation.ts";

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
    ["unmute", "channel", ["Admin", "Responder"]],
  ])("%s in a %s", (typed, kind, roles) => {
    const parsed = parse(typed, COMMANDS);
    if (parsed.kind !== "command" || parsed.command.effect !== "configures") throw new Error(parsed.kind);
    expect(parsed.command.roles(parsed.args, place(kind))).toEqual(roles);
  });
});
