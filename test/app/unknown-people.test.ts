import { afterAll, beforeAll, expect, test } from "vitest";
import { attackOn, boxes, formOn } from "../support/attack.ts";
import { type Flows, openUsual } from "../support/flows.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** People that an attack's evidence names by nothing that the directory knows: they are not left out in silence. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    alertsApi: "graph",
    policy: USUAL_POLICY,
    people: ["ana", "carla", "erin"],
  }));
});
afterAll(() => services?.close());

/** An attack with one account that Entra knows, one of a domain, and what runs as the system. */
function attack(): string {
  const { incident, devices } = attackOn(services, flows, 1);
  const [piece] = services.sandboxDefender.alerts.at(-1)?.evidence ?? [];
  const [device] = devices;
  const nobody = { ...piece!, aadUserId: null, userPrincipalName: null };
  services.sandboxDefender.raiseAlert({
    machineId: device!.id,
    incidentId: Number(incident),
    title: "Lateral movement",
    evidence: [
      { ...nobody, domainName: "CONTOSO", accountName: "svc-backup", userSid: "S-1-5-21-1-2-3-1104" },
      { ...nobody, domainName: "NT AUTHORITY", accountName: "SYSTEM", userSid: "S-1-5-18" },
    ],
  });
  return incident;
}

test("contain names them above its boxes, and not what runs as a part of the system", async () => {
  const [said] = await harness.say("ana", flows.soc, `contain ${attack()} it spreads`);
  const form = formOn(said!);
  const gaps = JSON.stringify(form.gaps);
  expect(gaps).toContain("svc-backup");
  expect(gaps).not.toContain("SYSTEM");
  expect(boxes(form).map(({ check }) => check)).toHaveLength(3);
});

test("incident:ID names them among what is left out, also where others are asked for", async () => {
  const said = await harness.say("ana", flows.soc, `revoke-sessions incident:${attack()} phished`);
  const words = said.map(({ content }) => textOf(content)).join(" ");
  expect(words).toContain('"state":"Requested"');
  expect(words).toMatch(/svc-backup.*named in incident/);
});
