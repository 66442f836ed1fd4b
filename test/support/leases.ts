import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { USUAL_POLICY } from "./policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { personByKey, type PersonKey } from "../../sandbox/people.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "./harness.ts";
import { startServices, type Services } from "./services.ts";
import { openFlows, soc, type Flows } from "./flows.ts";

/** Where approvers are told as well. */
export const night = conversation("19:night@thread.v2", "groupChat");

export interface Leased {
  readonly device: SandboxDevice;
  readonly isolation: Shown;
  /** The card of the scheduled release, where it was asked. */
  readonly release: Shown;
}

/** What tests of isolations with an end do again and again: ask, approve, follow. */
export interface LeaseFlows extends Flows {
  readonly services: Services;
  readonly harness: Harness;
  /** A policy that the tests change under the feet of open requests. */
  readonly policy: { -readonly [K in keyof Policy]: Policy[K] };
  /** A device that is isolated for so long, as Ana asked and Carla approved. */
  lease(length: string, device?: SandboxDevice): Promise<Leased>;
  /** The newest card of the device's release in that conversation. */
  releaseCard(device: SandboxDevice, place: string): Shown;
  /** Calls that changed something on this device: the end of the path, and who made them. */
  changes(device: SandboxDevice): readonly { readonly what: string; readonly oid: string }[];
  /** What was said in a conversation that fits the words. */
  saidIn(place: string, words: RegExp): readonly string[];
  /** What David does to the device in Defender's portal, each once the one before has succeeded. */
  inThePortal(device: SandboxDevice, ...types: readonly ("Isolate" | "Unisolate")[]): Promise<void>;
  /** When the lease of this release ends, in epoch milliseconds. */
  endOf(release: Shown): Promise<number>;
  /** Moves the bot's clock to the time and lets everything happen that is due. */
  at(time: number): Promise<void>;
  /** The bot's clock is the sandbox's again. */
  today(): void;
}

export function oid(key: PersonKey): string {
  return personByKey(key).oid;
}

/** Opened for the tests of a file; after each of them the services work, the policy has its usual rules, and it is today. */
export function usingLeases(): LeaseFlows {
  const bench = {} as LeaseFlows;
  beforeAll(async () => {
    Object.assign(bench, await openLeaseFlows());
  });
  afterEach(() => {
    bench.services.sandboxDefender.faults.clear();
    bench.services.disagree({});
    bench.policy.rules = USUAL_POLICY.rules;
    bench.today();
  });
  afterAll(() => bench.services?.close());
  return bench;
}

async function openLeaseFlows(): Promise<LeaseFlows> {
  const services = await startServices();
  const policy: LeaseFlows["policy"] = { ...USUAL_POLICY, limits: {} };
  const harness = openHarness(services, policy);
  const flows = openFlows(services, harness);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  for (const place of [soc, night]) await harness.say("erin", place, "enable");
  await harness.say("erin", night, "subscribe approvals");
  const { clock } = services;
  /** Milliseconds between people's commands, all together: nobody asks more than twenty times a minute. */
  let passed = 0;
  const textIn = (place: string) =>
    harness.shown.filter((one) => one.at.conversation.id === place).map((one) => textOf(one.content));

  function releaseCard(device: SandboxDevice, place: string): Shown {
    const card = harness.shown.findLast(
      (one) =>
        one.at.conversation.id === place &&
        textOf(one.content).includes("Release from isolation") &&
        textOf(one.content).includes(device.id),
    );
    return card ?? expect.fail("no card of a release");
  }

  return {
    ...flows,
    ...{ services, harness, policy, releaseCard },
    async lease(length, device = flows.workstation()) {
      passed += 4_000;
      services.advance(4_000);
      const isolation = await flows.ask(`isolate ${device.id} for:${length} beaconing`);
      await harness.click("carla", isolation, "Approve");
      await flows.settle(isolation, "Succeeded");
      await flows.rest();
      return { device, isolation, release: releaseCard(device, soc.id) };
    },
    changes: (device) =>
      services.sandboxDefender.calls
        .filter((call) => call.method === "POST" && call.path.includes(device.id))
        .map((call) => ({ what: call.path.split("/").at(-1) ?? "", oid: call.oid ?? "" })),
    saidIn: (place, words) => textIn(place).filter((text) => words.test(text)),
    async inThePortal(device, ...types) {
      const david = { oid: oid("david"), tid: soc.tenantId };
      const defender = services.defender.as(david, AbortSignal.timeout(10_000));
      for (const type of types) {
        const comment = "in the portal";
        const { id } =
          type === "Isolate"
            ? await defender.act(device.id, "isolate", { Comment: comment, IsolationType: "Full" })
            : await defender.act(device.id, "unisolate", { Comment: comment });
        await expect
          .poll(() => services.sandboxDefender.actions.find((one) => one.id === id)?.status)
          .toBe("Succeeded");
      }
    },
    async endOf(release) {
      return (await flows.request(release)).lease?.endsAt ?? expect.fail("no lease");
    },
    async at(time) {
      services.advance(time - clock.now());
      await flows.rest();
    },
    today: () => services.advance(Date.now() + passed - clock.now()),
  };
}
