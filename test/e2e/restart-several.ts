import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { SandboxDevice, SandboxEvidence } from "../../sandbox/defender/types.ts";
import { SANDBOX_DOMAIN } from "../../sandbox/people.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import type { ProcessFlows } from "../support/process-flows.ts";
import type { Tenant } from "../support/tenant.ts";

/** Requests of several steps, over which the process is killed twice. */

/** Room for forty at once, one approval. */
const FORTY = { version: 1, maxTargets: 50, default: { approvals: 1, reason: "required" }, limits: {} };

interface Restarts {
  readonly tenant: () => Tenant;
  readonly flows: () => ProcessFlows;
  restart(): Promise<void>;
}

export function killedOverSeveral(restarts: Restarts): void {
  describe("killed twice over a request for 40 devices, and over one for a person and two devices", () => {
    let forty: readonly SandboxDevice[];
    let two: readonly SandboxDevice[];
    let person: string;

    beforeAll(async () => {
      const [tenant, flows] = [restarts.tenant(), restarts.flows()];
      const policyFile = join(tenant.dataDir, "forty.json");
      writeFileSync(policyFile, JSON.stringify(FORTY));
      tenant.bot.setEnv({ POLICY_FILE: policyFile });
      await restarts.restart();
      tenant.defender.setSpeed(50);
      tenant.graph.people.setLag(1000);
      [forty, two] = [fleetOf(tenant, "forty", 40), fleetOf(tenant, "struck", 2)];
      const names = forty.map(({ computerDnsName }) => computerDnsName).join(", ");
      const asked = tenant.teams.send("ana", "soc", `isolate ${names} forty-at-once`).message;
      const mixed = await contained(tenant, two);
      person = mixed.person;
      const card = await tenant.next("soc", asked, (shown) => shown.includes('"Next"'));
      // Nobody approves what they have not been shown; a click before the bot has recorded its post is refused.
      const turned = async () => (await tenant.teams.click("carla", card.id, "Next")).kind === "card";
      await vi.waitUntil(turned, { timeout: 15_000 });
      // Done, and its answer is on its way for ever.
      tenant.graph.faults.next(1, { method: "POST", path: /revokeSignInSessions$/, hang: "after" });
      for (const one of [card, mixed.card]) {
        // A click that could not be checked in time counts for nothing, and is made again.
        const approved = async () => (await tenant.teams.click("carla", one.id, "Approve")).kind === "card";
        await vi.waitUntil(approved, { timeout: 40_000 });
      }
      const isRevoked = () => callsOn(tenant, "revokeSignInSessions").length === 1;
      const sent = (count: number) => () => flows.changes("forty-at-once").length >= count;
      for (const isSo of [isRevoked, sent(15)]) {
        // What a life held when it was killed is held until its lease is over.
        await vi.waitUntil(isSo, { timeout: 60_000 });
        await restarts.restart();
      }
      for (const one of [card, mixed.card]) await over(tenant, one);
    }, 480_000);

    test("every one of the 40 devices has exactly one action", () => {
      expect(countsOn(restarts.tenant(), forty)).toEqual(forty.map(() => 1));
    });

    test("each of the two devices has exactly one action, and the person's unclear call was looked up, not repeated", () => {
      const tenant = restarts.tenant();
      expect(countsOn(tenant, two)).toEqual([1, 1]);
      expect(callsOn(tenant, "revokeSignInSessions").map(({ path }) => path.split("/").at(-2))).toEqual([
        person,
      ]);
      expect(callsOn(tenant, "confirmCompromised")).toHaveLength(1);
    });
  });
}

/** Defender's limits are of a minute: forty devices take two of them, and on a busy machine one or two more. */
const PATIENT = { timeout: 270_000, interval: 1000 };

/** That many active devices that nobody has asked for yet. */
function fleetOf(tenant: Tenant, name: string, count: number): readonly SandboxDevice[] {
  const model = tenant.defender.device("ward3-nurse12");
  const fleet = Array.from({ length: count }, (_, index) => ({
    ...model,
    id: index.toString(16).padStart(40, name === "forty" ? "f0" : "2d"),
    computerDnsName: `${name}-${index}.contoso.example`,
    machineTags: [],
  }));
  tenant.defender.devices.push(...fleet);
  return fleet;
}

/** Ana asks for what `contain` proposes about an attack on these devices by a person: one request. */
async function contained(
  tenant: Tenant,
  devices: readonly SandboxDevice[],
): Promise<{ readonly card: Message; readonly person: string }> {
  const { teams, defender, graph } = tenant;
  const upn = `j.moreau@${SANDBOX_DOMAIN}`;
  const person = graph.people.find(upn)?.id ?? "";
  const about: SandboxEvidence = {
    ...defender.alerts[0]!.evidence[0]!,
    ...{ entityType: "User", aadUserId: person, userPrincipalName: upn, accountName: "j.moreau" },
    ...{ domainName: "CONTOSO", processCommandLine: null, fileName: null },
  };
  const incidentId = 870_001;
  for (const { id: machineId, computerDnsName, rbacGroupName } of devices)
    defender.raiseAlert({ machineId, computerDnsName, rbacGroupName, incidentId, evidence: [about] });
  const { message } = teams.send("ana", "soc", `contain ${incidentId} it spreads`);
  const form = await tenant.next("soc", message, (shown) => shown.includes('"Contain"'));
  const send = async () =>
    (await teams.click("ana", form.id, "Contain", { reason: "it spreads" })).kind === "card";
  await vi.waitUntil(send, { timeout: 15_000 });
  const card = await tenant.next(
    "soc",
    message,
    (shown) => shown.includes('"Approve"') && shown.includes("it spreads"),
  );
  const known = async () => (await teams.click("ana", card.id, "Refresh")).kind === "card";
  await vi.waitUntil(known, { timeout: 15_000 });
  return { card, person };
}

/** Until it has come to its end. @throws Error with what its card says, where it does not */
async function over(tenant: Tenant, card: Message): Promise<void> {
  await vi
    .waitUntil(() => isOver(tenant, card), PATIENT)
    .catch((error: unknown) => {
      throw new Error(`still: ${tenant.seen("david", card)}`, { cause: error });
    });
}

/** What was marked and never called is looked for, and then waits for a person. */
async function isOver(tenant: Tenant, card: Message): Promise<boolean> {
  if (tenant.seen("david", card).includes('"Resume"')) await tenant.teams.click("david", card.id, "Resume");
  return tenant.seen("ana", card).includes('"Succeeded"');
}

/** What was refused because it came too early (risk takes one call a second) has done nothing, and is sent again. */
function callsOn({ graph }: Tenant, operation: string): Tenant["graph"]["calls"] {
  return graph.calls.filter(
    ({ method, path, status }) => method === "POST" && path.endsWith(operation) && status !== 429,
  );
}

function countsOn({ defender }: Tenant, devices: readonly SandboxDevice[]): readonly number[] {
  return devices.map(({ id }) => defender.actions.filter(({ machineId }) => machineId === id).length);
}
