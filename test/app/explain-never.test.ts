import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { DEFAULT_POLICY as POLICY } from "../../src/policy/evaluate.ts";
import type { NewIndicator } from "../../src/defender/indicator.ts";
import { readsOf } from "../../src/defender/read-only.ts";
import { conversation, openHarness, textOf } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";
import type { ChangeCommand } from "../../src/requests/change-command.ts";

/** Whatever `explain` is asked, it does nothing and leaves nothing behind. */

let services: Services;

beforeAll(async () => {
  services = await startServices();
  for (const key of ["ana", "carla", "noor"] as const) await services.signIn(key);
});

afterAll(() => services?.close());

// The bot spares Defender: 100 calls a minute.
beforeEach(() => services.advance(61_000));

/** All that would be left behind by something done. */
async function traces(): Promise<unknown> {
  const changing = services.sandboxDefender.calls.filter((call) => call.method !== "GET");
  const stored = await services.store.transaction(async (tx) => ({
    head: await tx.audit.head(),
    requests: (await tx.requests.open()).map((request) => request.id),
    opened: await Promise.all(
      COMMANDS.map(async (command) =>
        command.effect === "changes" ? tx.requests.charges(command.action, 0) : [],
      ),
    ),
  }));
  return { changing: changing.length, ...stored };
}

describe("explain never acts", () => {
  const changes = COMMANDS.filter((command): command is ChangeCommand => command.effect === "changes");
  /** What is not blocked yet, and what is. */
  const blocked: Readonly<Record<string, string>> = { block: "198.51.100.77", unblock: "203.0.113.77" };
  let scanning: string;

  beforeAll(async () => {
    services.sandboxDefender.setSpeed(0.001);
    await services.signIn("david");
    const portal = services.defender.as(senderOf("david"), AbortSignal.timeout(5_000));
    const { id } = services.sandboxDefender.device("ward3-nurse12");
    scanning = (await portal.act(id, "runAntiVirusScan", { Comment: "by hand", ScanType: "Quick" })).id;
    await portal.putIndicator({
      ...{ indicatorValue: "203.0.113.77", indicatorType: "IpAddress", action: "Block" },
      ...{ title: "by hand", description: "by hand", severity: "Low", generateAlert: false },
    } satisfies NewIndicator);
  });
  afterAll(() => services.sandboxDefender.setSpeed(100));

  test.each(changes.map((command) => [command.name, command] as const))("on %s", async (name, command) => {
    const alerts = services.sandboxDefender.alerts.filter(
      (one) => one.rbacGroupName === "Workstations" && one.incidentId !== null,
    );
    const alert = alerts[0]!;
    const another = alerts.find(({ incidentId }) => incidentId !== alert.incidentId)!;
    const others: Readonly<Record<string, string>> = {
      ...{ alert: alert.id, user: "s.aydin@contoso.example", indicator: blocked[name] ?? "" },
      "machine-action": scanning,
    };
    const target = others[command.target] ?? "laptop-aruiz.contoso.example";
    const [, , ...rest] = command.example.split(" ");
    const words =
      name === "merge" ? [`${alert.incidentId}`, `into:${another.incidentId}`] : [target, ...rest];
    const free = openHarness(services, {
      ...POLICY,
      rules: [{ name: "all is free", when: { action: [command.action] }, then: { approvals: 0 } }],
    });
    const place = conversation(`1:1-free-${name}`, "personal");
    const before = await traces();
    const [shown] = await free.say("ana", place, ["explain", name, ...words].join(" "));
    expect(textOf(shown!.content)).toContain("It would be done at once");
    await free.tick();
    expect(await traces()).toEqual(before);
  });

  test("nor on a command that is refused, of which the real one leaves a record", async () => {
    const before = await traces();
    const refusing = openHarness(services, { ...POLICY, limits: { isolate: { perHour: 0 } } });
    const place = conversation("1:1-refused", "personal");
    const line = "isolate laptop-aruiz.contoso.example x";
    await refusing.say("ana", place, `explain ${line}`);
    expect(await traces()).toEqual(before);
    await refusing.say("ana", place, line);
    expect(await traces()).not.toEqual(before);
  });

  test("because no changing call can be reached from what it is given", () => {
    const client = services.defender.as(senderOf("ana"), AbortSignal.timeout(1000));
    const reachable = Object.keys(readsOf(client));
    expect(
      reachable.filter(
        (name) =>
          !/^(alert|device|account|incident$|file$|presence$|fleetSize$|indicators$|libraryFiles$|machineActions?$|identityAccount$|roleHolders$|signIns$|hunt$)/.test(
            name,
          ),
      ),
    ).toEqual([]);
    expect(Object.keys(client)).toEqual(expect.arrayContaining([...reachable, "act", "updateAlert"]));
  });
});
