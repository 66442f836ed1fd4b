import { expect } from "vitest";
import type { Request } from "../../src/requests/machine/request.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import { textOf, type Office, type Shown } from "./office.ts";
import type { Services } from "./services.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";

/** What the tests of longer stories have in common: devices nobody has touched, cards, and waiting for a state. */
export interface Story {
  /** An active device that no test before has touched: the workstations first. */
  workstation(): SandboxDevice;
  /** Types a command and gives the card that answers it. */
  ask(key: PersonKey, place: ConversationRef, text: string): Promise<Shown>;
  /** Runs the loops, in steps of the bot's clock, until the card shows the state. */
  settle(card: Shown, state: string, stepMs?: number): Promise<void>;
  /** Runs the loops until nothing is due at this moment. */
  rest(): Promise<void>;
  /** The request whose card this is, as it is stored. */
  stored(card: Shown): Promise<Request>;
  /** Calls that changed something on this device, as `METHOD path-end oid`. */
  changes(device: SandboxDevice): readonly { readonly what: string; readonly oid: string }[];
}

export function storyOf(services: Services, office: Office): Story {
  let used = 0;
  const stateOf = (card: Shown) => /"state":"(\w+)"/.exec(textOf(card.content))?.[1];
  const rest = async (): Promise<void> => {
    await office.tick();
    await office.tick();
  };
  return {
    rest,
    workstation() {
      const { devices } = services.sandboxDefender;
      const all = ["Workstations", "Lab", "Servers"].flatMap((group) =>
        devices.filter((one) => one.rbacGroupName === group && one.healthStatus === "Active"),
      );
      return all[(used += 1)] ?? expect.fail("no device is left");
    },
    async ask(key, place, text) {
      const said = await office.say(key, place, text);
      const card = said.find((one) => textOf(one.content).includes('"card":"request"'));
      if (card === undefined) throw new Error(`no request, but ${JSON.stringify(said)}`);
      return card;
    },
    async settle(card, state, stepMs = 2000) {
      await expect
        .poll(
          async () => {
            services.advance(stepMs);
            await rest();
            return stateOf(card);
          },
          { timeout: 20_000 },
        )
        .toBe(state);
    },
    async stored(card) {
      const id = idOf(card);
      const request = await services.store.transaction((tx) => tx.requests.get(id));
      if (request === null) throw new Error(`no request ${id}`);
      return request;
    },
    changes: (device) =>
      services.sandboxDefender.calls
        .filter((call) => call.method === "POST" && call.path.includes(device.id))
        .map((call) => ({ what: call.path.split("/").at(-1) ?? "", oid: call.oid ?? "" })),
  };
}

/** The request's id on a card. */
export function idOf(card: Shown): string {
  return /"id":"(.{9})"/.exec(textOf(card.content))?.[1] ?? "";
}
