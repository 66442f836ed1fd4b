import { expect, test } from "vitest";
import { PEOPLE } from "../../sandbox/people.ts";
import { cardActivity, cardWith, path, startRig } from "./fake-bot.ts";

const HELLO = { type: "message", text: "hello" };

test("a reply in a channel lands in the thread only with ;messageid=", async () => {
  await using rig = await startRig();
  const { message } = rig.teams.send("ana", "soc", "alerts");
  const soc = rig.teams.state.conversation("soc");
  const inThread = await rig.call("POST", path(`${soc.id};messageid=${message.id}`, message.id), HELLO);
  const loose = await rig.call("POST", path(soc.id, message.id), HELLO);
  expect([inThread.status, loose.status]).toEqual([201, 201]);
  expect(rig.teams.state.message(String(inThread.body["id"]))?.rootId).toBe(message.id);
  expect(rig.teams.state.message(String(loose.body["id"]))?.rootId).toBeNull();
});

test("a 1:1 chat is opened by 29: id, a thread by channel id; other tenants and people are refused", async () => {
  await using rig = await startRig();
  const ana = rig.teams.state.person("ana");
  const soc = rig.teams.state.conversation("soc");
  const chat = await rig.call("POST", "/conversations", { members: [{ id: ana.teamsId }], isGroup: false });
  expect(chat.body["id"]).toBe(rig.teams.state.conversation("ana").id);
  const thread = await rig.call("POST", "/conversations", {
    isGroup: true,
    channelData: { channel: { id: soc.id } },
    activity: HELLO,
  });
  expect(thread.body["id"]).toBe(`${soc.id};messageid=${String(thread.body["activityId"])}`);
  const upn = await rig.call("POST", "/conversations", { members: [{ id: ana.upn }] });
  const foreign = await rig.call("POST", "/conversations", {
    members: [{ id: ana.teamsId }],
    tenantId: "other",
  });
  expect([upn.status, foreign.status]).toEqual([400, 403]);
});

test("calls without the bot's token for the connector are 401", async () => {
  await using rig = await startRig();
  const { id } = rig.teams.state.conversation("ana");
  expect((await rig.call("POST", path(id), HELLO, "somebody-else")).status).toBe(401);
  expect(rig.teams.messages("ana")).toHaveLength(0);
});

test("only the bot's own messages can be edited or deleted; edits are marked", async () => {
  await using rig = await startRig();
  const { id } = rig.teams.state.conversation("ana");
  const { message } = rig.teams.send("ana", "ana", "help");
  expect((await rig.call("PUT", path(id, message.id), HELLO)).status).toBe(403);
  const own = String((await rig.call("POST", path(id), HELLO)).body["id"]);
  expect((await rig.call("PUT", path(id, own), { type: "message", text: "changed" })).status).toBe(200);
  expect(rig.teams.state.message(own)).toMatchObject({ text: "changed", revision: 1 });
  expect((await rig.call("DELETE", path(id, own))).status).toBe(200);
  expect((await rig.call("PUT", path(id, own), HELLO)).status).toBe(404);
  expect((await rig.call("POST", path("19:nowhere@thread.tacv2"), HELLO)).status).toBe(404);
});

test("over 100 KB counted as UTF-16 is 413", async () => {
  await using rig = await startRig();
  const { id } = rig.teams.state.conversation("ana");
  const big = { type: "message", text: "x".repeat(52_000) };
  expect((await rig.call("POST", path(id), big)).status).toBe(413);
  expect((await rig.call("POST", path(id), { ...big, text: "x".repeat(50_000) })).status).toBe(201);
});

test("the eighth send within a second is 429 with Retry-After, in that conversation only", async () => {
  await using rig = await startRig();
  const ana = rig.teams.state.conversation("ana");
  const ben = rig.teams.state.conversation("ben");
  const answers = await Promise.all(Array.from({ length: 8 }, () => rig.call("POST", path(ana.id), HELLO)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(1);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await rig.call("POST", path(ben.id), HELLO)).status).toBe(201);
  rig.teams.limiter.enabled = false;
  expect((await rig.call("POST", path(ana.id), HELLO)).status).toBe(201);
});

test("members: all of a team, and one by id", async () => {
  await using rig = await startRig();
  const soc = encodeURIComponent(rig.teams.state.conversation("soc").id);
  const ana = rig.teams.state.person("ana");
  const paged = await rig.call("GET", `/conversations/${soc}/pagedmembers`);
  expect(paged.body["members"]).toHaveLength(PEOPLE.length);
  const one = await rig.call("GET", `/conversations/${soc}/members/${encodeURIComponent(ana.teamsId)}`);
  expect(one.body).toMatchObject({ aadObjectId: ana.oid, userPrincipalName: ana.upn });
  expect((await rig.call("GET", `/conversations/${soc}/members/29%3Anobody`)).status).toBe(404);
});

test("a removed bot may not post", async () => {
  await using rig = await startRig();
  const { id } = rig.teams.state.conversation("soc");
  await rig.teams.setInstalled("soc", false);
  const answer = await rig.call("POST", path(id), HELLO);
  expect(answer.body["error"]).toMatchObject({ code: "BotNotInConversationRoster" });
  expect(rig.received.map(({ activity }) => activity["type"])).toEqual([
    "installationUpdate",
    "conversationUpdate",
  ]);
});

test("a dropped answer after the effect: the caller knows nothing, the message is there", async () => {
  await using rig = await startRig();
  const { id } = rig.teams.state.conversation("ana");
  rig.teams.faults.next(1, { method: "POST", path: /activities$/, drop: "after" });
  await expect(rig.call("POST", path(id), HELLO)).rejects.toThrow();
  expect(rig.teams.messages("ana")).toHaveLength(1);
  rig.teams.faults.next(1, { status: 502 });
  expect((await rig.call("POST", path(id), cardActivity(cardWith()))).status).toBe(502);
  expect(rig.teams.messages("ana")).toHaveLength(1);
});
