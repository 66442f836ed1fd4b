import { deviceIdOf } from "../support/device-id.ts";
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
      await approved(tenant, mixed.card);
      for (const act of ["revokeSignInSessions", "confirmCompromised"])
        await vi.waitUntil(() => callsOn(tenant, act).length === 1, { timeout: 60_000 });
      // Two are tried first; then as many as are under way at once have arrived when the process dies.
      tenant.defender.faults.next(2, { ...ISOLATE, delayMs: 1 });
      tenant.defender.faults.set({ ...ISOLATE, hang: "after" });
      await approved(tenant, card);
      for (const unanswered of [UNDER_WAY, 2 * UNDER_WAY]) {
        const lost = () => flows.changes("forty-at-once").filter(({ status }) => status === 0);
        await vi.waitUntil(() => lost().length === unanswered, { timeout: 60_000 });
        await restarts.restart();
        if (unanswered === UNDER_WAY) tenant.defender.faults.set({ ...ISOLATE, hang: "after" });
      }
      for (const one of [card, mixed.card]) await over(tenant, one);
    }, 300_000);

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

const ISOLATE = { method: "POST", path: /\/isolate$/ } as const;
/** Steps of one request that are sent and not answered yet, at most. */
const UNDER_WAY = 10;

/** What a process on PostgreSQL held when it was killed is held until its lease is over. */
const PATIENT = { timeout: 120_000, interval: 500 };

/** By Carla; a click that could not be checked in time counts for nothing, and is made again. */
async function approved({ teams }: Tenant, { id }: Message): Promise<void> {
  const counts = async () => (await teams.click("carla", id, "Approve")).kind === "card";
  await vi.waitUntil(counts, { timeout: 40_000 });
}

/** That many active devices that nobody has asked for yet. */
function fleetOf(tenant: Tenant, name: string, count: number): readonly SandboxDevice[] {
  const model = tenant.defender.device("ward3-nurse12");
  const fleet = Array.from({ length: count }, (_, index) => ({
    ...model,
    id: deviceIdOf(name === "forty" ? "f0" : "2d", index),
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
    .waitUntil(() => tenant.seen("ana", card).includes('"Succeeded"'), PATIENT)
    .catch((error: unknown) => {
      throw new Error(`still: ${tenant.seen("david", card)}`, { cause: error });
    });
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
