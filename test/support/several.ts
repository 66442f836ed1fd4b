import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Policy } from "../../src/policy/model.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FINAL_STATES } from "../../src/requests/machine/state.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "./harness.ts";
import { startServices, type Services } from "./services.ts";

/** Requests of several steps, asked for by Ana in a 1:1 chat, about devices that nobody has asked for yet. */

const MINUTE = 60_000;

/** No rules, no limits: one approval. */
export const PLAIN: Policy = { ...DEFAULT_POLICY, rules: [], limits: {} };

export interface Fresh {
  readonly id: string;
  readonly name: string;
}

export const listOf = (devices: readonly Fresh[]): string => devices.map(({ name }) => name).join(", ");

export const isDone = ({ state }: Request): boolean => FINAL_STATES.includes(state);

export class Several {
  services!: Services;
  harness!: Harness;
  chat = conversation("", "personal");
  #made = 0;

  async open(): Promise<void> {
    this.services = await startServices();
    this.harness = openHarness(this.services, PLAIN);
    for (const key of ["ana", "ben", "carla", "david"] as const) await this.services.signIn(key);
  }

  /** A day later, in another chat, under a policy of its own. */
  begin(policy: Policy = PLAIN): void {
    this.services.advance(25 * 60 * MINUTE);
    this.services.sandboxDefender.faults.clear?.();
    this.chat = conversation(`1:1-several-${(this.#made += 1)}`, "personal");
    this.under(policy);
  }

  under(policy: Policy): void {
    this.harness = openHarness(this.services, policy, this.harness.shown);
  }

  /** That many devices that nobody has asked for yet. */
  fresh(count: number, change: Record<string, unknown> = {}): readonly Fresh[] {
    const { devices } = this.services.sandboxDefender;
    const model = devices.find((one) => one.rbacGroupName === "Workstations")!;
    return Array.from({ length: count }, () => {
      const id = `5e7e${(this.#made += 1).toString(16).padStart(36, "0")}`;
      const name = `many-${this.#made}.contoso.example`;
      devices.push({
        ...model,
        machineTags: [],
        healthStatus: "Active",
        ...change,
        id,
        computerDnsName: name,
      });
      return { id, name };
    });
  }

  async ask(devices: readonly Fresh[], words = "beaconing", command = "isolate"): Promise<Shown> {
    const said = await this.harness.say("ana", this.chat, `${command} ${listOf(devices)} ${words}`);
    const card = said.find(
      ({ at, content }) =>
        at.conversation.id === this.chat.id && /"state":"(Requested|Approved)"/.test(textOf(content)),
    );
    if (card === undefined) throw new Error(JSON.stringify(said.map(({ content }) => content)));
    return card;
  }

  idOf(card: Shown): string {
    return /"id":"([0-9A-Z]{4}-[0-9A-Z]{4})"/.exec(textOf(card.content))?.[1] ?? "";
  }

  async leaderOf(card: Shown): Promise<Request> {
    return (await this.services.store.read((tx) => tx.requests.get(this.idOf(card))))!;
  }

  stepsOf(card: Shown): Promise<readonly Request[]> {
    return this.services.store.read((tx) => tx.steps.all(this.idOf(card)));
  }

  /** The calls that reached Defender, by device. */
  actionsOn(devices: readonly Fresh[]) {
    const ids = new Set(devices.map(({ id }) => id));
    return this.services.sandboxDefender.actions.filter(({ machineId }) => ids.has(machineId));
  }

  /** Carla opens the second page first: nobody approves what they have not been shown. */
  async approveAll(card: Shown): Promise<void> {
    const second = await this.harness.click("carla", card, "Next");
    if (second.kind !== "card") throw new Error(second.kind);
    await this.harness.click("carla", { ...card, content: second.content }, "Approve");
  }

  async until(card: Shown, done: (leader: Request) => boolean): Promise<Request> {
    for (let round = 0; round < 200; round += 1) {
      const leader = await this.leaderOf(card);
      if (done(leader)) return leader;
      this.services.advance(2000);
      await this.harness.tick();
    }
    const leader = await this.leaderOf(card);
    const steps = JSON.stringify(await this.stepsOf(card));
    throw new Error(`${leader.state} ${JSON.stringify(leader.steps)} ${steps}`);
  }

  async restart(policy: Policy = PLAIN): Promise<void> {
    await this.services.restart(() => Promise.resolve());
    this.under(policy);
  }

  async close(): Promise<void> {
    await this.services?.close();
  }
}

/** Opened for the tests of a file. @param policy under which each of them begins a day of its own; null: none does */
export function usingSeveral(policy: Policy | null = PLAIN): Several {
  const flows = new Several();
  beforeAll(() => flows.open());
  afterAll(() => flows.close());
  if (policy !== null) beforeEach(() => flows.begin(policy));
  return flows;
}
