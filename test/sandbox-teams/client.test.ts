import { expect, test } from "vitest";
import type { Json } from "../../sandbox/teams/types.ts";
import { cardActivity, cardWith, path, startRig } from "./fake-bot.ts";
import type { Rig } from "./fake-bot.ts";

const LOGIN = {
  statusCode: 401,
  type: "application/vnd.microsoft.activity.loginRequest",
  value: {
    text: "Sign in to approve",
    connectionName: "defender",
    tokenExchangeResource: { id: "exchange-1", uri: "api://botid-x" },
    buttons: [{ type: "signin", title: "Sign in", value: "http://127.0.0.1:1/auth/start?ticket=t" }],
  },
};
const APPROVE = { type: "Action.Execute", title: "Approve", verb: "approve", data: { k: "1" } };
const NEXT_CARD = { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: cardWith() };

function valueOf(activity: Json): Json {
  return activity["value"] as Json;
}

async function post(rig: Rig, where: string, activity: Json): Promise<string> {
  const { id } = rig.teams.state.conversation(where);
  return String((await rig.call("POST", path(id), activity)).body["id"]);
}

test("401 loginRequest is answered once with the silent token, and the card replaces the clicker's only", async () => {
  await using rig = await startRig();
  rig.answer = (activity) => ({ status: 200, body: valueOf(activity)["authentication"] ? NEXT_CARD : LOGIN });
  const id = await post(rig, "soc", cardActivity(cardWith(APPROVE)));
  const outcome = await rig.teams.click("carla", id, "Approve", { note: "ok" });
  expect(outcome.kind).toBe("card");
  expect(rig.received.map(({ activity }) => valueOf(activity)["authentication"])).toEqual([
    undefined,
    { id: "exchange-1", connectionName: "defender", token: "sso-of-carla" },
  ]);
  expect(rig.received[0]?.activity).toMatchObject({
    name: "adaptiveCard/action",
    replyToId: id,
    value: { trigger: "manual", action: { verb: "approve", data: { k: "1", note: "ok" } } },
  });
  expect(rig.teams.card("carla", id)).toEqual(cardWith());
  expect(rig.teams.card("ana", id)).toEqual(cardWith(APPROVE));
});

test("without silent SSO the Sign in button shows, and the window's code goes back with the click", async () => {
  await using rig = await startRig();
  rig.answer = (activity) => ({
    status: 200,
    body: valueOf(activity)["state"] === "code-1" ? NEXT_CARD : LOGIN,
  });
  rig.teams.state.setSettings("carla", { silentSso: false });
  const id = await post(rig, "carla", cardActivity(cardWith(APPROVE)));
  expect((await rig.teams.click("carla", id, "Approve")).kind).toBe("login");
  expect(rig.teams.state.view("carla", id).note).toMatchObject({ kind: "sign-in", title: "Sign in" });
  await rig.teams.signedIn("carla", id, "code-1");
  expect(rig.teams.card("carla", id)).toEqual(cardWith());
  expect(rig.received).toHaveLength(2);
});

test("an OAuth card is exchanged silently, once per device with one id; 412 shows the button", async () => {
  await using rig = await startRig();
  rig.teams.state.setSettings("ana", { devices: 2 });
  const oauth = {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.oauth", content: LOGIN.value }],
  };
  const id = await post(rig, "ana", oauth);
  await expect.poll(() => rig.teams.state.view("ana", id).signedIn).toBe(true);
  expect(rig.received.map(({ activity }) => [activity["name"], valueOf(activity)["id"]])).toEqual([
    ["signin/tokenExchange", "exchange-1"],
    ["signin/tokenExchange", "exchange-1"],
  ]);
  rig.answer = (activity) => (activity["name"] === "signin/tokenExchange" ? { status: 412, body: {} } : null);
  const second = await post(rig, "ben", oauth);
  await expect.poll(() => rig.teams.state.view("ben", second).note?.kind).toBe("sign-in");
  await rig.teams.signedIn("ben", second, "code-2");
  expect(rig.received.at(-1)?.activity).toMatchObject({
    name: "signin/verifyState",
    value: { state: "code-2" },
  });
  expect(rig.teams.state.view("ben", second).signedIn).toBe(true);
});

test("in a group the OAuth card is exchanged by the person who was answered; a failing client says so", async () => {
  await using rig = await startRig();
  const { message } = rig.teams.send("ben", "night-shift", "alerts");
  const oauth = {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.oauth", content: LOGIN.value }],
  };
  rig.teams.state.setSettings("ben", { silentSso: false });
  const { id } = rig.teams.state.conversation("night-shift");
  const card = await rig.call("POST", path(id, message.id), oauth);
  const cardId = String(card.body["id"]);
  await expect.poll(() => rig.teams.state.view("ben", cardId).note?.kind).toBe("sign-in");
  const failure = () => rig.received.find(({ activity }) => activity["name"] === "signin/failure");
  await expect.poll(failure).toMatchObject({ activity: { from: { name: "Ben Okafor" } } });
});

test("refresh: listed people only, at most once a minute, again after an edit, never shown when it fails", async () => {
  await using rig = await startRig();
  rig.answer = () => ({ status: 200, body: NEXT_CARD });
  const ana = rig.teams.state.person("ana");
  const refresh = {
    action: { type: "Action.Execute", verb: "view", data: { k: "1" } },
    userIds: [ana.teamsId],
  };
  const card = { ...cardWith(APPROVE), refresh };
  const id = await post(rig, "soc", cardActivity(card));
  expect(await rig.teams.see("ben", id)).toBeNull();
  expect((await rig.teams.see("ana", id))?.kind).toBe("card");
  expect(rig.received[0]?.activity).toMatchObject({
    value: { trigger: "automatic", action: { verb: "view" } },
  });
  expect(rig.teams.card("ana", id)).toEqual(cardWith());
  expect(await rig.teams.see("ana", id)).toBeNull();
  await rig.call("PUT", path(rig.teams.state.conversation("soc").id, id), cardActivity(card));
  expect(rig.teams.card("ana", id)).toEqual(card);
  rig.answer = () => ({ status: 200, body: LOGIN });
  expect((await rig.teams.see("ana", id))?.kind).toBe("login");
  expect(rig.teams.state.view("ana", id).note).toBeNull();
});

test("messages are toasts, errors and malformed or late answers are shown under the card", async () => {
  await using rig = await startRig({ invokeTimeoutMs: 200 });
  const id = await post(rig, "ana", cardActivity(cardWith(APPROVE)));
  const note = () => rig.teams.state.view("ana", id).note;
  rig.answer = () => ({
    status: 200,
    body: { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "Noted" },
  });
  await rig.teams.click("ana", id, "Approve");
  expect(note()).toEqual({ kind: "toast", text: "Noted" });
  const error = { code: "Forbidden", message: "You are not an approver" };
  rig.answer = () => ({
    status: 200,
    body: { statusCode: 400, type: "application/vnd.microsoft.error", value: error },
  });
  await rig.teams.click("ana", id, "Approve");
  expect(note()).toEqual({ kind: "error", text: "You are not an approver" });
  for (const answer of [
    () => ({ status: 200, body: { status: 200 } }),
    () => new Promise<null>(() => undefined),
  ]) {
    rig.answer = answer;
    await rig.teams.click("ana", id, "Approve");
    expect(note()).toEqual({ kind: "error", text: "Something went wrong. Please try again." });
  }
});

test("the compose box signs in silently, then by the window; what it inserts is the person's message, heard in 1:1 alone", async () => {
  await using rig = await startRig();
  const url = "http://127.0.0.1:1/auth/start";
  const signIn = (type: string) => ({
    ...{ type, suggestedActions: { actions: [{ type: "openUrl", title: "Sign in", value: url }] } },
  });
  const preview = { contentType: "application/vnd.microsoft.card.thumbnail", content: { title: "web01" } };
  const content = { contentType: "application/vnd.microsoft.card.adaptive", content: cardWith() };
  const attachments = [{ ...content, preview }];
  let taken = (value: Json): boolean => value["authentication"] !== undefined;
  rig.answer = ({ name, value }) => {
    if (name === undefined) return null;
    const given = value as Json;
    const type = given["authentication"] === undefined ? "silentAuth" : "auth";
    const extension = taken(given) ? { type: "result", attachments } : signIn(type);
    return { status: 200, body: { composeExtension: extension } };
  };
  const ask = { kind: "search", command: "devices", text: "web01" } as const;
  const found = { kind: "found", found: [{ title: "web01", text: "", card: cardWith() }] };
  expect(await rig.teams.compose("ana", "soc", ask)).toEqual(found);
  expect(rig.received.at(-1)?.activity).toMatchObject({
    name: "composeExtension/query",
    value: { commandId: "devices", parameters: [{ name: "query", value: "web01" }] },
  });
  taken = (value) => value["state"] === "code-3";
  expect(await rig.teams.compose("ana", "soc", ask)).toEqual({ kind: "sign-in", title: "Sign in", url });
  expect(await rig.teams.compose("ana", "soc", ask, "code-3")).toEqual(found);

  const heard = rig.received.length;
  await rig.teams.send("ana", "soc", "", { card: cardWith(), mention: false }).answer;
  expect(rig.received).toHaveLength(heard);
  const { message, answer } = rig.teams.send("ana", "ana", "", { card: cardWith() });
  await answer;
  expect(rig.teams.card("carla", message.id)).toEqual(cardWith());
  expect(rig.received.at(-1)?.activity["attachments"]).toEqual([
    { contentType: "text/html", content: `<p></p><attachment id="${message.id}-0"></attachment>` },
    content,
  ]);
});
