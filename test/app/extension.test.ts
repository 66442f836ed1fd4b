import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExtensionTurn } from "../../src/messaging/turn.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";
import { conversation, openHarness, type Harness } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** The message extension: it reads with the person's own token, and shows in closed conversations nothing but a title. */

let services: Services;
let harness: Harness;
const soc = conversation("19:soc@thread.tacv2", "channel");
const closed = conversation("19:closed@thread.tacv2", "channel");

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", soc, "enable");
});
afterAll(() => services?.close());

let turns = 0;

async function ask(
  asks: ExtensionTurn["asks"],
  place: ConversationRef = soc,
  key: PersonKey = "carla",
  brings: Partial<ExtensionTurn> = {},
): Promise<string> {
  const answer = await harness.deliver({
    ...{ activityId: `x${(turns += 1)}`, sender: senderOf(key), conversation: place, at: 0 },
    ...{ kind: "extension", asks, ssoToken: null, code: null, ...brings },
  });
  return JSON.stringify(answer);
}

const search = (command: string, text: string) => ({ kind: "search", command, text }) as const;

/** Ids of what there is to be found. */
function idsHere() {
  const alert = services.sandboxDefender.alerts[0]?.id ?? "";
  const device = services.sandboxDefender.device("ward3-nurse12").id;
  return { alerts: alert, incidents: "3100", devices: device, people: "m.keller@contoso.example" };
}

interface Result {
  readonly title: string;
  readonly line: string;
  readonly content: { readonly data: Readonly<Record<string, unknown>> };
}

function foundIn(answer: string): readonly Result[] {
  return (JSON.parse(answer) as { readonly found?: readonly Result[] }).found ?? [];
}

/** All that its card says. */
function textsOn(found: Result | undefined): readonly unknown[] {
  const { tone: _, ...data } = found?.content.data ?? {};
  return Object.values(data).flatMap((value) =>
    typeof value === "string" && value !== "" ? [value] : Array.isArray(value) ? value : [],
  );
}

/** Where it is open, one is found that tells its id; where it is closed, the same without anything but its title. */
async function expectOnlyTitle(asks: ExtensionTurn["asks"], id: string): Promise<void> {
  const [open, ...more] = foundIn(await ask(asks));
  expect([more, JSON.stringify(open)]).toEqual([[], expect.stringContaining(id)]);
  const [shut, ...others] = foundIn(await ask(asks, closed));
  expect([shut?.title, textsOn(shut), others]).toEqual([open?.title, [open?.title], []]);
  expect(shut?.line).toMatch(/^Only the title: /);
}

describe("the compose box", () => {
  test.each([
    ["devices", "ward3-nurse12", "ward3-nurse12"],
    ["people", "m.keller@contoso.example", "Keller"],
  ])("finds %s, as a card without a button", async (command, text, found) => {
    const answer = await ask(search(command, text));
    expect(answer).toContain('"kind":"found"');
    expect(answer).toContain(found);
    expect(answer).not.toContain('"verb"');
  });

  test("finds alerts and incidents by a part of their titles, and each by its id", async () => {
    const [alert] = services.sandboxDefender.alerts;
    expect(await ask(search("alerts", alert!.id))).toContain(alert!.title);
    expect(await ask(search("incidents", ""))).toContain('"kind":"found"');
    const raised = services.sandboxDefender.raiseAlert({ title: "Zwirbel 365 was seen" });
    for (const word of ["zwirbel", "ZWIRBEL 365", raised.id]) {
      expect(await ask(search("alerts", word)), word).toContain(raised.title);
    }
    for (const word of ["zwirbelwind", "da999999999_-1"]) {
      expect(await ask(search("alerts", word)), word).toContain("Nothing was found");
    }
    expect(await ask(search("incidents", "99999"))).toContain("Nothing was found");
    expect(await ask(search("alerts", "no such title anywhere"))).toContain("Nothing was found");
    expect(await ask(search("constructor", "x"))).toContain("not known");
  });

  test.each(["mimikatz", "Emotet-2", "da_12"])(
    "finds an alert by one word of its title: %s",
    async (word) => {
      services.sandboxDefender.raiseAlert({ title: `A case of ${word} here` });
      expect(await ask(search("alerts", word))).toContain(`A case of ${word} here`);
    },
  );

  test("answers with titles that have room, however long they are", async () => {
    services.sandboxDefender.raiseAlert({ title: `endless ${"漢".repeat(6_000)}` });
    const answer = await ask(search("alerts", "endless"));
    expect(answer).toContain("endless");
    expect(Buffer.byteLength(answer)).toBeLessThan(3_000);
  });

  test.each(["alerts", "incidents", "devices", "people"] as const)(
    "in a conversation that is not enabled gives nothing but the title of %s",
    async (command) => {
      const id = idsHere()[command];
      await expectOnlyTitle(search(command, id), id);
    },
  );

  test("believes no chat of two people to be the asker's own, and keeps it as no place of the bot's", async () => {
    const chat = conversation("19:ana_erin@unq.gbl.spaces", "personal");
    expect(await ask(search("devices", "ward3-nurse12"), chat)).toContain("Only the title");
    expect(await services.store.read((tx) => tx.conversations.get(chat.id))).toBeNull();
  });

  test("shows what the person may see, and nobody else's rights help", async () => {
    services.sandboxDefender.setRbac("ana", []);
    expect(await ask(search("devices", "ward3-nurse12"), soc, "ana")).not.toContain('"kind":"found"');
  });

  test("asks whoever has not signed in to do so, and goes on with the token that comes back", async () => {
    const asks = search("devices", "ward3-nurse12");
    expect(await ask(asks, soc, "david")).toMatch(/"kind":"login".*"ticket"/);
    expect(await ask(asks, soc, "david", { code: "forged" })).toContain('"kind":"login"');
    const ssoToken = await services.sandboxEntra.ssoToken("david");
    expect(await ask(asks, soc, "david", { ssoToken })).toContain('"kind":"found"');
  });
});

describe("a pasted link", () => {
  const link = (url: string) => ({ kind: "link", url }) as const;

  test.each([
    ["alerts", (id: string) => `alerts/${id}`],
    ["incidents", (id: string) => `incident2/${id}/overview`],
    ["devices", (id: string) => `machines/v2/${id}/overview`],
  ] as const)(
    "to one of the %s in the portal unfurls to it, to its title alone where that is closed",
    async (kind, path) => {
      const id = idsHere()[kind];
      await expectOnlyTitle(link(`https://security.microsoft.com/${path(id)}`), id);
    },
  );

  test("unfurls with the rights of whoever pastes it, and to nobody else's", async () => {
    const url = `https://security.microsoft.com/machines/${idsHere().devices}`;
    services.sandboxDefender.setRbac("ana", []);
    expect(await ask(link(url), soc, "ana")).not.toContain('"kind":"found"');
  });

  test.each([
    "https://security.microsoft.com.evil.example/alerts/da1_1",
    "https://evil.example/",
    "https://security.microsoft.com/alerts/da1_1?tid=00000000-0000-4000-8000-000000000001",
    "nonsense",
    "",
  ])("to %j is nothing to the bot, and asks nobody to sign in", async (url) => {
    expect(await ask(link(url), soc, "erin")).toBe('{"kind":"none"}');
  });
});
