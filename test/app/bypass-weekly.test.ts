import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStore, type OpenStore } from "../../src/adapters/store/store.ts";
import { STORES } from "../support/database.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { senderOf, silentLog, startServices, type Services } from "../support/services.ts";

/** What goes round the approval, told every week to an Admin who wants it: by three instances, once. */

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const LINE = "a changing permission";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

describe.each(STORES)("the weekly line, on %s", (kind) => {
  let services: Services;
  let others: OpenStore[];
  let instances: Harness[];
  let harness: Harness;
  let flows: Flows;
  const own = conversation(`1:1-${senderOf("erin").oid}`, "personal");

  beforeAll(async () => {
    const databaseUrl = kind === "PostgreSQL" ? await postgres.database() : undefined;
    services = await startServices({
      oneClock: true,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    });
    harness = openHarness(services);
    flows = openFlows(services, harness);
    others =
      databaseUrl === undefined
        ? []
        : await Promise.all([1, 2].map(() => openStore({ dataDir: "", databaseUrl, log: silentLog })));
    instances = [
      harness,
      ...others.map((store) => openHarness({ ...services, store }, undefined, harness.shown)),
    ];
    for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
    await harness.say("erin", flows.soc, "enable");
  });
  afterAll(async () => {
    for (const store of others ?? []) await store.close();
    await services?.close();
  });
  beforeEach(async () => {
    services.sandboxEntra.setRoles("erin", ["Admin"]);
    services.advance(61_000);
    await say("bypass weekly off");
  });

  const said = (words: string): readonly Shown[] =>
    harness.shown.filter(
      ({ at, content }) => at.conversation.id === own.id && textOf(content).includes(words),
    );
  const lines = () => said(LINE).filter(({ content }) => textOf(content).includes("new since"));
  async function say(text: string): Promise<string> {
    return textOf((await harness.say("erin", own, text)).at(-1)!.content);
  }
  async function ticks(): Promise<void> {
    for (let times = 0; times < 3; times += 1) await Promise.all(instances.map((one) => one.tick()));
  }
  async function after(ms: number): Promise<void> {
    services.advance(ms);
    await ticks();
  }
  async function byHand(): Promise<void> {
    const portal = services.defender.as(senderOf("carla"), AbortSignal.timeout(5_000));
    await portal.act(flows.workstation().id, "isolate", { Comment: "by hand", IsolationType: "Full" });
  }

  test("comes once a week and no sooner, counts what is new and what did not come through here, and Show shows it", async () => {
    const answer = await say("bypass weekly");
    expect(answer).toContain("Every week I tell you in this chat");
    const before = lines().length;
    await after(WEEK_MS - 60_000);
    expect(lines()).toHaveLength(before);
    services.sandboxGraph.people.grants.newcomer = true;
    await byHand();
    await after(61_000);
    expect(lines()).toHaveLength(before + 1);
    const told = lines().at(-1)!;
    expect(textOf(told.content)).toMatch(
      /\d applications hold a changing permission, 1 new since last week; 1 action of the last 7 days did not come through here/,
    );
    expect(await harness.click("erin", told, "Show")).toMatchObject({ kind: "card" });
    await after(WEEK_MS);
    expect(lines()).toHaveLength(before + 2);
    expect(textOf(lines().at(-1)!.content)).toContain(
      "none new since last week; no action of the last 7 days was made elsewhere",
    );
    services.sandboxGraph.people.grants.newcomer = false;
  });

  test("what was done while no bot ran is counted, however long that was", async () => {
    await say("bypass weekly");
    services.advance(DAY_MS);
    await byHand();
    await after(19 * DAY_MS);
    expect(textOf(lines().at(-1)!.content)).toContain("1 action of the last 20 days");
  });

  test("is looked at with the Admin's own token, and who has lost the role is told so, once, and reads no line", async () => {
    await say("bypass weekly");
    const before = lines().length;
    const paused = said("I no longer tell you every week").length;
    services.sandboxEntra.setRoles("erin", ["Responder"]);
    await after(WEEK_MS + 1000);
    await after(WEEK_MS + 1000);
    expect(lines()).toHaveLength(before);
    expect(said("I no longer tell you every week")).toHaveLength(paused + 1);
    services.sandboxEntra.setRoles("erin", ["Admin"]);
    services.advance(61_000);
    const shown = await say("subscriptions");
    expect(shown).toContain("paused since");
    expect(shown).toContain("type: bypass weekly");
    expect(await say("bypass weekly")).toContain("Every week I tell you");
    expect(await say("subscriptions")).not.toContain("paused");
    await after(WEEK_MS + 1000);
    expect(lines()).toHaveLength(before + 1);
  });

  test("stands among the subscriptions, ends by its id and by its button, and the audit log has both", async () => {
    await say("bypass weekly");
    expect(await say("bypass weekly")).toContain("every week already");
    const listed = await say("subscriptions");
    expect(listed).toContain("Every week what gets round the approval");
    const id = /unsubscribe ([0-9a-f-]{36})/.exec(listed)?.[1] ?? "";
    expect(await say(`unsubscribe ${id}`)).toContain("Done");
    const before = lines().length;
    await after(WEEK_MS + 1000);
    expect(lines()).toHaveLength(before);
    const [card] = await harness.say("erin", own, "bypass");
    await harness.click("erin", card!, "Tell me weekly");
    const [on] = await harness.say("erin", own, "bypass");
    await harness.click("erin", on!, "Stop the weekly line");
    expect(await say("subscriptions")).not.toContain("Every week");
    const records = await services.store.read((tx) => tx.audit.list(null, 4));
    expect(records.map(({ event, args }) => [event, args["what"]])).toEqual([
      ["unsubscribed", "every week what gets round the approval"],
      ["subscribed", "every week what gets round the approval"],
      ["unsubscribed", "every week what gets round the approval"],
      ["subscribed", "every week what gets round the approval"],
    ]);
  });

  test("asked for in a channel it goes to the Admin's own chat; nobody else may", async () => {
    await harness.say("erin", flows.soc, "bypass weekly");
    expect(await say("subscriptions")).toContain("Every week what gets round the approval");
    const chat = conversation(`1:1-${senderOf("carla").oid}`, "personal");
    const [refused] = await harness.say("carla", chat, "bypass weekly");
    expect(textOf(refused!.content)).toContain("Admin");
  });

  test("does not come while it is in doubt whether the week is over", async () => {
    await say("bypass weekly");
    const before = lines().length;
    services.disagree({ earlier: DAY_MS });
    await after(WEEK_MS + 1000);
    expect(lines()).toHaveLength(before);
    services.disagree({});
    await ticks();
    expect(lines()).toHaveLength(before + 1);
  });

  test("what can't be looked at is tried again; for a day, then it is told", async () => {
    await say("bypass weekly");
    const before = lines().length;
    const away = { method: "GET", path: /servicePrincipals/, status: 503 } as const;
    services.sandboxGraph.faults.next(1000, away);
    await after(WEEK_MS + 1000);
    expect(lines()).toHaveLength(before);
    expect(said("I could not look this week")).toHaveLength(0);
    services.sandboxGraph.faults.clear();
    await after(11 * 60_000);
    expect(lines()).toHaveLength(before + 1);
    services.sandboxGraph.faults.next(1000, away);
    await after(WEEK_MS + 1000);
    await after(DAY_MS + 1000);
    expect(said("I could not look this week")).toHaveLength(1);
    services.sandboxGraph.faults.clear();
    await after(WEEK_MS + 1000);
    expect(lines()).toHaveLength(before + 2);
  });

  test("a bot that dies between the look and its line loses neither, and says it once", async () => {
    await say("bypass weekly");
    const before = lines().length;
    const dying = openHarness(services, undefined, harness.shown);
    let isDead = false;
    const die = (): never => {
      isDead = true;
      throw new Error("killed");
    };
    const { store } = services;
    const mortal: Partial<OpenStore> = {
      transaction: (use, how) =>
        store.transaction(async (tx) => {
          if (isDead) return die();
          const insert = tx.posts.insert.bind(tx.posts);
          return use({ ...tx, posts: { ...tx.posts, insert: (row) => insert(row).then(die) } });
        }, how),
    };
    Object.assign(dying.deps, { store: { ...store, ...mortal } });
    services.advance(WEEK_MS + 1000);
    await dying.tick().catch(() => undefined);
    expect(isDead).toBe(true);
    expect(lines()).toHaveLength(before);
    await after(61_000);
    expect(lines()).toHaveLength(before + 1);
  });

  test("who has signed out is told so too", async () => {
    await say("bypass weekly");
    const paused = said("I no longer tell you every week").length;
    await services.entra.signOut(senderOf("erin"));
    await after(WEEK_MS + 1000);
    expect(said("I no longer tell you every week")).toHaveLength(paused + 1);
  });
});
