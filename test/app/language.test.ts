import { afterAll, beforeAll, expect, test } from "vitest";
import { createTongues, languageOf } from "../../src/messaging/language.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { Fault } from "../../src/shared/errors.ts";
import { LANGUAGES } from "../../src/texts/locale.ts";
import { senderOf, silentLog, startServices, type Services } from "../support/services.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";

let services: Services;
let harness: Harness;
let flows: Flows;
const swedish = conversation("19:vakt@thread.tacv2", "channel");

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services, { ...USUAL_POLICY, limits: {} });
  flows = openFlows(services, harness);
  for (const key of ["ana", "david", "erin"] as const) await services.signIn(key);
  for (const place of [flows.soc, swedish]) await harness.say("erin", place, "enable");
});

afterAll(async () => {
  await services?.close();
});

const buttonsOn = (content: unknown) => {
  const found: { verb: string; title: string }[] = [];
  JSON.stringify(content, (_, value: unknown) => {
    if (typeof value === "object" && value !== null && "verb" in value && "title" in value)
      found.push(value as { verb: string; title: string });
    return value;
  });
  return found;
};

test("the same request card has Swedish titles where Swedish was chosen, and the same verbs", async () => {
  const [said] = await harness.say("ana", swedish, "language sv");
  expect(said?.content).toMatchObject({ text: "Jag talar svenska här från och med nu." });
  await harness.say("ana", swedish, `isolate ${flows.workstation().computerDnsName} beaconing`);
  const theirs = harness.shown.find(({ content }) => content.kind === "card");
  const ours = await flows.ask(`isolate ${flows.workstation().computerDnsName} beaconing`);
  const [sv, en] = [buttonsOn(theirs?.content), buttonsOn(ours.content)];
  expect(JSON.stringify(theirs?.content)).toContain("Isolera (fullständig)");
  expect(theirs?.at.conversation.id).toBe(swedish.id);
  expect(sv.map(({ verb }) => verb)).toEqual(en.map(({ verb }) => verb));
  expect(en.map(({ title }) => title)).toContain("Approve");
  expect(sv.map(({ title }) => title)).toContain("Godkänn");
});

test("who asked hears what they had asked for in the words of its card, and not as a command that is typed", async () => {
  await harness.say("ana", swedish, "language sv");
  const device = flows.workstation().computerDnsName;
  await harness.say("ana", swedish, `isolate ${device} beaconing`);
  const card = harness.shown.findLast(({ content }) => content.kind === "card")!;
  await harness.click("david", card, "Neka", { reason: "det är en testmaskin" });
  await harness.tick();
  expect(harness.shown.map(({ content }) => textOf(content)).join("\n")).toContain(
    `Du hade begärt: Isolera (fullständig), ${device}.`,
  );
});

test("a channel's language takes a role; one's own chat takes none", async () => {
  const [refused] = await harness.say("david", swedish, "language en");
  expect(refused?.content).toMatchObject({ text: expect.stringContaining("Responder") });
  const own = conversation("1:1-david", "personal");
  const [done] = await harness.say("david", own, "language sv");
  expect(done?.content).toMatchObject({ text: "Jag talar svenska här från och med nu." });
});

test("a 1:1 chat follows its client's locale from the first message on", async () => {
  const own = conversation("1:1-erin", "personal");
  const base = { sender: senderOf("erin"), conversation: own, at: harness.deps.clock.now() };
  const whoami = { ...base, kind: "message", text: "signout", codeBlocks: [] } as const;
  await harness.deliver({ ...whoami, activityId: "sv-1", locale: "sv-SE" });
  expect(harness.shown.at(-1)?.content).toMatchObject({ text: expect.stringContaining("Du är utloggad") });
});

test("times are told in the reader's own zone as well where nobody else reads them, else in UTC alone", async () => {
  const at = harness.deps.clock.now();
  const own = conversation("1:1-ana-zone", "personal");
  const typed = {
    sender: senderOf("ana"),
    at,
    kind: "message",
    codeBlocks: [],
    timeZone: "Asia/Kolkata",
  } as const;
  const ask = async (place: typeof own, id: string) => {
    const text = `isolate ${flows.workstation().computerDnsName} beaconing`;
    const before = harness.shown.length;
    await harness.deliver({ ...typed, conversation: place, text, activityId: id });
    const card = harness.shown.slice(before).find(({ content }) => content.kind === "card");
    return card ?? expect.fail("no card");
  };
  expect(textOf((await ask(own, "zone-1")).content)).toMatch(
    /asked at \d\d:\d\d UTC on .* \(.*\d\d:\d\d your time\)/,
  );
  // What comes there later by itself knows it too.
  await harness.say("ana", own, "requests");
  expect(textOf(harness.shown.at(-1)!.content)).toContain("your time");

  const shared = await ask(flows.soc, "zone-2");
  expect(textOf(shared.content)).not.toContain("your time");
  const answer = await harness.click("ana", shared, "Refresh", {}, { timeZone: "Asia/Kolkata" });
  expect(JSON.stringify(answer)).toContain("your time");
  // Their last activity says it where a click does not.
  await harness.deliver({
    ...{ ...typed, conversation: conversation(`1:1-${senderOf("ana").oid}`, "personal") },
    ...{ text: "whoami", activityId: "zone-3" },
  });
  expect(JSON.stringify(await harness.click("ana", shared, "Refresh"))).toContain("your time");
  await harness.tick();
  expect(textOf(shared.content)).not.toContain("your time");
});

test("who changed the language of a conversation, and to what, is recorded", async () => {
  await harness.say("ana", swedish, "language sv");
  const records = await services.store.read((tx) => tx.audit.list(null, 100));
  expect(records.findLast(({ command }) => command === "language")).toMatchObject({
    actor: { upn: expect.stringMatching(/^ana/) },
    event: "changed",
    args: { conversation: swedish.id, language: "sv" },
  });
});

test("while the store is away people are spoken to as they were last, and strangers in the usual language", async () => {
  let away = false;
  const read: typeof services.store.read = (work) =>
    away ? Promise.reject(new Fault("invariant", "away")) : services.store.read(work);
  const tongueFor = createTongues({ read }, "en", silentLog);
  const languages = async (id: string) => (await tongueFor(id)).locale.language;
  expect(await languages(swedish.id)).toBe("sv");
  away = true;
  expect(await languages(swedish.id)).toBe("sv");
  expect(await languages("19:unseen@thread.tacv2")).toBe("en");
});

test.each(LANGUAGES)("a client in a language that the bot speaks is answered in it: %s", (language) => {
  const row = { kind: "personal", language: null, locale: `${language.toUpperCase()}-xx` } as const;
  for (const usual of LANGUAGES) expect(languageOf(row, usual)).toBe(language);
});

test.each([
  ["personal", null, "sv-SE", "en", "sv"],
  ["personal", null, "tlh", "sv", "en"],
  ["personal", null, null, "sv", "sv"],
  ["personal", "en", "sv-SE", "sv", "en"],
  ["channel", null, "sv-SE", "en", "en"],
  ["channel", "sv", null, "en", "sv"],
  ["groupChat", null, null, "sv", "sv"],
] as const)("a %s where %s was typed, locale %s, LANGUAGE %s: %s", (kind, language, locale, usual, is) => {
  expect(languageOf({ kind, language, locale }, usual)).toBe(is);
});
