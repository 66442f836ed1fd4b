import { expect, vi } from "vitest";
import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import { shownIn, type Tenant } from "./tenant.ts";
import { PERSON_WAITS_MS, within } from "./within.ts";

/** People at work at a tenant: what the tests of faults have in common. */
export interface ProcessFlows {
  signIn(...people: readonly PersonKey[]): Promise<void>;
  /** An active workstation that nobody has asked for yet. */
  device(): SandboxDevice;
  /** What Ana types to isolate such a device. */
  invocation(reason: string): string;
  /** Ana's request in channel SOC: its card, once the bot knows that it stands there. */
  request(reason: string): Promise<Message>;
  /** That request's card, after the message that asked for it. */
  cardAfter(message: Message): Promise<Message>;
  /** The changing calls with this reason that have reached Defender. */
  changes(reason: string): Tenant["defender"]["calls"];
  /** Types in the person's own chat, and gives what the person hears in time. */
  hears(person: PersonKey, text: string): Promise<string>;
  /** What the bot has said in a conversation that contains the words. */
  said(conversation: string, words: string): readonly Message[];
  /** Every service behaves again. */
  calm(): void;
}

export function startFlows(tenant: Tenant): ProcessFlows {
  let used = 0;
  function device(): SandboxDevice {
    const all = tenant.defender.devices.filter(
      (one) =>
        one.rbacGroupName === "Workstations" &&
        one.healthStatus === "Active" &&
        !/kiosk/.test(one.computerDnsName ?? ""),
    );
    return all[(used += 1)] ?? expect.fail("no device is left");
  }
  const invocation = (reason: string): string => `isolate ${device().id} ${reason}`;
  async function cardAfter(message: Message): Promise<Message> {
    const card = await tenant.next("soc", message, (shown) => shown.includes('"Approve"'));
    // A click before the bot has recorded its post is refused: it does not know that copy yet.
    const known = async () => (await tenant.teams.click("ana", card.id, "Refresh")).kind === "card";
    await vi.waitUntil(known, { timeout: 15_000 });
    return card;
  }
  return {
    ...{ device, invocation, cardAfter },
    async signIn(...people) {
      const signedIn = (shown: string): boolean => shown.includes("signed in as");
      for (const person of people) await tenant.ask(person, person, "signin", signedIn);
    },
    request: (reason) => cardAfter(tenant.teams.send("ana", "soc", invocation(reason)).message),
    changes: (reason) =>
      tenant.defender.calls.filter(
        (call) => call.method === "POST" && JSON.stringify(call.body).includes(reason),
      ),
    async hears(person, text) {
      const { message } = tenant.teams.send(person, person, text);
      return shownIn(
        await within(
          PERSON_WAITS_MS,
          tenant.next(person, message, () => true),
        ),
      );
    },
    said: (conversation, words) =>
      tenant.teams
        .messages(conversation)
        .filter((one) => one.author === null && shownIn(one).includes(words)),
    calm() {
      for (const { faults } of [tenant.defender, tenant.graph, tenant.entra, tenant.teams]) faults.clear();
    },
  };
}
