import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TokenExchangeTurn } from "../../src/messaging/turn.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** A command that goes on after its author's sign-in, while the process that runs it is killed. */

let services: Services;
/** The one that is killed over it, and the one that comes after it. */
let killed: Harness;
let next: Harness;
const own = conversation("1:1-ana", "personal");

beforeAll(async () => {
  services = await startServices();
});

afterAll(() => services?.close());

beforeEach(() => {
  // What a process has in hand is known by its store: this one has its own.
  killed = openHarness({ ...services, store: { ...services.store } });
  next = openHarness(services);
});

afterEach(async () => {
  await next.say("ana", own, "signout");
});

let deliveries = 0;
async function exchange(shown: Shown | undefined): Promise<TokenExchangeTurn> {
  if (shown?.content.kind !== "oauth" || shown.content.exchangeId === null)
    throw new Error(`no OAuth card, but ${JSON.stringify(shown)}`);
  return {
    kind: "token-exchange",
    activityId: `x${(deliveries += 1)}`,
    sender: senderOf("ana"),
    conversation: own,
    at: services.clock.now(),
    exchangeId: shown.content.exchangeId,
    connectionName: "defender",
    token: await services.sandboxEntra.ssoToken("ana"),
  };
}

/** Kills the process while it does what `hang` holds up for ever: nothing of it goes on, nobody holds its claims. */
async function killOver(text: string, hang: (harness: Harness, reached: () => void) => void): Promise<Shown> {
  const [prompt] = await killed.say("ana", own, text);
  const reached = Promise.withResolvers<void>();
  hang(killed, reached.resolve);
  void killed.deliver(await exchange(prompt));
  await reached.promise;
  return prompt!;
}

function readsHang(harness: Harness, reached: () => void): void {
  const { defender } = harness.deps;
  const as: typeof defender.as = (...who) => ({
    ...defender.as(...who),
    alerts: () => {
      reached();
      return new Promise(() => undefined);
    },
  });
  Object.assign(harness.deps, { defender: { ...defender, as } });
}

function postsHang(harness: Harness, reached: () => void): void {
  const post = () => {
    reached();
    return new Promise(() => undefined);
  };
  Object.assign(harness.deps.messenger, { post });
}

const lists = () => next.shown.filter((one) => textOf(one.content).includes('"card":"alerts"')).length;
const told = () => next.shown.filter((one) => textOf(one.content).includes("I was interrupted"));

test("a command that has waited too long for its sign-in is not run, and its author is told so by the sign-in, once", async () => {
  const [prompt] = await next.say("ana", own, "alerts");
  services.advance(11 * 60_000);
  const said = (words: string) => next.shown.filter(({ content }) => textOf(content).includes(words)).length;
  for (let round = 0; round < 2; round += 1) {
    await next.deliver({ ...(await exchange(prompt)), exchangeId: `late-${round}` });
    await next.tick();
  }
  expect([lists(), said('"alerts\\" had waited too long')]).toEqual([0, 1]);
});

describe("a command that was interrupted by a kill while it went on after a sign-in", () => {
  test("is run again by the author's next sign-in, once", async () => {
    const prompt = await killOver("alerts", readsHang);
    services.advance(6_000);
    await next.deliver(await exchange(prompt));
    expect(lists()).toBe(1);
    services.advance(60_000);
    await next.tick();
    await next.deliver({ ...(await exchange(prompt)), exchangeId: "another" });
    expect([lists(), told().length]).toEqual([1, 0]);
  });

  test("is told to its author, once, when no sign-in comes, and not run any more", async () => {
    const prompt = await killOver("alerts", readsHang);
    services.advance(6_000);
    await next.tick();
    expect(told()).toEqual([]);
    services.advance(30_000);
    await next.tick();
    await next.tick();
    expect(told()).toHaveLength(1);
    expect(textOf(told()[0]!.content)).toContain('your command \\"alerts\\"');
    expect(told()[0]!.at.conversation.id).toBe(own.id);
    await next.deliver(await exchange(prompt));
    expect(lists()).toBe(0);
  });

  test("opens no second request when it had opened one", async () => {
    const { computerDnsName } = services.sandboxDefender.device("ward3-nurse12");
    const prompt = await killOver(`isolate ${computerDnsName ?? ""} killed over it`, postsHang);
    services.advance(11_000);
    await next.deliver(await exchange(prompt));
    const open = await services.store.read((tx) => tx.requests.open());
    expect(open.filter(({ reason }) => reason === "killed over it")).toHaveLength(1);
  });

  test("does not go on while the process that runs it lives", async () => {
    const prompt = await killOver("alerts", readsHang);
    for (let seconds = 0; seconds < 30; seconds += 2) {
      services.advance(2_000);
      await killed.tick();
      await next.tick();
    }
    await next.deliver({ ...(await exchange(prompt)), exchangeId: "another" });
    expect([lists(), told().length]).toEqual([0, 0]);
  });
});

describe("a message that waits for its author's sign-in", () => {
  let messages = 0;
  async function typed(text: string) {
    const base = { sender: senderOf("ana"), conversation: own, at: services.clock.now(), codeBlocks: [] };
    const message = { ...base, kind: "message", activityId: `typed-${(messages += 1)}`, text } as const;
    const before = next.shown.length;
    await next.deliver(message);
    return { message, prompt: next.shown[before] };
  }
  const answers = (from: number) => next.shown.slice(from).map(({ content }) => textOf(content));

  test("and is edited meanwhile is run as it says now, once; as it was, never", async () => {
    const { message } = await typed("whoami");
    const before = next.shown.length;
    await next.deliver({ ...message, isEdited: true, text: "subscriptions" });
    await next.deliver({ ...message, isEdited: true, text: "subscriptions" });
    const prompts = next.shown.slice(before);
    expect(prompts.map(({ content }) => content.kind)).toEqual(["oauth"]);
    await next.deliver(await exchange(prompts[0]));
    expect(answers(before).join()).not.toContain("You are ana");
    expect(answers(before).filter((one) => one.includes("Nothing is posted here"))).toHaveLength(1);
  });

  test("and is edited to say the same is run once; what was run is not run again for an edit", async () => {
    const { message, prompt } = await typed("whoami");
    const before = next.shown.length;
    await next.deliver({ ...message, isEdited: true });
    await next.deliver(await exchange(prompt));
    await next.deliver({ ...message, isEdited: true, text: "subscriptions" });
    expect(answers(before)).toEqual([expect.stringContaining("You are ana")]);
  });

  test("and is deleted meanwhile, by its author, is not run", async () => {
    const [kept, deleted] = [await typed("whoami"), await typed("subscriptions")];
    const { kind: _, text: __, codeBlocks: ___, ...gone } = deleted.message;
    await next.deliver({ ...gone, kind: "deleted" });
    await next.deliver({
      ...gone,
      activityId: kept.message.activityId,
      sender: senderOf("ben"),
      kind: "deleted",
    });
    const before = next.shown.length;
    await next.deliver(await exchange(kept.prompt));
    expect(answers(before)).toEqual([expect.stringContaining("You are ana")]);
  });
});
