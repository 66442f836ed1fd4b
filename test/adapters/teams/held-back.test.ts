import { afterEach, beforeEach, expect, test } from "vitest";
import type { Content } from "../../../src/messaging/content.ts";
import type { ConversationRef } from "../../../src/messaging/conversation.ts";
import { sayLine } from "../../../src/texts/safe-text.ts";
import { startEdge, TENANT, type Edge } from "./harness.ts";

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(() => edge.stop());

const HELLO = { kind: "text", text: sayLine("hello") } satisfies Content;

test("the eighth post in a second is held back, a reply waits for its turn", async () => {
  const { serviceUrl } = edge;
  const chat: ConversationRef = {
    id: "a:chat",
    thread: null,
    kind: "personal",
    tenantId: TENANT,
    serviceUrl,
  };
  const post = (replyTo: string | null) => edge.teams.messenger.post(chat, HELLO, replyTo);
  edge.setNow(Date.now());
  for (let sent = 0; sent < 7; sent += 1) await post(null);
  await expect(post(null)).rejects.toMatchObject({ status: null, effect: "none", retryAfterMs: 1_050 });
  expect(edge.channel.calls).toHaveLength(7);
  edge.setNow(null);
  await post("act-1");
  expect(edge.channel.calls).toHaveLength(8);
});
