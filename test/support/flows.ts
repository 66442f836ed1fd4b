import { deviceIdOf } from "./device-id.ts";
import { expect } from "vitest";
import type { Request } from "../../src/requests/machine/request.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { AlertSource } from "../../src/shared/alert-sources.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "./harness.ts";
import { USUAL_POLICY } from "./policy.ts";
import { startServices, type Services } from "./services.ts";

/** What tests of the approval flow do again and again: ask for something in the channel, wait for a state, count calls. */
export interface Flows {
  readonly soc: ReturnType<typeof conversation>;
  /** A workstation of its own, new in the sandbox's fleet. */
  workstation(): SandboxDevice;
  /** Types a command as that person in the channel; the request's card. */
  ask(text: string, key?: PersonKey): Promise<Shown>;
  /** The request behind a card, as it is stored. */
  request(card: Shown): Promise<Request>;
  /** Runs the loops until nothing is due at this moment. */
  rest(): Promise<void>;
  /** How many changing calls have reached Defender with that text in their body. */
  sent(text: string): number;
  /** Lets time pass until the card shows the state. */
  settle(card: Shown, state: string, stepMs?: number): Promise<void>;
  /** The events of a request in the audit chain, oldest first. */
  events(card: Shown): Promise<readonly string[]>;
}

/** Where Ana asks. */
export const soc = conversation("19:soc@thread.tacv2", "channel");

/** What most tests of the app play on; the services are closed by whoever opens it. */
export interface Usual {
  readonly services: Services;
  readonly harness: Harness;
  readonly flows: Flows;
}

interface Opening {
  /** Left out: the usual one without limits. */
  readonly policy?: Policy;
  /** Who is signed in. */
  readonly people?: readonly PersonKey[];
  /** Whose alerts, and with Graph's its people. */
  readonly alertsApi?: AlertSource;
  /** False: Erin has not enabled the channel. */
  readonly enabled?: boolean;
}

/** One clock, people signed in, and the channel enabled by Erin. */
export async function openUsual({
  policy = { ...USUAL_POLICY, limits: {} },
  people = ["ana", "carla", "david", "erin"],
  alertsApi,
  enabled = true,
}: Opening = {}): Promise<Usual> {
  const services = await startServices({ oneClock: true, ...(alertsApi && { alertsApi }) });
  const harness = openHarness(services, policy);
  const flows = openFlows(services, harness);
  for (const key of people) await services.signIn(key);
  if (enabled) await harness.say("erin", flows.soc, "enable");
  return { services, harness, flows };
}

export function openFlows(services: Services, harness: Harness): Flows {
  const rest = async (): Promise<void> => {
    await harness.tick();
    await harness.tick();
  };
  return {
    ...{ soc, rest },
    workstation() {
      // Counted in the fleet: others of the same services have devices of its own.
      const used = services.sandboxDefender.devices.length;
      const id = deviceIdOf("de5c", used);
      const device: SandboxDevice = {
        ...services.sandboxDefender.device("ward3-nurse12"),
        id,
        computerDnsName: `desk-${used}.contoso.example`,
        machineTags: [],
      };
      services.sandboxDefender.devices.push(device);
      return device;
    },
    async ask(text, key = "ana") {
      const said = await harness.say(key, soc, text);
      const card = said.find((one) => one.content.kind === "card");
      if (card === undefined) throw new Error(`no card, but ${JSON.stringify(said)}`);
      return card;
    },
    async request(card) {
      const found = await services.store.transaction((tx) => tx.requests.get(idOf(card)));
      if (found === null) throw new Error(`no request on ${textOf(card.content)}`);
      return found;
    },
    sent: (text) =>
      services.sandboxDefender.calls.filter(
        (call) => call.method === "POST" && JSON.stringify(call.body).includes(text),
      ).length,
    async settle(card, state, stepMs = 2000) {
      await expect
        .poll(
          async () => {
            services.advance(stepMs);
            await rest();
            return /"state":"(\w+)"/.exec(textOf(card.content))?.[1];
          },
          { timeout: 20_000 },
        )
        .toBe(state);
    },
    async events(card) {
      const records = await services.store.transaction((tx) => tx.audit.list(idOf(card), 100));
      return records.map((record) => record.event).toReversed();
    },
  };
}

/** The id of the request that a card shows, or stands for. */
export function idOf(card: Shown): string {
  return /"(?:id|ref)":"(\w{4}-\w{4})[".]/.exec(textOf(card.content))?.[1] ?? "";
}
