import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Policy } from "../../src/policy/model.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { FINAL_STATES } from "../../src/requests/machine/state.ts";
import { conversation, openOffice, textOf, type Office, type Shown } from "../support/office.ts";
import { startServices, type Services } from "../support/services.ts";

/** One request with many steps through the whole path: one card, one decision, and a call for each step. */

const MINUTE = 60_000;
const POLICY: Policy = { ...DEFAULT_POLICY, rules: [], limits: {} };

let services: Services;
let office: Office;
let chat = conversation("", "personal");
let made = 0;

beforeAll(async () => {
  services = await startServices();
  for (const key of ["ana", "carla", "david"] as const) await services.signIn(key);
});

afterAll(async () => {
  await services?.close();
});

beforeEach(() => {
  services.advance(25 * 60 * MINUTE);
  services.sandboxDefender.faults.clear?.();
  chat = conversation(`1:1-several-${(made += 1)}`, "personal");
  office = openOffice(services, POLICY);
});

interface Fresh {
  readonly id: string;
  readonly name: string;
}

/** So many devices that nobody has asked for yet. */
function fresh(count: number, change: Record<string, unknown> = {}): readonly Fresh[] {
  const model = services.sandboxDefender.devices.find((one) => one.rbacGroupName === "Workstations")!;
  return Array.from({ length: count }, () => {
    const id = `5e7e${(made += 1).toString(16).padStart(36, "0")}`;
    const name = `many-${made}.contoso.example`;
    services.sandboxDefender.devices.push({
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

const listOf = (devices: readonly Fresh[]) => devices.map(({ name }) => name).join(", ");

async function ask(devices: readonly Fresh[], words = "beaconing"): Promise<Shown> {
  const said = await office.say("ana", chat, `isolate ${listOf(devices)} ${words}`);
  const card = said.find(
    ({ at, content }) =>
      at.conversation.id === chat.id && /"state":"(Requested|Approved)"/.test(textOf(content)),
  );
  if (card === undefined) throw new Error(JSON.stringify(said.map(({ content }) => content)));
  return card;
}

function idOf(card: Shown): string {
  return /"id":"([0-9A-Z]{4}-[0-9A-Z]{4})"/.exec(textOf(card.content))?.[1] ?? "";
}

async function leaderOf(card: Shown): Promise<Request> {
  return (await services.store.read((tx) => tx.requests.get(idOf(card))))!;
}

function stepsOf(card: Shown): Promise<readonly Request[]> {
  return services.store.read((tx) => tx.steps.all(idOf(card)));
}

/** The calls that reached Defender, by device. */
function actionsOn(devices: readonly Fresh[]) {
  const ids = new Set(devices.map(({ id }) => id));
  return services.sandboxDefender.actions.filter(({ machineId }) => ids.has(machineId));
}

/** Carla opens the second page first: nobody approves what they have not been shown. */
async function approveAll(card: Shown): Promise<void> {
  const second = await office.click("carla", card, "Next");
  if (second.kind !== "card") throw new Error(second.kind);
  await office.click("carla", { ...card, content: second.content }, "Approve");
}

async function until(card: Shown, done: (leader: Request) => boolean): Promise<Request> {
  for (let round = 0; round < 200; round += 1) {
    const leader = await leaderOf(card);
    if (done(leader)) return leader;
    services.advance(2000);
    await office.tick();
  }
  const leader = await leaderOf(card);
  throw new Error(`${leader.state} ${JSON.stringify(leader.steps)} ${JSON.stringify(await stepsOf(card))}`);
}

const isDone = ({ state }: Request) => FINAL_STATES.includes(state);

describe("several targets in one command", () => {
  test("are one request, one card, one decision and one call each, with the step's id in its comment", async () => {
    const devices = fresh(5);
    const card = await ask(devices);
    expect(await stepsOf(card)).toHaveLength(5);
    expect(await office.click("carla", card, "Approve")).toMatchObject({ kind: "card" });
    const leader = await until(card, isDone);
    expect(leader.state).toBe("Succeeded");
    const actions = actionsOn(devices);
    expect(actions).toHaveLength(5);
    const comments = actions.map(({ requestorComment }) => requestorComment.split(" ")[0]).toSorted();
    expect(comments).toEqual([1, 2, 3, 4, 5].map((n) => `[${leader.id}.${n}]`));
  });

  test("go out two first, and the rest once Defender has taken both", async () => {
    const devices = fresh(6);
    const card = await ask(devices);
    await office.click("carla", card, "Approve");
    await office.tick();
    const released = (await stepsOf(card)).filter(({ state }) => state !== "Requested");
    expect(released).toHaveLength(2);
    await until(card, isDone);
    expect(actionsOn(devices)).toHaveLength(6);
  });

  test("of which one is unknown are not asked for, and it is named", async () => {
    const devices = fresh(2);
    const [said] = await office.say("ana", chat, `isolate ${listOf(devices)}, nobody-knows-me beaconing`);
    expect(textOf(said!.content)).toMatch(/nothing is called nobody-knows-me/);
  });

  test("that are named twice are one step, and what comes down to one is a request as ever", async () => {
    const [one, two] = fresh(2);
    expect(await stepsOf(await ask([two!, one!, two!], "twice"))).toHaveLength(2);
    const card = await ask([one!, one!]);
    const request = await leaderOf(card);
    expect(request.steps).toBeUndefined();
    expect(request.target.id).toBe(one!.id);
  });

  test("of which the policy asks different things are requests of their own; what it denies is left out and named", async () => {
    office = openOffice(services, {
      ...POLICY,
      rules: [
        { name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } },
        { name: "never", when: { device: { tag: ["Lab"] } }, then: { deny: "Call the lab." } },
      ],
    });
    const plain = fresh(2);
    const tier0 = fresh(2, { machineTags: ["Tier0"] });
    const lab = fresh(1, { machineTags: ["Lab"] });
    const said = await office.say("ana", chat, `isolate ${listOf([...plain, ...tier0, ...lab])} beaconing`);
    const cards = said.filter(({ content }) => textOf(content).includes('"state":"Requested"'));
    const requests = await Promise.all(cards.map(leaderOf));
    expect(requests.map(({ verdict }) => verdict.approvals)).toEqual([1, 2]);
    expect(requests.map(({ steps }) => steps?.count)).toEqual([2, 2]);
    const words = said.map(({ content }) => textOf(content)).join(" ");
    expect(words).toContain(`${lab[0]!.name} (Call the lab.)`);
  });

  test("above what the policy allows at once are refused before anything is looked up", async () => {
    office = openOffice(services, { ...POLICY, maxTargets: 3 });
    const [said] = await office.say("ana", chat, `isolate ${listOf(fresh(4))} beaconing`);
    expect(textOf(said!.content)).toMatch(/That is 4 at once, and the policy allows 3/);
  });
});

describe("more steps than one page shows", () => {
  test("can be approved only by whoever has opened every page of this view", async () => {
    const card = await ask(fresh(30));
    await expect(office.click("carla", card, "Approve")).rejects.toThrow(/no button "Approve"/);
    const second = await office.click("carla", card, "Next");
    expect(JSON.stringify(second)).toMatch(/Page 2 of 2/);
    if (second.kind !== "card") throw new Error(second.kind);
    // Carla's pages are Carla's: what David has not opened, he does not approve by Carla's button.
    const david = await office.click("david", { ...card, content: second.content }, "Approve");
    expect(JSON.stringify(david)).toMatch(/look at all pages first/);
    expect((await leaderOf(card)).approvals).toHaveLength(0);
    await office.click("carla", { ...card, content: second.content }, "Approve");
    expect((await leaderOf(card)).approvals).toHaveLength(1);
  });
});

describe("forty devices", () => {
  test("are sent once each, though the bot is started anew twice on the way", async () => {
    const devices = fresh(40);
    const card = await ask(devices);
    await approveAll(card);
    for (const enough of [2, 12]) {
      await until(card, () => actionsOn(devices).length >= enough);
      await services.restart(() => Promise.resolve());
      office = openOffice(services, POLICY, office.shown);
    }
    const leader = await until(card, isDone);
    expect(leader.state).toBe("Succeeded");
    expect(actionsOn(devices)).toHaveLength(40);
    expect(new Set(actionsOn(devices).map(({ machineId }) => machineId)).size).toBe(40);
  });
});

describe("in a list of requests", () => {
  test("they are one row, for whoever may read every one of the targets", async () => {
    const card = await ask(fresh(3));
    const [listed] = await office.say("ana", chat, "requests");
    expect(textOf(listed!.content).split(idOf(card)).length - 1).toBeGreaterThan(0);
    expect(textOf(listed!.content)).not.toContain(`${idOf(card)}.1`);
    const david = conversation("1:1-david-several", "personal");
    const hidden = await ask(fresh(2, { rbacGroupName: "Finance" }).concat(fresh(1)));
    const [his] = await office.say("david", david, "requests");
    expect(textOf(his!.content)).not.toContain(idOf(hidden));
  });
});

describe("Stop", () => {
  test("ends what is not sent yet, and nothing more is sent", async () => {
    const devices = fresh(30);
    const card = await ask(devices);
    await approveAll(card);
    await until(card, () => actionsOn(devices).length >= 2);
    const sent = actionsOn(devices).length;
    await office.tick();
    expect(await office.click("david", card, "Stop")).toMatchObject({ kind: "card" });
    const leader = await until(card, isDone);
    expect(leader.state).toBe("Partial");
    expect(actionsOn(devices).length).toBeLessThanOrEqual(sent + 10);
    const states = (await stepsOf(card)).map(({ state }) => state);
    expect(states.filter((state) => state === "Succeeded")).toHaveLength(actionsOn(devices).length);
    expect(states.every((state) => state === "Succeeded" || state === "Cancelled")).toBe(true);
  });

  test("before the first call is Cancelled", async () => {
    const devices = fresh(3);
    const card = await ask(devices);
    const approved = await office.click("carla", card, "Approve");
    if (approved.kind !== "card") throw new Error(approved.kind);
    const shown = { ...card, content: approved.content };
    expect(await office.click("ana", shown, "Stop")).toMatchObject({ kind: "card" });
    const leader = await until(card, isDone);
    expect(leader.state).toBe("Cancelled");
    expect(actionsOn(devices)).toHaveLength(0);
  });
});

describe("a target that is not what was shown", () => {
  test("leaves the request as one of its own, and voids nothing else", async () => {
    office = openOffice(services, {
      ...POLICY,
      rules: [{ name: "tier 0", when: { device: { tag: ["Tier0"] } }, then: { approvals: 2 } }],
    });
    const devices = fresh(4);
    const card = await ask(devices);
    const changed = services.sandboxDefender.devices.find(({ id }) => id === devices[1]!.id)!;
    changed.machineTags.push("Tier0");
    const first = await office.click("carla", card, "Approve");
    expect(JSON.stringify(first)).toMatch(/left out, and nothing was decided/);
    expect((await leaderOf(card)).state).toBe("Requested");
    await office.tick();
    expect(await office.click("carla", card, "Approve")).toMatchObject({ kind: "card" });
    const leader = await until(card, isDone);
    expect(leader.state).toBe("Partial");
    expect(actionsOn(devices)).toHaveLength(3);
    const own = await services.store.read((tx) => tx.requests.openOn(devices[1]!.id, "isolate"));
    expect(own).toMatchObject([{ state: "Requested", verdict: { approvals: 2 } }]);
  });
});

describe("the first two", () => {
  test("that end unclear or refused for lack of rights hold the rest until a Resume", async () => {
    const devices = fresh(4);
    const card = await ask(devices);
    services.sandboxDefender.faults.next(1, { method: "POST", status: 403 });
    await office.click("carla", card, "Approve");
    const held = await until(card, ({ state }) => state === "Interrupted");
    expect(held.steps?.waiting).toBe(2);
    expect(await office.click("david", card, "Resume")).toMatchObject({ kind: "card" });
    const leader = await until(card, isDone);
    expect(leader.state).toBe("Succeeded");
    expect(actionsOn(devices)).toHaveLength(4);
  });

  test("of which Defender refuses one for its own sake are followed by the next", async () => {
    const devices = fresh(4);
    const card = await ask(devices);
    services.sandboxDefender.faults.next(1, { method: "POST", status: 400 });
    await office.click("carla", card, "Approve");
    const leader = await until(card, isDone);
    expect(leader.state).toBe("Partial");
    expect(actionsOn(devices)).toHaveLength(3);
  });
});
