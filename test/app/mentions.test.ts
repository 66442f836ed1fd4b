import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PEOPLE, personByKey, SANDBOX_TENANT_ID } from "../../sandbox/people.ts";
import { MessengerError, type Member, type Messenger } from "../../src/messaging/messenger.ts";
import { say } from "../../src/texts/text.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Whoever is mentioned stands where a command takes a person. */

let services: Services;
let harness: Harness;
let alert: string;
/** What Teams was asked. */
let asked: string[];
let roster: Messenger["member"];
let truly: Messenger["member"];

const night = conversation("19:night@thread.v2", "groupChat");
const ben = personByKey("ben");
const TITLE = "Given to somebody by their mention";
const BEN = "@Ben\u00a0Okafor";
const mentioned = [{ word: BEN, teamsId: ben.teamsId }];

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph" });
  harness = openHarness(services);
  const known = harness.deps.messenger.member.bind(harness.deps.messenger);
  Object.assign(harness.deps.messenger, {
    member: (...given: Parameters<typeof known>) => {
      asked.push(given[1]);
      return roster(...given);
    },
  });
  truly = known;
  for (const key of ["carla", "erin"] as const) await services.signIn(key);
  asked = [];
  await harness.say("erin", night, "enable");
  alert = services.sandboxDefender.raiseAlert({ severity: "High", assignedTo: null, title: TITLE }).id;
});
beforeEach(() => {
  roster = truly;
  asked = [];
});
afterAll(() => services?.close());

async function answer(text: string, people = mentioned): Promise<string> {
  const said = await harness.say("carla", night, text, people);
  return textOf(said.at(-1)?.content ?? expect.fail("nothing was said"));
}

const ownerOf = async () =>
  (await harness.deps.defender.as(senderOfCarla(), AbortSignal.timeout(5_000)).alert(alert)).assignedTo;
const senderOfCarla = () => {
  const { oid, teamsId, name } = personByKey("carla");
  return { oid, tid: SANDBOX_TENANT_ID, teamsId, name };
};

describe("a mention is the person whom Teams' roster has", () => {
  test.each([
    ["behind the key", `to:${BEN}`],
    ["behind the key and the space that clients put there", `to: ${BEN}`],
    ["by itself", BEN],
  ])("assign: %s; Defender keeps their UPN", async (_, typed) => {
    await answer(`assign ${alert} to:nobody@contoso.example`, []);
    const card = await answer(`assign ${alert} ${typed}`);
    expect(card).toContain(ben.upn);
    expect(await ownerOf()).toBe(ben.upn);
    expect(asked).toEqual([ben.teamsId]);
  });

  test("a list is narrowed to what is theirs", async () => {
    await answer(`assign ${alert} to:${BEN}`);
    const list = await answer(`alerts since:1d top:20 assigned:${BEN}`);
    expect(list).toContain(ben.upn);
    expect(list).toContain(TITLE);
  });

  test.each([
    ["user", "", ben.upn],
    ["suspend", "somebody else uses the account", "Requested"],
    ["revoke-sessions", `asked for by ${BEN}`, "asked for by @Ben Okafor"],
  ])(
    "%s takes their account by its object id, so that no namesake is meant",
    async (command, reason, shown) => {
      const card = await answer(`${command} ${BEN} ${reason}`.trim());
      expect(card).toContain(ben.upn);
      expect(card).toContain(shown);
      expect(asked).toEqual([ben.teamsId]);
    },
  );

  test("explain takes them as the command would", async () => {
    expect(await answer(`explain suspend ${BEN} a check`)).toContain(`Suspend account: ${ben.upn}`);
  });

  test("in a reason it is a name, and nobody is looked up", async () => {
    const card = await answer(`comment ${alert} seen by ${BEN} at the desk`);
    expect(card).toContain("seen by @Ben Okafor at the desk");
    expect(asked).toEqual([]);
  });
});

describe("the id in an activity is believed by nobody", () => {
  const member: Member = { oid: ben.oid, tid: SANDBOX_TENANT_ID, upn: ben.upn, isGuest: false };
  const away = new MessengerError(say("teams.unreachable"), {
    ...{ status: null, effect: "none", obstacle: "passing", retryAfterMs: null },
  });

  test.each<[string, string, Messenger["member"], RegExp]>([
    ["a stranger to the conversation", ben.teamsId, async () => null, /no @Ben Okafor in this conversation/],
    ["a guest", ben.teamsId, async () => ({ ...member, isGuest: true }), /guest/],
    [
      "somebody of another tenant",
      ben.teamsId,
      async () => ({ ...member, tid: ben.oid }),
      /another organisation/,
    ],
    ["an app", "28:app", async () => member, /an app/],
    ["a channel", "19:soc@thread.tacv2", async () => member, /a channel/],
    [
      "somebody while Teams is away",
      ben.teamsId,
      () => Promise.reject(away),
      /could not find out who @Ben Okafor is/,
    ],
  ])("%s is told, and nothing is done", async (_, teamsId, answers, words) => {
    await answer(`assign ${alert} to:${PEOPLE[0]!.upn}`, []);
    roster = answers;
    expect(await answer(`assign ${alert} to:${BEN}`, [{ word: BEN, teamsId }])).toMatch(words);
    expect(await ownerOf()).toBe(PEOPLE[0]!.upn);
  });

  test("a mention that was typed as text is none: how to mention somebody is said, or there is a choice", async () => {
    expect(await answer(`assign ${alert} to:@Ben`, [])).toMatch(/mention with @ \(picked from the list/);
    expect(await answer("suspend @Ben they asked for it", [])).toMatch(/shows you no account/);
    expect(asked).toEqual([]);
  });
});
