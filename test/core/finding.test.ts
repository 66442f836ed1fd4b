import { partial } from "../support/partial.ts";
import { describe, expect, test } from "vitest";
import { incidentSchema, toIncident } from "../../src/adapters/defender/incident-schema.ts";
import type { Incident } from "../../src/defender/incident.ts";
import { findingOf } from "../../src/requests/facts/finding.ts";
import type { DefenderReads } from "../../src/defender/read-only.ts";

/** What triage of an incident is judged by: all devices of all its alerts, and that there may be more. */

const [web, dc] = ["1a".repeat(20), "2b".repeat(20)];

function raised(id: string, device: string): object {
  return {
    id,
    evidence: [{ "@odata.type": "#microsoft.graph.security.deviceEvidence", mdeDeviceId: device }],
  };
}

function incident(raw: object): Incident {
  return toIncident(incidentSchema.parse({ id: "4711", displayName: "Attack", ...raw }));
}

function judged(raw: object) {
  const defender = partial<DefenderReads>({ incident: () => Promise.resolve(incident(raw)) });
  return findingOf(defender, "4711");
}

describe("an incident is about a device that nobody can name", () => {
  test.each<[string, object]>([
    ["where its alerts were not told at all", {}],
    ["where they are no list", { alerts: "none" }],
    [
      "where Graph has more of them on another page",
      { alerts: [raised("da1", web)], "alerts@odata.nextLink": "https://x" },
    ],
    ["where one of them can't be read", { alerts: [raised("da1", web), { id: "../x" }] }],
    [
      "where there are more than are taken",
      { alerts: Array.from({ length: 501 }, (_, n) => raised(`da${String(n)}`, web)) },
    ],
  ])("%s", async (_, raw) => {
    expect(await judged(raw)).toMatchObject({ unnamedDevice: true });
  });

  test("and about none such where all of them were told", async () => {
    const found = await judged({ alerts: [raised("da1", web), raised("da2", dc)] });
    expect(found).toMatchObject({ unnamedDevice: false, deviceIds: [web, dc] });
    expect(await judged({ alerts: [] })).toMatchObject({ unnamedDevice: false, deviceIds: [] });
  });
});

test("a merge is judged by the devices of both incidents, whichever is named first", async () => {
  const known = new Map([
    ["1", incident({ id: "1", alerts: [raised("da1", web)] })],
    ["2", incident({ id: "2", alerts: [raised("da2", dc)] })],
  ]);
  const defender = partial<DefenderReads>({
    incident: (id) => Promise.resolve(known.get(id) ?? expect.fail(id)),
  });
  expect(await findingOf(defender, "1", "2")).toMatchObject({ deviceIds: [web, dc], intoId: "2" });
  expect(await findingOf(defender, "2", "1")).toMatchObject({ deviceIds: [dc, web], intoId: "1" });
});
