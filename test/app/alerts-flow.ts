import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServices, type Services } from "../support/services.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { certain } from "../../src/shared/clock.ts";
import { MessengerError, type Obstacle } from "../../src/messaging/messenger.ts";
import { verbatim } from "../../src/texts/text.ts";

const POLL_MS = 20_000;

let services: Services;
let harness: Harness;

const channel = (name: string) => conversation(`19:${name}@thread.tacv2`, "channel");

/** One poll, and all that follows from it. */
async function poll(): Promise<void> {
  services.advance(POLL_MS + 1000);
  await harness.tick();
  await harness.tick();
  await harness.tick();
}

function cardsIn(place: { id: string }, words: string): readonly Shown[] {
  return harness.shown.filter(
    (one) => one.at.conversation.id === place.id && textOf(one.content).includes(words),
  );
}

/** Of Defender for Endpoint: those of its sister products are not asked for. */
function raise(fields: Parameters<Services["sandboxDefender"]["raiseAlert"]>[0]) {
  return services.sandboxDefender.raiseAlert({ detectionSource: "WindowsDefenderAtp", ...fields });
}

/** What the bot does with alerts, whichever API they come from; once per process, since it starts an Entra. */
export function alertsFlow(alertsApi: "mde" | "graph"): void {
  describe(`proactive alerts from ${alertsApi}`, () => {
    beforeAll(async () => {
      services = await startServices({ oneClock: true, alertsApi });
      harness = openHarness(services);
      for (const key of ["ana", "carla", "erin"] as const) await services.signIn(key);
    });

    afterAll(async () => {
      await services?.close();
    });

    test("an alert comes once, is edited in place when it changes, and its buttons work", async () => {
      const soc = channel("soc");
      await harness.say("erin", soc, "enable");
      const [said] = await harness.say("erin", soc, "subscribe severity:high");
      expect(textOf(said!.content)).toContain("severity High");
      await poll();
      const before = harness.shown.length;

      const raised = raise({ severity: "High", title: "Beacon A" });
      raise({ severity: "Low", title: "Noise B" });
      await poll();
      await poll();
      expect(harness.shown.length).toBe(before + 1);
      const [card] = cardsIn(soc, raised.id);
      expect(textOf(card!.content)).toContain("Beacon A");
      expect(textOf(card!.content)).not.toContain("ago)");

      services.sandboxDefender.changeAlert(raised.id, {
        status: "InProgress",
        assignedTo: "x@contoso.example",
      });
      await poll();
      expect(card!.edits).toBe(1);
      expect(textOf(card!.content)).toContain("x@contoso.example");
      await poll();
      expect(card!.edits).toBe(1);

      const answer = await harness.click("carla", card!, "Acknowledge");
      expect(JSON.stringify(answer)).toContain("carla.weiss");
      await poll();
      expect(card!.edits).toBe(2);
    });

    test("a posted alert is short: its evidence and description are behind Open alert", async () => {
      const raised = raise({ severity: "High", title: "Beacon C", description: "The long story." });
      await poll();
      const [card] = cardsIn(channel("soc"), raised.id);
      const posted = textOf(card!.content);
      expect(posted).toContain("Beacon C");
      expect(posted).not.toMatch(/The long story\.|evidence/);
      const opened = JSON.stringify(await harness.click("carla", card!, "Open alert"));
      expect(opened).toContain("The long story.");
      expect(opened).toContain("evidence");
    });

    test("the look that puts an alert on a card also sends it, though the clock moves on meanwhile", async () => {
      const { clock } = harness.deps;
      let looked = 0;
      Object.assign(harness.deps, { clock: certain(() => clock.now() + (looked += 1)) });
      const { id } = raise({ severity: "High" });
      services.advance(POLL_MS + 1000);
      await harness.tick();
      await harness.tick();
      Object.assign(harness.deps, { clock });
      expect(cardsIn(channel("soc"), id)).toHaveLength(1);
    });

    test("alerts from before the subscription are not posted, even when they change", async () => {
      const late = channel("late");
      const old = services.sandboxDefender.alerts[0]!;
      const earlier = raise({
        title: "Earlier",
        alertCreationTime: new Date(services.clock.now() - 60_000).toISOString(),
      });
      await harness.say("erin", late, "subscribe");
      services.sandboxDefender.changeAlert(old.id, { status: "InProgress" });
      services.sandboxDefender.changeAlert(earlier.id, { status: "InProgress" });
      await poll();
      expect(cardsIn(late, old.id)).toEqual([]);
      expect(cardsIn(late, earlier.id)).toEqual([]);
    });

    test("an alert of the second in which somebody subscribed is posted, whatever fractions Defender leaves out", async () => {
      const quick = channel("quick");
      await harness.say("erin", quick, "subscribe");
      const now = new Date(services.clock.now()).toISOString();
      const raised = raise({ alertCreationTime: `${now.slice(0, 19)}Z` });
      await poll();
      expect(cardsIn(quick, raised.id)).toHaveLength(1);
    });

    test("an incident has one thread in a channel", async () => {
      const ops = channel("ops");
      await harness.say("erin", ops, "subscribe category:Ransomware");
      const inIncident = (incidentId: number, title: string) =>
        raise({ category: "Ransomware", incidentId, title });
      const [a, b, c] = [inIncident(9001, "First"), inIncident(9001, "Second"), inIncident(9002, "Other")];
      await poll();
      const d = inIncident(9001, "Later");
      await poll();
      const thread = (id: string) => cardsIn(ops, id)[0]?.at.conversation.thread;
      expect(thread(a.id)).toBeTruthy();
      expect(thread(b.id)).toBe(thread(a.id));
      expect(thread(d.id)).toBe(thread(a.id));
      expect(thread(c.id)).not.toBe(thread(a.id));
    });

    test.each([
      ["groupChat", "Exfiltration"],
      ["channel", "LateralMovement"],
    ] as const)(
      "a storm in a %s becomes lists: every alert in exactly one, incidents together, changes show",
      async (kind, category) => {
        const storm = conversation(`19:storm-${kind}`, kind);
        await harness.say("erin", storm, `subscribe category:${category}`);
        const raised = Array.from({ length: 200 }, (_, index) =>
          raise({
            category,
            incidentId: 7000 + (index % 40),
            title: `${"Storm ".repeat(40)}${index}`,
          }),
        );
        await poll();
        await poll();
        for (const { id } of raised) expect(cardsIn(storm, `${id}"`), id).toHaveLength(1);
        expect(new Set(raised.flatMap(({ id }) => cardsIn(storm, `${id}"`))).size).toBeLessThan(20);
        for (let incident = 7000; incident < 7040; incident += 1) {
          const own = raised.filter((alert) => alert.incidentId === incident);
          const cards = own.flatMap(({ id }) => cardsIn(storm, `${id}"`));
          expect(new Set(cards.map((card) => card.at.conversation.thread ?? card)).size).toBe(1);
        }
        services.sandboxDefender.changeAlert(raised[17]!.id, { status: "Resolved" });
        await poll();
        const [changed] = cardsIn(storm, `${raised[17]!.id}"`);
        expect(changed!.edits).toBe(1);
        expect(textOf(changed!.content)).toContain("Resolved");
      },
    );

    test("what is muted is not posted, then or later; a Responder may mute for 4 h and no approvals", async () => {
      const quiet = channel("quiet");
      await harness.say("erin", quiet, "subscribe category:Discovery");
      const words = async (key: "ana" | "erin", text: string) =>
        textOf((await harness.say(key, quiet, text)).at(-1)!.content);
      expect(await words("ana", "mute all for:5h")).toContain("You need the role Admin");
      expect(await words("ana", "mute approvals for:1h")).toContain("You need the role Admin");
      expect(await words("ana", "mute for:1h")).toContain("Say what to mute");
      expect(await words("ana", "mute ward3-nurse12 for:1h")).toContain("Muted here until");
      const device = services.sandboxDefender.device("ward3-nurse12");
      const other = services.sandboxDefender.devices.find(
        ({ id, computerDnsName }) => id !== device.id && computerDnsName !== null,
      )!;
      const muted = raise({ category: "Discovery" });
      const heard = raise({
        category: "Discovery",
        machineId: other.id,
      });
      await poll();
      expect(cardsIn(quiet, muted.id)).toEqual([]);
      expect(cardsIn(quiet, heard.id)).toHaveLength(1);
      expect(await words("ana", "subscriptions")).toContain("Muted: device ward3-nurse12");
      // Approval requests can be muted too: what ended is named, and "new alerts" are not promised for it.
      await words("erin", "mute approvals for:1h");
      expect(await words("erin", "unmute")).toMatch(
        /2 mutes ended \(.*approval requests.*\)\. What comes from now on is posted here again/,
      );
      services.sandboxDefender.changeAlert(muted.id, { status: "InProgress" });
      await poll();
      expect(cardsIn(quiet, muted.id)).toEqual([]);
    });

    test("what Teams refuses for now is posted later; a conversation that is closed keeps its subscription", async () => {
      const flaky = channel("flaky");
      await harness.say("erin", flaky, "subscribe category:Persistence");
      const { messenger } = harness.deps;
      const post = messenger.post.bind(messenger);
      const failWith = (facts: { obstacle: Obstacle; effect: "none"; retryAfterMs: number | null }) => {
        messenger.post = (to, content, replyTo) =>
          to.id === flaky.id
            ? Promise.reject(new MessengerError(verbatim("no"), { status: 429, ...facts }))
            : post(to, content, replyTo);
      };
      failWith({ obstacle: "throttled", effect: "none", retryAfterMs: 30_000 });
      const raised = raise({ category: "Persistence" });
      await poll();
      expect(cardsIn(flaky, raised.id)).toEqual([]);
      messenger.post = post;
      await poll();
      await poll();
      expect(cardsIn(flaky, raised.id)).toHaveLength(1);
      failWith({ obstacle: "closed", effect: "none", retryAfterMs: null });
      const late = raise({ category: "Persistence" });
      await poll();
      messenger.post = post;
      await poll();
      await poll();
      expect(cardsIn(flaky, late.id)).toHaveLength(1);
    });

    test("conversations take turns at what Teams takes over all", async () => {
      const places = [channel("turn-a"), channel("turn-b")];
      for (const place of places) await harness.say("erin", place, "subscribe category:Exfiltration");
      const { messenger } = harness.deps;
      const working = { ...messenger };
      let left = 0;
      Object.assign(messenger, {
        room: (id: string | null) => (id === null || places.some((place) => place.id === id) ? left : 0),
        post: (...post: Parameters<typeof working.post>) => {
          left -= 1;
          return working.post(...post);
        },
      });
      const raised = Array.from({ length: 40 }, () => raise({ category: "Exfiltration" }));
      await poll();
      const shown = () => places.map((place) => cardsIn(place, '"kind":"card"').length);
      expect(shown()).toEqual([0, 0]);
      for (const all of [1, 2]) {
        left = 1;
        await harness.tick();
        // Neither has seen the rest of its alerts.
        expect(shown().toSorted()).toEqual([all - 1, 1]);
      }
      Object.assign(messenger, working);
      await poll();
      for (const place of places) {
        expect(raised.filter(({ id }) => cardsIn(place, id).length !== 1)).toEqual([]);
      }
    });

    test("what changed lately is read again, for five minutes; a storm that is over is not", async () => {
      const raisedAt = services.clock.now();
      raise({ severity: "High" });
      const api = alertsApi === "mde" ? services.sandboxDefender : services.sandboxGraph;
      /** How far before that alert the last poll has asked. */
      const reach = (): number => {
        const asked = api.calls.flatMap(
          ({ query }) => /lastUpdate\w+ ge (\S+)/.exec(query["$filter"] ?? "")?.[1] ?? [],
        );
        return raisedAt - Date.parse(asked.at(-1) ?? "");
      };
      for (let minute = 1; minute <= 12; minute += 1) {
        services.advance(60_000);
        await harness.tick();
        if (minute <= 4) expect(reach()).toBeGreaterThan(4 * 60_000);
      }
      expect(reach()).toBeLessThanOrEqual(0);
    });

    test("that alerts can't be read is told after five minutes, and when they can be again", async () => {
      const soc = channel("soc");
      const api = alertsApi === "mde" ? services.sandboxDefender : services.sandboxGraph;
      api.faults.set({ status: 403, body: { error: { code: "Forbidden" } } });
      for (let minutes = 0; minutes < 7; minutes += 1) {
        services.advance(60_000);
        await harness.tick();
        await harness.tick();
      }
      expect(cardsIn(soc, "not been able to read alerts")).toHaveLength(1);
      api.faults.clear();
      await poll();
      expect(cardsIn(soc, "I can read alerts again")).toHaveLength(1);
    });
  });
}
