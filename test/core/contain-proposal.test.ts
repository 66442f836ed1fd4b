import { partial } from "../support/partial.ts";
import { expect, test } from "vitest";
import { incidentSchema, toIncident } from "../../src/adapters/defender/incident-schema.ts";
import { proposalFor } from "../../src/requests/contain/propose.ts";
import type { ProposalSight } from "../../src/requests/contain/propose.ts";
import { say } from "../../src/texts/text.ts";

/** What is proposed against an attack says how much of the attack it knows. */

test.each<[string, object, boolean]>([
  ["whose alerts are all told", { alerts: [] }, false],
  ["whose alerts were not told", {}, true],
  ["whose alerts go on on another page", { alerts: [], "alerts@odata.nextLink": "https://x" }, true],
])("an incident %s: whether more may belong to it is said", async (_, raw, isSaid) => {
  const incident = toIncident(incidentSchema.parse({ id: "4711", displayName: "Attack", ...raw }));
  const sight = partial<ProposalSight>({
    defender: partial<ProposalSight["defender"]>({ incident: () => Promise.resolve(incident) }),
    guard: partial<ProposalSight["guard"]>({
      holders: () => Promise.resolve({ Approver: [], BreakGlass: [], listed: true }),
    }),
    person: { oid: "o", tid: "t", upn: "ana@contoso.example", name: "Ana" },
  });
  const { gaps } = await proposalFor(sight, "4711");
  expect(gaps).toEqual(isSaid ? [say("contain.alertsCut")] : []);
});
