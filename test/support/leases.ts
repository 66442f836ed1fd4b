import { expect } from "vitest";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { personByKey, type PersonKey } from "../../sandbox/people.ts";
import { conversation, openOffice, textOf, type Office, type Shown } from "./office.ts";
import { startServices, type Services } from "./services.ts";
import { idOf, storyOf, type Story } from "./story.ts";

/** Where Ana asks, and where approvers are told as well. */
export const soc = conversation("19:soc@thread.tacv2", "channel");
export const night = conversation("19:night@thread.v2", "groupChat");

export interface Leased {
  readonly device: SandboxDevice;
  readonly isolation: Shown;
  /** The card of the scheduled release, where it was asked. */
  readonly release: Shown;
}

/** An office in which isolations with an end are asked for, approved and followed. */
export interface LeaseOffice extends Story {
  readonly services: Services;
  readonly office: Office;
  /** A policy that the tests change under the feet of open requests. */
  readonly policy: { -readonly [K in keyof Policy]: Policy[K] };
  /** A device that is isolated for so long, as Ana asked and Carla approved. */
  lease(length: string, device?: SandboxDevice): Promise<Leased>;
  /** The newest card of the device's release in that conversation. */
  releaseCard(device: SandboxDevice, place: string): Shown;
  /** What was said in a conversation that fits the words. */
  saidIn(place: string, words: RegExp): readonly string[];
  /** The audit events of a card's request, oldest first. */
  events(card: Shown): Promise<readonly string[]>;
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

export async function openLeaseOffice(): Promise<LeaseOffice> {
  const services = await startServices();
  const policy: LeaseOffice["policy"] = { ...DEFAULT_POLICY, limits: {} };
  const office = openOffice(services, policy);
  const story = storyOf(services, office);
  for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
  for (const place of [soc, night]) await office.say("erin", place, "enable");
  await office.say("erin", night, "subscribe approvals");
  const { store, clock } = services;
  /** Milliseconds between people's wishes, all together: nobody asks more than twenty times a minute. */
  let passed = 0;
  const textIn = (place: string) =>
    office.shown.filter((one) => one.at.conversation.id === place).map((one) => textOf(one.content));

  function releaseCard(device: SandboxDevice, place: string): Shown {
    const card = office.shown.findLast(
      (one) =>
        one.at.conversation.id === place &&
        textOf(one.content).includes("Release from isolation") &&
        textOf(one.content).includes(device.id),
    );
    return card ?? expect.fail("no card of a release");
  }

  return {
    ...story,
    ...{ services, office, policy, releaseCard },
    async lease(length, device = story.workstation()) {
      passed += 4_000;
      services.advance(4_000);
      const isolation = await story.ask("ana", soc, `isolate ${device.id} for:${length} beaconing`);
      await office.click("carla", isolation, "Approve");
      await story.settle(isolation, "Succeeded");
      await story.rest();
      return { device, isolation, release: releaseCard(device, soc.id) };
    },
    saidIn: (place, words) => textIn(place).filter((text) => words.test(text)),
    async events(card) {
      const records = await store.transaction((tx) => tx.audit.list(idOf(card), 50));
      return records.map((record) => record.event).toReversed();
    },
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
      return (await story.stored(release)).lease?.endsAt ?? expect.fail("no lease");
    },
    async at(time) {
      services.advance(time - clock.now());
      await story.rest();
    },
    today: () => services.advance(Date.now() + passed - clock.now()),
  };
}
