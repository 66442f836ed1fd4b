import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { PEOPLE, SANDBOX_CLIENT_ID, SANDBOX_TENANT_ID } from "../../sandbox/people.ts";
import { composeText } from "../../sandbox/teams/activities.ts";
import { startRig } from "./fake-bot.ts";

const BOT = { id: "28:bot", name: "Defender" };

test("activities come with a token of the published, endorsed key", async () => {
  await using rig = await startRig();
  await rig.teams.send("ana", "ana", "help").answer;
  const metadata = (await (await fetch(rig.teams.openIdUrl)).json()) as { jwks_uri: string; issuer: string };
  const token = rig.received[0]?.authorization.replace("Bearer ", "") ?? "";
  const { payload, protectedHeader } = await jwtVerify(
    token,
    createRemoteJWKSet(new URL(metadata.jwks_uri)),
    {
      issuer: "https://api.botframework.com",
      audience: SANDBOX_CLIENT_ID,
    },
  );
  expect(payload["serviceurl"]).toBe(rig.teams.url);
  const keys = (await (await fetch(metadata.jwks_uri)).json()) as {
    keys: { kid: string; endorsements: string[] }[];
  };
  expect(keys.keys.find(({ kid }) => kid === protectedHeader.kid)?.endorsements).toEqual(["msteams"]);
});

test("a channel message has the mention, its entity, the thread and the tenant", async () => {
  await using rig = await startRig();
  const { message, answer } = rig.teams.send("ana", "soc", "device web01 & <x>");
  await answer;
  const soc = rig.teams.state.conversation("soc");
  const ana = rig.teams.state.person("ana");
  expect(rig.received[0]?.activity).toMatchObject({
    type: "message",
    id: message.id,
    text: "<at>Defender</at> device web01 &amp; &lt;x&gt;",
    from: { id: ana.teamsId, aadObjectId: ana.oid, name: ana.name },
    recipient: { id: `28:${SANDBOX_CLIENT_ID}` },
    conversation: {
      id: `${soc.id};messageid=${message.id}`,
      conversationType: "channel",
      isGroup: true,
      tenantId: SANDBOX_TENANT_ID,
    },
    channelData: { tenant: { id: SANDBOX_TENANT_ID }, channel: { id: soc.id }, team: { id: soc.teamId } },
    entities: [{ type: "mention", text: "<at>Defender</at>" }, { type: "clientInfo" }],
  });
  const reply = rig.teams.send("ben", "soc", "hi", { thread: message.id });
  await reply.answer;
  expect(rig.received[1]?.activity).toMatchObject({
    replyToId: message.id,
    conversation: { id: `${soc.id};messageid=${message.id}` },
  });
});

test("without a mention nothing of a group chat reaches the bot", async () => {
  await using rig = await startRig();
  await rig.teams.send("ana", "night-shift", "coffee?", { mention: false }).answer;
  expect(rig.received).toHaveLength(0);
  expect(() => rig.teams.send("noor", "night-shift", "me too")).toThrow("not in");
});

test("code fences become code blocks of the HTML copy", () => {
  const { text, html } = composeText("hunt\n```kusto\nDeviceInfo\n| take 5 < 6\n```", BOT);
  expect(html).toContain('<codeblock class="kusto"><code>DeviceInfo<br>| take 5 &lt; 6</code></codeblock>');
  expect(text).toBe("<at>Defender</at> hunt\nDeviceInfo\n| take 5 &lt; 6");
});

test("installation is told once per chat and team, redelivery repeats the same activity", async () => {
  await using rig = await startRig();
  await rig.teams.install();
  const told = rig.received.filter(({ activity }) => activity["type"] === "installationUpdate");
  // Everybody's own chat, the group chat, the team.
  expect(told).toHaveLength(PEOPLE.length + 2);
  const { message, answer } = rig.teams.send("ana", "ana", "help");
  await answer;
  await rig.teams.redeliver(message.id);
  const [first, second] = rig.received.slice(-2);
  expect(second?.activity).toEqual(first?.activity);
});

test("an unreachable bot marks the message as failed", async () => {
  await using rig = await startRig();
  rig.teams.setBotUrl("http://127.0.0.1:9");
  const { message, answer } = rig.teams.send("ana", "ana", "help");
  expect((await answer).failure).toBe("unreachable");
  expect(message.delivery).toBe("failed");
});

test("whoever is named behind an @ is mentioned, as a client picks them from its list", () => {
  const ben = { id: "29:ben", name: "Ben Okafor" };
  const { text, html, entities } = composeText("assign 1 to:@Ben Okafor, not @Benjamin", BOT, [ben]);
  expect(text).toBe("<at>Defender</at> assign 1 to:<at>Ben Okafor</at>, not @Benjamin");
  expect(html).toContain(
    'to:<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="1">Ben Okafor</span>, not',
  );
  expect(entities).toEqual([
    { type: "mention", mentioned: BOT, text: "<at>Defender</at>" },
    { type: "mention", mentioned: ben, text: "<at>Ben Okafor</at>" },
  ]);
});
