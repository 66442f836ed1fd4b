import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Content } from "../../../src/messaging/content.ts";
import { CLIENT, OID, startEdge, TENANT, type Edge } from "./harness.ts";
import { sayLine } from "../../../src/texts/safe-text.ts";
import type { Sender } from "../../../src/shared/people.ts";
import type { ConversationRef } from "../../../src/messaging/conversation.ts";
import { MessengerError } from "../../../src/messaging/messenger.ts";

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(() => edge.stop());

const chat = (): ConversationRef => ({
  id: "a:chat",
  thread: null,
  kind: "personal",
  tenantId: TENANT,
  serviceUrl: edge.serviceUrl,
});
const channel = (thread: string | null): ConversationRef => ({
  ...chat(),
  id: "19:abc@thread.tacv2",
  thread,
  kind: "channel",
});
const SENDER: Sender = { oid: OID, tid: TENANT, teamsId: "29:ann", name: "Ann" };
const HELLO = { kind: "text", text: sayLine("*hello* <b>x</b>") } satisfies Content;

function answerWith(status: number, body: unknown, headers: Record<string, string> = {}): void {
  edge.channel.state.respond = (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

async function failureOf(work: Promise<unknown>): Promise<MessengerError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MessengerError);
  return error as MessengerError;
}

describe("what is sent, and where", () => {
  test("typing is an activity of its own in the chat or thread, and needs no id in the answer", async () => {
    answerWith(202, {});
    await edge.teams.messenger.typing(chat());
    await edge.teams.messenger.typing(channel("17"));
    expect(edge.channel.calls).toMatchObject([
      { path: "/teams/v3/conversations/a:chat/activities", body: { type: "typing" } },
      {
        path: "/teams/v3/conversations/19:abc@thread.tacv2;messageid=17/activities",
        body: { type: "typing", from: { id: `28:${CLIENT}` } },
      },
    ]);
  });

  test("text is plain", async () => {
    const posted = await edge.teams.messenger.post(chat(), HELLO, null);
    expect(posted).toEqual({ conversation: chat(), activityId: "posted" });
    const [call] = edge.channel.calls;
    expect(call).toMatchObject({
      method: "POST",
      path: "/teams/v3/conversations/a:chat/activities",
      authorization: "Bearer bot-bearer",
      body: {
        type: "message",
        text: "*hello* <b>x</b>",
        textFormat: "plain",
        from: { id: `28:${CLIENT}` },
      },
    });
  });

  test("a reply names what it answers", async () => {
    await edge.teams.messenger.post(chat(), HELLO, "act-7");
    expect(edge.channel.calls[0]).toMatchObject({
      path: "/teams/v3/conversations/a:chat/activities/act-7",
      body: { replyToId: "act-7" },
    });
  });

  test("a card goes alone, with its summary", async () => {
    const data = { a: 1, list: [{ b: true, n: null }] };
    await edge.teams.messenger.post(
      chat(),
      { kind: "card", card: "notice", data, summary: sayLine("Sum") },
      null,
    );
    const { body } = edge.channel.calls[0]!;
    expect(body["text"]).toBeUndefined();
    expect(body["summary"]).toBe("Sum");
    expect(body["attachments"]).toEqual([
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: { type: "AdaptiveCard", version: "1.5", body: [data] },
      },
    ]);
  });

  test("a sign-in card", async () => {
    await edge.teams.messenger.post(
      chat(),
      { kind: "oauth", exchangeId: "ex", ticket: "tick", text: sayLine("Hi") },
      null,
    );
    expect(edge.channel.calls[0]!.body["attachments"]).toEqual([
      {
        contentType: "application/vnd.microsoft.card.oauth",
        content: {
          text: "Hi",
          connectionName: "defender",
          tokenExchangeResource: { id: "ex", uri: `api://botid-${CLIENT}` },
          buttons: [
            {
              type: "signin",
              title: "Sign in",
              text: "Sign in",
              value: "https://bot.test/auth/start?ticket=tick",
            },
          ],
        },
      },
    ]);
  });

  test("into a thread, and as a new one", async () => {
    await edge.teams.messenger.post(channel("1700"), HELLO, null);
    expect(edge.channel.calls[0]!.path).toBe(
      "/teams/v3/conversations/19:abc@thread.tacv2;messageid=1700/activities",
    );
    answerWith(201, { id: "19:abc@thread.tacv2;messageid=1800", activityId: "1800" });
    const posted = await edge.teams.messenger.post(channel(null), HELLO, null);
    expect(posted).toEqual({ conversation: channel("1800"), activityId: "1800" });
    expect(edge.channel.calls[1]).toMatchObject({
      path: "/teams/v3/conversations",
      body: {
        isGroup: true,
        tenantId: TENANT,
        channelData: { channel: { id: "19:abc@thread.tacv2" }, tenant: { id: TENANT } },
        activity: { type: "message", textFormat: "plain" },
      },
    });
  });

  test("an edit", async () => {
    await edge.teams.messenger.edit({ conversation: channel("1700"), activityId: "1701" }, HELLO);
    expect(edge.channel.calls[0]).toMatchObject({
      method: "PUT",
      path: "/teams/v3/conversations/19:abc@thread.tacv2;messageid=1700/activities/1701",
    });
  });

  test("an edit that is answered with nothing but success", async () => {
    answerWith(200, "");
    await edge.teams.messenger.edit({ conversation: chat(), activityId: "1701" }, HELLO);
    expect(edge.channel.calls).toHaveLength(1);
  });

  test("an id can't lead elsewhere", async () => {
    await edge.teams.messenger.post({ ...chat(), id: "../../../a?b#c" }, HELLO, "../x");
    expect(edge.channel.calls[0]!.path).toBe("/teams/v3/conversations/../../../a?b#c/activities/../x");
  });

  test("the 1:1 chat of a person", async () => {
    answerWith(201, { id: "a:new-chat" });
    expect(await edge.teams.messenger.personal(SENDER, edge.serviceUrl)).toEqual({
      ...chat(),
      id: "a:new-chat",
    });
    expect(edge.channel.calls[0]).toMatchObject({
      path: "/teams/v3/conversations",
      body: {
        isGroup: false,
        tenantId: TENANT,
        bot: { id: `28:${CLIENT}` },
        members: [{ id: "29:ann" }],
      },
    });
  });
});

describe("failures: one request each, and what is known of it", () => {
  const NEVER = "none";
  const PERHAPS = "unknown";
  test.each([
    [400, {}, NEVER, "refused"],
    [403, { error: { code: "BotNotInConversationRoster" } }, NEVER, "closed"],
    [403, { error: { code: "MessageWritesBlocked" } }, NEVER, "closed"],
    [403, { error: { code: "InvalidBotApiHost" } }, NEVER, "passing"],
    [404, { error: { code: "ConversationNotFound" } }, NEVER, "closed"],
    [404, { error: { code: "ActivityNotFoundInConversation" } }, NEVER, "gone"],
    [404, "<html>", NEVER, "closed"],
    [412, {}, NEVER, "passing"],
    [413, "<html>", NEVER, "refused"],
    [500, {}, PERHAPS, "passing"],
    [502, "<html>bad gateway</html>", PERHAPS, "passing"],
    [503, {}, PERHAPS, "passing"],
    [504, {}, PERHAPS, "passing"],
  ])("HTTP %i %j: effect %s, %s", async (status, body, effect, obstacle) => {
    answerWith(status, body);
    const error = await failureOf(edge.teams.messenger.post(chat(), HELLO, null));
    expect(error).toMatchObject({ status, effect, obstacle, retryAfterMs: null });
    expect(edge.channel.calls).toHaveLength(1);
  });

  test("a refused token is got anew, and the post is sent once more", async () => {
    edge.channel.state.respond = ({ authorization }, response) => {
      response.writeHead(authorization === "Bearer new-bearer" ? 201 : 401);
      response.end('{"id":"posted"}');
    };
    expect((await edge.teams.messenger.post(chat(), HELLO, null)).activityId).toBe("posted");
    expect(edge.channel.calls.map((call) => call.body["text"])).toEqual([HELLO.text, HELLO.text]);
    answerWith(401, {});
    expect(await failureOf(edge.teams.messenger.post(chat(), HELLO, null))).toMatchObject({
      status: 401,
      effect: "none",
      obstacle: "passing",
    });
    expect(edge.channel.calls).toHaveLength(4);
  });

  test.each([
    ["2", 2_000],
    ["99999999", 600_000],
    ["soon", 2_000],
  ])("Retry-After %s", async (value, retryAfterMs) => {
    answerWith(429, {}, { "retry-after": value });
    expect(await failureOf(edge.teams.messenger.post(chat(), HELLO, null))).toMatchObject({
      obstacle: "throttled",
      retryAfterMs,
    });
    expect(edge.channel.calls).toHaveLength(1);
  });

  test("a redirect is not followed: the bearer stays here", async () => {
    answerWith(307, "", { location: `http://127.0.0.1:${edge.port}/api/messages` });
    expect((await failureOf(edge.teams.messenger.post(chat(), HELLO, null))).status).toBe(307);
    expect(edge.channel.calls).toHaveLength(1);
  });

  test("a dropped connection", async () => {
    edge.channel.state.respond = (_, __, request) => request.socket.destroy();
    const error = await failureOf(edge.teams.messenger.post(chat(), HELLO, null));
    expect(error).toMatchObject({ status: null, effect: "unknown", obstacle: "passing" });
    expect(edge.channel.calls).toHaveLength(1);
  });

  test("an answer that never comes is given up after 4 s", async () => {
    edge.channel.state.respond = () => undefined;
    const error = await failureOf(
      edge.teams.messenger.edit({ conversation: chat(), activityId: "1" }, HELLO),
    );
    expect(error).toMatchObject({ status: null, effect: "unknown" });
    expect(edge.channel.calls).toHaveLength(1);
  });

  test.each(["not json", "[]", "{}"])("an answer that can't be read: %s", async (body) => {
    answerWith(201, body);
    expect(await failureOf(edge.teams.messenger.post(chat(), HELLO, null))).toMatchObject({
      effect: "unknown",
    });
    expect(edge.channel.calls).toHaveLength(1);
  });

  test("an answer without end", async () => {
    edge.channel.state.respond = (_, response) => {
      response.writeHead(201);
      response.end("x".repeat(300 * 1_024));
    };
    expect(await failureOf(edge.teams.messenger.post(chat(), HELLO, null))).toMatchObject({
      effect: "unknown",
    });
  });

  test("nobody listens", async () => {
    await edge.channel.close();
    const error = await failureOf(edge.teams.messenger.post(chat(), HELLO, null));
    expect(error).toMatchObject({ status: null, effect: "none" });
  });

  test("a service that is not listed gets neither a request nor a token", async () => {
    const elsewhere = { ...chat(), serviceUrl: "https://smba.evil.test/teams/" };
    expect(await failureOf(edge.teams.messenger.post(elsewhere, HELLO, null))).toMatchObject({
      effect: "none",
    });
    expect(edge.tokenCalls()).toBe(0);
  });
});
