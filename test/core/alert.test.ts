import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint, MAX_LINES, mayJoin, planCards, routes, STORM } from "../../src/alerts/routing.ts";
import { rankOf } from "../../src/alerts/row.ts";
import { alertWith } from "../support/alert.ts";
import type { Alert } from "../../src/defender/alert.ts";
import { fits, type AlertFilter } from "../../src/subscriptions/filter.ts";

const full = alertWith({
  severity: "High",
  category: "Ransomware",
  detectionSource: "WindowsDefenderAv",
  deviceId: "a1".repeat(20),
  deviceName: "Web01.contoso.com",
  deviceGroup: "Domain Controllers",
});

describe("a filter", () => {
  test.each<[AlertFilter, boolean]>([
    [{}, true],
    [{ severity: ["Low", "High"] }, true],
    [{ severity: ["Low"] }, false],
    [{ group: ["domain controllers"] }, true],
    [{ group: ["Domain"] }, false],
    [{ category: ["ransom*"] }, true],
    [{ source: ["WindowsDefenderAtp"] }, false],
    [{ device: ["web01"] }, true],
    [{ device: ["WEB01.contoso.com"] }, true],
    [{ device: ["web0"] }, false],
    [{ device: ["eb01"] }, false],
    [{ device: ["web*"] }, true],
    [{ device: ["a1".repeat(20)] }, true],
    [{ severity: ["High"], category: ["Malware"] }, false],
  ])("%j of a complete alert: %s", (filter, expected) => expect(fits(filter, full)).toBe(expected));

  test.each<AlertFilter>([{ group: ["*"] }, { category: ["*"] }, { device: ["*"] }, { source: ["*"] }])(
    "%j does not fit an alert that says nothing",
    (filter) => expect(fits(filter, alertWith())).toBe(false),
  );
});

test("an alert of a severity that is not known is told to whoever wants severe ones, and hidden by no mute of others", () => {
  const unknown = alertWith({ severity: "UnSpecified" });
  expect(fits({ severity: ["High"] }, unknown)).toBe(true);
  expect(fits({ severity: ["High"], category: ["Malware"] }, unknown)).toBe(false);
  expect(fits({ severity: ["Low", "Informational"] }, unknown, "all")).toBe(false);
});

describe("an alert about several devices", () => {
  const lab = { deviceId: "b2".repeat(20), deviceName: "lab01.contoso.com", deviceGroup: "Lab" };
  const several = { ...full, devices: [lab, full] };

  test("fits a subscription to any of them, by name, id or group, but not to what no single one is", () => {
    expect(fits({ device: ["web01"] }, several)).toBe(true);
    expect(fits({ device: [lab.deviceId] }, several)).toBe(true);
    expect(fits({ group: ["Lab"] }, several)).toBe(true);
    expect(fits({ device: ["web01"], group: ["Lab"] }, several)).toBe(false);
  });

  test("is muted where all of them are, and never for the sake of one: another may be hidden with it", () => {
    const watches = [{ conversationId: "a", filter: {}, since: 0 }];
    const mutedBy = (filter: AlertFilter) =>
      routes(several, { watches, mutes: [{ conversationId: "a", filter, since: 0, until: 9 }] }, 1)[0]?.muted;
    expect(mutedBy({ device: ["lab01"] })).toBe(false);
    expect(mutedBy({ device: ["web01"] })).toBe(false);
    expect(mutedBy({ group: ["Lab"] })).toBe(false);
    expect(mutedBy({ device: ["lab01", "web01"] })).toBe(true);
    expect(mutedBy({ severity: ["High"] })).toBe(true);
  });

  test("of which one is named in its evidence alone is not muted by the others, one that has a name and no id by that", () => {
    const isMuted = (alert: Alert, filter: AlertFilter) => fits(filter, alert, "all");
    const hidden = { ...full, deviceIds: [...full.deviceIds, lab.deviceId] };
    expect(isMuted(hidden, { device: ["web01"] })).toBe(false);
    expect(isMuted(hidden, { severity: ["High"] })).toBe(true);
    expect(isMuted({ ...full, unnamedDevice: true }, { device: ["web01"] })).toBe(false);
    const nameless = alertWith({ deviceName: "printer", unnamedDevice: true });
    expect(isMuted(nameless, { device: ["printer"] })).toBe(true);
  });
});

describe("routes", () => {
  const watch = (conversationId: string, since: number, filter: AlertFilter = {}) => ({
    ...{ conversationId, since, filter },
  });

  test("one per conversation, only for what came after the subscription", () => {
    const alert = alertWith({ createdAt: 10_000 });
    const watches = [watch("a", 5_000), watch("a", 9_000), watch("b", 10_999), watch("c", 11_000)];
    expect(routes(alert, { watches, mutes: [] }, 99_000).map((route) => route.conversationId)).toEqual([
      "a",
      "b",
    ]);
  });

  test("an alert without a time counts as new", () => {
    expect(routes(alertWith(), { watches: [watch("a", 5_000)], mutes: [] }, 6_000)).toHaveLength(1);
  });

  test("a mute marks the routes of its own conversation that fit", () => {
    const mutes = [
      { conversationId: "a", since: 0, until: 9, filter: { severity: ["Medium"] } },
      { conversationId: "b", since: 0, until: 9, filter: { severity: ["Low"] } },
    ] as const;
    expect(routes(alertWith(), { watches: [watch("a", 0), watch("b", 0)], mutes }, 1)).toEqual([
      { conversationId: "a", muted: true },
      { conversationId: "b", muted: false },
    ]);
  });
});

test.each<[string, number | null, boolean]>([
  ["raised before it", 4_999, false],
  ["raised in the second in which it began", 5_000, true],
  ["raised in it, however late it is read", 59_999, true],
  ["raised after its end", 60_000, false],
  ["that has no time, when it is read after its end", null, false],
])("a mute covers by the time an alert was raised: one %s", (_, createdAt, muted) => {
  const mute = { conversationId: "a", filter: {}, since: 5_900, until: 60_000 };
  const watches = [{ conversationId: "a", since: 0, filter: {} }];
  expect(routes(alertWith({ createdAt }), { watches, mutes: [mute] }, 99_000)).toEqual([
    { conversationId: "a", muted },
  ]);
});

describe("the fingerprint", () => {
  test("changes with what a card shows, not with the time of the update", () => {
    const changes: Partial<Alert>[] = [
      { status: "Resolved" },
      { assignedTo: "x" },
      { severity: "High" },
      { comments: [{ text: "a", by: null, at: null }] },
      { evidence: [{ type: "File", headline: "x", facts: [] }] },
    ];
    const prints = changes.map((change) => fingerprint(alertWith(change)));
    expect(new Set([...prints, fingerprint(alertWith())]).size).toBe(changes.length + 1);
    expect(fingerprint(alertWith({ updatedAt: 7 }))).toBe(fingerprint(alertWith()));
  });
});

describe("the cards of what waits", () => {
  const rows = fc.array(fc.record({ incident: fc.option(fc.nat(30)) }), { maxLength: 120, size: "max" });
  const waiting = rows.map((list) =>
    list.map(({ incident }, index) => ({
      alertId: `a${index}`,
      incidentId: incident === null ? null : `i${incident}`,
      rank: index % 5,
      threaded: incident !== null && incident % 4 === 0,
    })),
  );

  const idsOf = (list: readonly { readonly alertId: string }[]) => list.map((one) => one.alertId);

  test("hold every alert exactly once, never more than fit", () => {
    fc.assert(
      fc.property(waiting, (list) => {
        const cards = planCards(list);
        expect(idsOf(cards.flat()).toSorted()).toEqual(idsOf(list).toSorted());
        for (const card of cards) {
          expect(card.length).toBeGreaterThan(0);
          expect(card.length).toBeLessThanOrEqual(MAX_LINES);
          if (list.length <= STORM) expect(new Set(card.map((one) => one.incidentId)).size).toBe(1);
        }
      }),
    );
  });

  test("in a storm: an incident that has a thread shares no card, and one that fits in a card is not torn apart", () => {
    fc.assert(
      fc.property(waiting, (list) => {
        fc.pre(list.length > STORM);
        const cards = planCards(list);
        for (const { incidentId, threaded } of list) {
          if (incidentId === null) continue;
          const own = cards.filter((card) => card.some((one) => one.incidentId === incidentId));
          const size = list.filter((one) => one.incidentId === incidentId).length;
          expect(own.length).toBe(Math.ceil(size / MAX_LINES));
          if (threaded) {
            expect(own.flat().every((one) => one.incidentId === incidentId)).toBe(true);
          }
        }
      }),
    );
  });

  /** So many alerts of one incident, or of none. */
  const group = (size: number, incidentId: string | null, threaded = false) =>
    Array.from({ length: size }, (_, index) => ({
      alertId: `${incidentId ?? "alone"}.${index}`,
      incidentId,
      ...{ rank: 0, threaded },
    }));

  test.each<[string, ReturnType<typeof group>, readonly number[]]>([
    ["no storm yet: one each without an incident", group(STORM, null), [1, 1, 1, 1, 1, 1, 1, 1]],
    [
      "no storm yet: one for an incident",
      [...group(3, "i1"), ...group(2, "i2"), ...group(1, null)],
      [3, 2, 1],
    ],
    ["a storm: one list", group(STORM + 1, null), [STORM + 1]],
    ["as many as a list holds", [...group(5, "i1"), ...group(MAX_LINES - 5, "i2")], [MAX_LINES]],
    ["one more than a list holds", [...group(5, "i1"), ...group(MAX_LINES - 4, "i2")], [5, MAX_LINES - 4]],
    ["an incident that fills a list", group(MAX_LINES, "i1"), [MAX_LINES]],
    ["an incident that fills more than one", group(MAX_LINES + 1, "i1"), [MAX_LINES, 1]],
    [
      "small ones around a big one",
      [...group(2, "i1"), ...group(16, "i2"), ...group(3, "i3")],
      [5, MAX_LINES, 1],
    ],
    [
      "small ones around one with a thread",
      [...group(4, null), ...group(2, "i2", true), ...group(4, "i3")],
      [8, 2],
    ],
  ])("%s", (_, list, sizes) => {
    expect(planCards(list).map((card) => card.length)).toEqual(sizes);
  });

  test("one alert of an incident in a thread takes the others of it along", () => {
    const list = [...group(8, null), ...group(1, "i1"), ...group(1, "i1", true)];
    expect(planCards(list).map((card) => card.length)).toEqual([8, 2]);
  });

  test("the rest of a big incident lets pass what is more severe", () => {
    const big = Array.from({ length: MAX_LINES + 1 }, (_, index) => ({
      ...{ alertId: `big.${index}`, incidentId: "i1", threaded: false },
      rank: index < MAX_LINES ? 0 : 4,
    }));
    const other = { alertId: "other", incidentId: null, threaded: false, rank: 1 };
    const list = [...big, other].toSorted((a, b) => a.rank - b.rank);
    expect(planCards(list).map(([first]) => first?.alertId)).toEqual(["big.0", "other", "big.15"]);
  });

  test("come in the order in which the alerts wait: the most severe first", () => {
    fc.assert(
      fc.property(waiting, (list) => {
        const sorted = list.toSorted((a, b) => a.rank - b.rank);
        const firsts = planCards(sorted).map(([first]) => sorted.findIndex((one) => one === first));
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("the card of an incident takes in silently", () => {
  const MINUTE = 60_000;
  const now = 100 * MINUTE;
  const on = (...severities: readonly Alert["severity"][]) =>
    severities.map((severity) => alertWith({ severity, status: "New", incidentId: "i1" }));
  const one = (severity: Alert["severity"], incidentId = "i1") => ({
    ...{ alertId: "a", threaded: true, incidentId },
    rank: rankOf({ severity }),
  });
  const card = { alerts: on("Medium", "Low"), firstAt: now - 5 * MINUTE, newestAt: now - MINUTE };

  test.each<[string, Partial<typeof card>, readonly ReturnType<typeof one>[], boolean]>([
    ["what is as severe", {}, [one("Medium")], true],
    ["what is less severe", {}, [one("Low"), one("Informational")], true],
    ["nothing more severe", {}, [one("Low"), one("High")], false],
    ["nothing after ten minutes of quiet", { newestAt: now - 10 * MINUTE - 1 }, [one("Low")], false],
    ["nothing after an hour", { firstAt: now - 60 * MINUTE - 1 }, [one("Low")], false],
    ["nothing of another incident", {}, [one("Low", "i2")], false],
    [
      "nothing that does not fit",
      { alerts: on(...Array<"High">(MAX_LINES).fill("High")) },
      [one("Low")],
      false,
    ],
    [
      "nothing once all on it are resolved",
      { alerts: card.alerts.map((alert) => ({ ...alert, status: "Resolved" as const })) },
      [one("Low")],
      false,
    ],
    [
      "nothing more severe than what is still open on it",
      { alerts: [...on("Low"), alertWith({ severity: "High", status: "Resolved", incidentId: "i1" })] },
      [one("Medium")],
      false,
    ],
    [
      "nothing where it shows other incidents too",
      { alerts: [...card.alerts, alertWith()] },
      [one("Low")],
      false,
    ],
  ])("%s", (_, change, group, joins) => {
    expect(mayJoin({ ...card, ...change }, group, now)).toBe(joins);
  });
});
