import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CLIENT, OID, startEdge, TENANT, type Edge } from "./harness.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.turns.length = 0;
});

const OTHER = "12121212-3434-4565-8787-909090909090";

describe("order of the checks", () => {
  test("413 comes before 401", async () => {
    const answer = await edge.post("x".repeat(256 * 1024 + 1), null);
    expect(answer).toMatchObject({ status: 413, text: "" });
  });
  test("exactly 256 KiB is read", async () => {
    expect((await edge.post("x".repeat(256 * 1024))).status).toBe(400);
  });
  const tokens: Record<string, () => string | null | Promise<string>> = {
    "no header": () => null,
    "a header that is no token": () => "Bearer junk",
    "a token of another issuer": async () =>
      `Bearer ${await edge.token({ claims: { iss: "https://evil.test" } })}`,
    "a token that has expired": async () => `Bearer ${await edge.token({ claims: { exp: 1_000_000_000 } })}`,
    "a token of an unknown key": async () => `Bearer ${await edge.token({ header: { kid: "nobody" } })}`,
  };
  test.each(Object.entries(tokens))("401 comes before the first byte of the body: %s", async (_, token) => {
    const authorization = await token();
    const answer = await edge.head({ "content-length": "1000", ...(authorization && { authorization }) });
    expect(answer).toEqual({ status: 401, continued: false });
  });
  test("a right token is asked for its body, and a body without a length that grows too large is a 413", async () => {
    const authorization = `Bearer ${await edge.token()}`;
    const body = new Blob(["x".repeat(300_000)]).stream();
    const init = { method: "POST", headers: { authorization }, body, duplex: "half" as const };
    const response = await fetch(`http://127.0.0.1:${edge.port}/api/messages`, init);
    expect([response.status, await response.text()]).toEqual([413, ""]);
    expect(await edge.head({ authorization, "content-length": "1" })).toEqual({
      status: null,
      continued: true,
    });
  });
  test("with a wrong token neither the size of a body nor what stands in it is told", async () => {
    const wrong = `Bearer ${await edge.token({ header: { kid: "nobody" } })}`;
    const body = new Blob(["x".repeat(300_000)]).stream();
    const init = { method: "POST", headers: { authorization: wrong }, body, duplex: "half" as const };
    expect((await fetch(`http://127.0.0.1:${edge.port}/api/messages`, init)).status).toBe(401);
    expect((await edge.post("{", wrong)).status).toBe(401);
    expect((await edge.post(edge.message("x", { serviceUrl: "https://evil.test/" }), wrong)).status).toBe(
      401,
    );
  });
  test("401 comes before 400", async () => {
    expect(await edge.post("{", null)).toMatchObject({ status: 401, text: "" });
  });
  test("400 comes before 403", async () => {
    const foreign = edge.message("x", { conversation: { tenantId: OTHER }, channelData: null });
    expect((await edge.post(foreign)).status).toBe(400);
  });
});

describe("malformed bodies are a 400 with an empty body", () => {
  const bodies: Record<string, (edge: Edge) => unknown> = {
    "no JSON": () => "{",
    empty: () => "",
    null: () => "null",
    list: () => "[]",
    text: () => '"hello"',
    "no type": ({ message }) => message("x", { type: undefined }),
    "no id": ({ message }) => message("x", { id: undefined }),
    "id that is no text": ({ message }) => message("x", { id: { a: 1 } }),
    "no conversation": ({ message }) => message("x", { conversation: undefined }),
    "no conversation id": ({ message }) => message("x", { conversation: { tenantId: TENANT } }),
    "no channelId": ({ message }) => message("x", { channelId: undefined }),
    "no serviceUrl": ({ message }) => message("x", { serviceUrl: undefined }),
    "text that is no text": ({ message }) => message("x", { text: { toString: 1 } }),
    "channelData that is no object": ({ message }) => message("x", { channelData: "x" }),
    "deeply nested": () => "[".repeat(100_000),
  };
  test.each(Object.entries(bodies))("%s", async (_, body) => {
    expect(await edge.post(body(edge))).toMatchObject({ status: 400, text: "" });
    expect(edge.turns).toHaveLength(0);
  });
});

describe("what is not for this bot is a 403 with an empty body", () => {
  const chat = { id: "a:chat", conversationType: "personal" };
  const changes: Record<string, Record<string, unknown>> = {
    "no tenant": { conversation: chat, channelData: {} },
    "null tenants": { conversation: { ...chat, tenantId: null }, channelData: { tenant: { id: null } } },
    "another tenant": { conversation: { ...chat, tenantId: OTHER }, channelData: { tenant: { id: OTHER } } },
    "two that differ": {
      conversation: { ...chat, tenantId: TENANT },
      channelData: { tenant: { id: OTHER } },
    },
    "two that differ, the other way": {
      conversation: { ...chat, tenantId: OTHER },
      channelData: { tenant: { id: TENANT } },
    },
    "an empty one beside ours": {
      conversation: { ...chat, tenantId: TENANT },
      channelData: { tenant: { id: "" } },
    },
    "no sender": { from: null },
    "sender without an object id": { from: { id: "29:ann", name: "Ann" } },
    "sender with a made-up object id": { from: { id: "29:ann", aadObjectId: `${OID}'--` } },
    "sender without a Teams id": { from: { aadObjectId: OID } },
  };
  test.each(Object.entries(changes))("%s", async (_, change) => {
    expect(await edge.post(edge.message("help", change))).toMatchObject({ status: 403, text: "" });
    expect(await edge.post(edge.invoke("adaptiveCard/action", {}, change))).toMatchObject({ status: 403 });
    expect(edge.turns).toHaveLength(0);
  });

  test.each(["AseChannel", "emulator", "webchat", "MSTEAMS"])("channel %s", async (channelId) => {
    const fresh = await startEdge();
    await fresh.channel.addKey("any", {});
    const key = fresh.channel.keys.get("any")!;
    const bearer = `Bearer ${await fresh.token({ header: { kid: "any" }, key })}`;
    expect(await fresh.post(fresh.message("x", { channelId }), bearer)).toMatchObject({
      status: 403,
      text: "",
    });
    await fresh.stop();
  });

  test.each([
    "https://smba.trafficmanager.net.evil.test/teams/",
    "http://127.0.0.1:1/teams/",
    "http://smba.trafficmanager.net/teams/",
    "https://user:pw@smba.trafficmanager.net/",
    "ftp://127.0.0.1/",
    "not a url",
  ])("serviceUrl %s", async (serviceUrl) => {
    const bearer = `Bearer ${await edge.token({ claims: { serviceurl: serviceUrl } })}`;
    const answer = await edge.post(edge.message("x", { serviceUrl }), bearer);
    expect(answer).toMatchObject({ status: 403, text: "" });
    expect(edge.turns).toHaveLength(0);
  });

  test("a listed host with a user in front", async () => {
    const serviceUrl = edge.serviceUrl.replace("http://", "http://a@");
    const bearer = `Bearer ${await edge.token({ claims: { serviceurl: serviceUrl } })}`;
    expect((await edge.post(edge.message("x", { serviceUrl }), bearer)).status).toBe(403);
  });
});

describe("what is let in", () => {
  test("one tenant is enough, in any case of letters", async () => {
    const change = { conversation: { id: "a:chat", tenantId: TENANT.toUpperCase() }, channelData: null };
    expect((await edge.post(edge.message("help", change))).status).toBe(200);
    expect(edge.turns).toMatchObject([{ kind: "message", text: "help", sender: { oid: OID, tid: TENANT } }]);
  });

  test("an edited message is one with other words; one that was deleted is named, and none where it comes back", async () => {
    for (const eventType of ["editMessage", "undeleteMessage"]) {
      const change = { type: "messageUpdate", channelData: { tenant: { id: TENANT }, eventType } };
      expect((await edge.post(edge.message("alerts", change))).status).toBe(200);
    }
    await edge.post(edge.message("", { type: "messageDelete", id: "gone" }));
    expect(edge.turns).toMatchObject([
      { kind: "message", text: "alerts", isEdited: true },
      { kind: "other" },
      { kind: "deleted", activityId: "gone", sender: { oid: OID } },
    ]);
  });

  test("a channel's thread is told apart from its id, and the turn can be stored", async () => {
    const conversation = {
      id: "19:abc@thread.tacv2;messageid=1700",
      conversationType: "channel",
      tenantId: TENANT,
      isGroup: true,
    };
    await edge.post(edge.message("help", { conversation }));
    const [turn] = edge.turns;
    expect(turn?.conversation).toEqual({
      id: "19:abc@thread.tacv2",
      thread: "1700",
      kind: "channel",
      tenantId: TENANT,
      serviceUrl: edge.serviceUrl,
    });
    expect(JSON.parse(JSON.stringify(turn))).toEqual(turn);
  });

  test.each<[string, object, string]>([
    ["says so", { id: "a:chat", conversationType: "personal" }, "personal"],
    ["does not say so", { id: "a:chat" }, "groupChat"],
    ["says something unknown", { id: "a:chat", conversationType: "meeting" }, "groupChat"],
    [
      "says so and that it is a group",
      { id: "a:chat", conversationType: "personal", isGroup: true },
      "groupChat",
    ],
    ["says so under a group chat's id", { id: "19:x@thread.v2", conversationType: "personal" }, "groupChat"],
    ["says nothing under a group chat's id", { id: "19:x@thread.v2" }, "groupChat"],
    ["says nothing under a channel's id", { id: "19:x@thread.tacv2;messageid=1" }, "channel"],
    ["says nothing under an old channel's id", { id: "19:x@thread.skype" }, "channel"],
  ])("only what is known to be a 1:1 chat is one: a conversation that %s", async (_, address, kind) => {
    await edge.post(edge.message("help", { conversation: { tenantId: TENANT, ...address } }));
    expect(edge.turns).toMatchObject([{ conversation: { kind } }]);
  });

  test("where somebody is comes along; what names no time zone is no reason to refuse anything", async () => {
    for (const localTimezone of ["Europe/Stockholm", "Nowhere/At-All", "", null, 7, "x".repeat(5_000)])
      expect((await edge.post(edge.message("help", { localTimezone }))).status).toBe(200);
    expect(edge.turns.map(({ timeZone }) => timeZone)).toEqual([
      "Europe/Stockholm",
      ...Array(5).fill(undefined),
    ]);
  });

  test("the bot's own coming and going is told from that of people, and a team that is back from other news", async () => {
    const bot = { id: `28:${CLIENT}` };
    for (const change of [
      { membersAdded: [{ id: "29:x" }, bot] },
      { membersRemoved: [bot] },
      { membersRemoved: [{ id: "29:x" }] },
      {
        channelData: {
          tenant: { id: TENANT },
          team: { id: "19:t@thread.tacv2" },
          eventType: "teamUnarchived",
        },
      },
      { channelData: { tenant: { id: TENANT }, eventType: "teamArchived" } },
    ]) {
      await edge.post(edge.message("", { type: "conversationUpdate", ...change }));
    }
    expect(edge.turns.map(({ kind }) => kind)).toEqual(["added", "removed", "other", "back", "other"]);
    expect(edge.turns[3]).toMatchObject({ team: "19:t@thread.tacv2" });
  });

  test("installing and removing need no person; upgrades are neither", async () => {
    for (const action of ["add", "remove", "add-upgrade", "remove-upgrade"]) {
      const change = { type: "installationUpdate", action, from: { id: `28:${CLIENT}` } };
      expect((await edge.post(edge.message("", change))).status).toBe(200);
    }
    await edge.post(edge.message("", { type: "conversationUpdate", membersAdded: [{ id: "29:x" }] }));
    await edge.post(edge.message("", { type: "message", text: null, value: { verb: "approve" } }));
    expect(edge.turns.map(({ kind }) => kind)).toEqual([
      "installed",
      "removed",
      "other",
      "other",
      "other",
      "other",
    ]);
  });
});
