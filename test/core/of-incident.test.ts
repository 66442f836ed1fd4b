import { partial } from "../support/partial.ts";
import { expect, test } from "vitest";
import { incidentSchema, toIncident } from "../../src/adapters/defender/incident-schema.ts";
import { isolate } from "../../src/commands/isolate.ts";
import type { DefenderReads } from "../../src/defender/read-only.ts";
import { whatIsMeant } from "../../src/requests/open/of-incident.ts";

/** An incident that is not known whole stands for nothing. */

const ASKED = {
  command: isolate,
  raw: { target: "incident:4711", reason: "it spreads" },
  args: { target: { by: "incident", value: "4711" }, reason: "it spreads" },
} as const;

test.each<[string, object]>([
  ["whose alerts were not told", {}],
  ["whose alerts go on on another page", { alerts: [], "alerts@odata.nextLink": "https://x" }],
])("an incident %s is refused as a target: half of an attack is not taken for the whole", async (_, raw) => {
  const incident = toIncident(incidentSchema.parse({ id: "4711", displayName: "Attack", ...raw }));
  const defender = partial<DefenderReads>({ incident: () => Promise.resolve(incident) });
  await expect(whatIsMeant(defender, [ASKED], 100)).rejects.toMatchObject({
    code: "could-not-check",
    text: { say: "several.incidentCut" },
  });
});
