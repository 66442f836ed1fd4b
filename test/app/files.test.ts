import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFileDoors } from "../../src/adapters/files/index.ts";
import { createSeal } from "../../src/adapters/node/seal.ts";
import { createTransport, NO_PROXY_AT_ALL } from "../../src/adapters/transport/index.ts";
import { answerFileConsent } from "../../src/files/consent.ts";
import { MAX_FILE_BYTES, OFFER_MS, offerFile } from "../../src/files/offer.ts";
import { safeFileName } from "../../src/files/name.ts";
import type { FileConsentTurn, FileTarget } from "../../src/messaging/turn.ts";
import type { Spoken } from "../../src/messaging/spoken.ts";
import type { Content } from "../../src/messaging/content.ts";
import { say } from "../../src/texts/text.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** Files by Teams' file consent: for one person, in their 1:1 chat, kept sealed until they say what becomes of it. */

let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices({ oneClock: true });
  harness = openHarness(services);
});
afterAll(() => services?.close());
beforeEach(() => services.drive.faults.clear());

type Offer = Extract<Spoken<Content>, { kind: "file-offer" }>;

function chatOf(key: PersonKey) {
  return conversation(`1:1-${senderOf(key).oid}`, "personal");
}

const SECRET = "user,host\nana,ward3-nurse12\n";

async function offered(name = "hosts.csv", content = SECRET): Promise<Offer> {
  const { oid, tid } = senderOf("ana");
  const bytes = Buffer.from(content);
  const file = { name, bytes, about: say("files.saved", { name: "a test" }) };
  await services.store.transaction((tx) =>
    offerFile(harness.deps, tx, { oid, tid, chat: chatOf("ana") }, file),
  );
  await harness.tick();
  return lastOffer();
}

function lastOffer(): Offer {
  const found = harness.shown.findLast(({ content }) => content.kind === "file-offer");
  return found?.content as Offer;
}

let turns = 0;

async function answer(
  offer: Offer,
  change: Partial<FileConsentTurn> = {},
  key: PersonKey = "ana",
): Promise<void> {
  await harness.deliver({
    activityId: `consent-${(turns += 1)}`,
    sender: senderOf(key),
    conversation: chatOf(key),
    at: services.clock.now(),
    kind: "file-consent",
    ref: offer.ref,
    accepted: true,
    target: services.drive.open(key, offer.name),
    ...change,
  });
  await harness.tick();
  await harness.tick();
}

function rowOf(offer: Offer) {
  return services.store.read((tx) => tx.files.get(offer.ref));
}

const said = () => harness.shown.map(({ content }) => textOf(content)).join("\n");
const savedCount = () => services.drive.files.length;

describe("a file", () => {
  test("that is accepted is written to the person's OneDrive, shown where it lies, and forgotten", async () => {
    const offer = await offered();
    expect(harness.shown.at(-1)?.at.conversation).toEqual(chatOf("ana"));
    expect(offer).toMatchObject({ name: "hosts.csv", size: SECRET.length });
    await answer(offer);
    expect(services.drive.files.at(-1)).toMatchObject({ owner: "ana", bytes: Buffer.from(SECRET) });
    const info = harness.shown.findLast(({ content }) => content.kind === "file-saved")?.content;
    expect(info).toMatchObject({
      name: "hosts.csv",
      contentUrl: expect.stringContaining(services.drive.host),
    });
    expect(await rowOf(offer)).toMatchObject({ state: "saved", body: "", target: "" });
    // The card that asked asks no more.
    expect(
      harness.shown.some(({ content }) => content.kind === "file-offer" && content.ref === offer.ref),
    ).toBe(false);
  });

  test("that is declined is forgotten at once, and that is said", async () => {
    const [offer, before] = [await offered("refused.csv"), savedCount()];
    await answer(offer, { accepted: false, target: null });
    expect(await rowOf(offer)).toMatchObject({ state: "declined", body: "" });
    expect(said()).toContain('refused.csv\\" was declined, so it is no longer on offer');
    await answer(offer);
    expect(savedCount()).toBe(before);
  });

  test("lies sealed in the store, and opens for no other file", async () => {
    const offer = await offered();
    const row = await rowOf(offer);
    expect(Buffer.from(row?.body ?? "", "utf8").toString()).not.toContain("ward3");
    expect(row?.body).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 16));
    expect(services.files.seal.open(row?.body ?? "", "file another")).toBeNull();
    await answer(offer, { accepted: false, target: null });
  });

  test("is accepted by nobody but whom it is for, who learn nothing of it", async () => {
    const [offer, before] = [await offered("for-ana.csv"), savedCount()];
    await answer(offer, {}, "carla");
    // Ana herself, but where others read along.
    await answer(offer, { conversation: conversation("19:group@thread.v2", "groupChat") });
    expect(savedCount()).toBe(before);
    const told = harness.shown.filter(({ at }) => at.conversation.id === chatOf("carla").id);
    expect(told.map(({ content }) => textOf(content)).join()).not.toContain("for-ana");
    expect(await rowOf(offer)).toMatchObject({ state: "offered" });
    await answer(offer);
    expect(savedCount()).toBe(before + 1);
  });

  test("accepted twice is saved once, and who accepts again is told so", async () => {
    const [offer, before] = [await offered("once.csv"), savedCount()];
    const target = services.drive.open("ana", "once.csv");
    await Promise.all([answer(offer, { target }), answer(offer, { target })]);
    await answer(offer);
    await answer(offer, { accepted: false, target: null });
    expect(savedCount()).toBe(before + 1);
    expect(said()).toContain('once.csv\\" has been saved already');
    expect(await rowOf(offer)).toMatchObject({ state: "saved" });
  });

  test.each([
    ["another host", "https://evil.example/upload"],
    ["a host that ends alike", "https://evilsharepoint.com/upload"],
    ["no encryption", "http://contoso-my.sharepoint.com/upload"],
    ["a user in the address", "https://contoso-my.sharepoint.com@evil.example/upload"],
    ["no address at all", "javascript:alert(1)"],
  ])("is not sent to %s, and is still there for the right one", async (_what, uploadUrl) => {
    const offer = await offered();
    const before = savedCount();
    const right = services.drive.open("ana", offer.name);
    await answer(offer, { target: { ...right, uploadUrl } });
    await answer(offer, { target: { ...right, contentUrl: uploadUrl } });
    await answer(offer, { target: null });
    expect(await rowOf(offer)).toMatchObject({ state: "offered" });
    expect(said()).toContain("a place that this bot does not write to");
    await answer(offer, { target: right });
    expect(savedCount()).toBe(before + 1);
  });

  test("follows no redirect to elsewhere, and is offered again", async () => {
    const offer = await offered();
    const before = savedCount();
    services.drive.faults.next(1, { status: 307, headers: { location: "https://evil.example/" }, body: "" });
    await answer(offer);
    expect(savedCount()).toBe(before);
    expect(lastOffer().ref).toBe(offer.ref);
    await answer(lastOffer());
    expect(savedCount()).toBe(before + 1);
  });

  test("whose saving fails or gets no answer is tried again at the same address, once more offered, never lost", async () => {
    const offer = await offered();
    const before = savedCount();
    services.drive.faults.next(1, { status: 503, body: "" });
    await answer(offer);
    expect(savedCount()).toBe(before);
    services.advance(2_500);
    // Written, and the answer lost: the next attempt finds no session, and says what is not known.
    services.drive.faults.next(1, { drop: "after" });
    await harness.tick();
    expect(savedCount()).toBe(before + 1);
    services.advance(11_000);
    await harness.tick();
    await harness.tick();
    expect(said()).toContain("or I was not told that it was");
    expect(await rowOf(offer)).toMatchObject({ state: "offered" });
  });

  test("that was accepted is saved by the next process, where the first one died", async () => {
    const offer = await offered("crash.csv");
    const before = savedCount();
    const target: FileTarget = services.drive.open("ana", "crash.csv");
    const turn: FileConsentTurn = {
      ...{ activityId: "dies", sender: senderOf("ana"), conversation: chatOf("ana"), at: 0 },
      ...{ kind: "file-consent", ref: offer.ref, accepted: true, target },
    };
    await answerFileConsent(harness.deps, turn);
    expect((await rowOf(offer))?.target).not.toContain(target.uploadUrl);
    await openHarness(services, undefined, harness.shown).tick();
    expect(savedCount()).toBe(before + 1);
  });

  test("is over after a day, by the later clock, and swept", async () => {
    const offer = await offered("late.csv");
    const before = savedCount();
    services.advance(OFFER_MS);
    await answer(offer);
    expect(savedCount()).toBe(before);
    expect(said()).toContain('late.csv\\" was on offer for a day');
    await services.store.transaction((tx) => tx.sweep(services.clock.now(), 86_400_000));
    expect(await rowOf(offer)).toBeNull();
  });

  test("that the bot can't open any more is given up in words", async () => {
    const offer = await offered("old-key.csv");
    const target = services.drive.open("ana", offer.name);
    const other = createFileDoors({
      hosts: [services.drive.host],
      transport: createTransport(NO_PROXY_AT_ALL),
      seal: createSeal(new Uint8Array(32), null),
    });
    Object.assign(harness.deps, { files: other });
    await answer(offer, { target });
    Object.assign(harness.deps, { files: services.files });
    expect(said()).toContain("can't be opened any more");
    expect(await rowOf(offer)).toMatchObject({ state: "declined", body: "" });
  });

  test("that is empty, bigger than 4 MB, or one too many is refused in words", async () => {
    await expect(offered("nothing.csv", "")).rejects.toThrow("is empty");
    await expect(offered("big.csv", "x".repeat(MAX_FILE_BYTES + 1))).rejects.toThrow("up to 4 MB");
    const offers: Offer[] = [];
    await expect(async () => {
      for (let at = 0; at < 12; at += 1) offers.push(await offered(`${at}.csv`));
    }).rejects.toThrow("waiting for your answer");
    for (const offer of offers) await answer(offer, { accepted: false, target: null });
  });
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\Windows\\system32\\con.txt", "_con.txt"],
  ["photo\u202egnp.exe", "photognp.exe"],
  ["a\u0000b\r\nc.csv", "ab c.csv"],
  ["NUL", "_NUL"],
  ['x<y>:"|?*.txt', "x_y______.txt"],
  ["  . . ", "file"],
  ["...", "file"],
  ["", "file"],
  ["report.pdf. .", "report.pdf"],
  [`${"ä".repeat(300)}.csv`, `${"ä".repeat(116)}.csv`],
  [`x.${"e".repeat(300)}`, `x.${"e".repeat(118)}`],
])("the name %j becomes %j", (given, expected) => {
  expect(safeFileName(given)).toBe(expected);
});
