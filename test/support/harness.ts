import { randomUUID } from "node:crypto";
import { COMMANDS } from "../../src/commands/index.ts";
import { createOutbox } from "../../src/messaging/outbox.ts";
import { postSubjects } from "../../src/bot/post-subjects.ts";
import type { Deps } from "../../src/bot/deps.ts";
import { createHuntBook } from "../../src/requests/facts/hunt-book.ts";
import { createVainBook } from "../../src/requests/facts/sparing.ts";
import { createHolderBook } from "../../src/requests/facts/holder-devices.ts";
import { createMemory } from "../../src/bot/memory.ts";
import { createFirstHand } from "../../src/requests/execute/first-hand.ts";
import { createLoops } from "../../src/bot/loops.ts";
import { onTurn } from "../../src/bot/on-turn.ts";
import type { Content } from "../../src/messaging/content.ts";
import { spoken, spokenAnswer, type Spoken } from "../../src/messaging/spoken.ts";
import { createTongues, type TongueFor } from "../../src/messaging/language.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { USUAL_POLICY } from "./policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import type { ClickTurn, Mentioned, Turn, TurnAnswer } from "../../src/messaging/turn.ts";
import { systemIds } from "../../src/adapters/node/ids.ts";
import { PEOPLE, SANDBOX_TENANT_ID, type PersonKey } from "../../sandbox/people.ts";
import { senderOf, silentLog, type Services } from "./services.ts";
import type { ConversationKind, ConversationRef } from "../../src/messaging/conversation.ts";
import type { Messenger, Posted } from "../../src/messaging/messenger.ts";

/** A message as it stands in a conversation. */
export interface Shown {
  readonly at: Posted;
  content: Spoken<Content>;
  edits: number;
}

/** The use cases with real services behind them and conversations that are a list: what is said and shown is read off. */
export interface Harness {
  readonly deps: Deps;
  readonly shown: Shown[];
  /** Conversations in which it was shown that an answer is on its way, in order. */
  readonly typing: readonly string[];
  say(
    key: PersonKey,
    place: ConversationRef,
    text: string,
    people?: readonly Mentioned[],
  ): Promise<readonly Shown[]>;
  click(
    key: PersonKey,
    on: Shown,
    title: string,
    inputs?: Readonly<Record<string, string>>,
    /** The sign-in that the client brings along. */
    brings?: Partial<Pick<ClickTurn, "code" | "ssoToken" | "timeZone">>,
  ): Promise<Spoken<TurnAnswer>>;
  /** @param signal ends when whoever waits for the answer has to get one */
  deliver(turn: Turn, signal?: AbortSignal): Promise<Spoken<TurnAnswer>>;
  /** Runs the loops once. */
  tick(): Promise<void>;
}

/** Far more than the bot gives a turn: what a busy machine does not get done in that time is no fault of what is tested. */
const TURN_MS = 50_000;

export function conversation(id: string, kind: ConversationKind): ConversationRef {
  return { id, kind, thread: null, tenantId: SANDBOX_TENANT_ID, serviceUrl: "http://127.0.0.1:9/" };
}

/** @param shown what stands in the conversations already: a bot that was started anew edits it */
export function openHarness(services: Services, policy: Policy = USUAL_POLICY, shown: Shown[] = []): Harness {
  let activities = 0;
  const typing: string[] = [];
  // Two harnesses on one store stand for two instances; the channel never gives two activities the same id.
  const own = randomUUID();
  const { clock } = services;
  const tongueFor = createTongues({ read: (work) => services.store.read(work) }, "en", silentLog);
  const messenger: Messenger = {
    async post(to, content) {
      const activityId = `m${(activities += 1)}-${own}`;
      const opensThread = to.kind === "channel" && to.thread === null;
      const at = { conversation: opensThread ? { ...to, thread: activityId } : to, activityId };
      shown.push({ at, content: await heardIn(tongueFor, to, content), edits: 0 });
      return at;
    },
    async edit(at, content) {
      const found = shown.find((one) => one.at.activityId === at.activityId);
      if (found !== undefined)
        Object.assign(found, {
          content: await heardIn(tongueFor, at.conversation, content),
          edits: found.edits + 1,
        });
    },
    room: () => 5,
    async typing(to) {
      typing.push(to.id);
    },
    // Everybody of the house is in every conversation.
    async member(_, teamsId) {
      const found = PEOPLE.find((one) => one.teamsId === teamsId);
      if (found === undefined) return null;
      return { oid: found.oid, tid: SANDBOX_TENANT_ID, upn: found.upn, isGuest: false };
    },
    personal: async (sender) => conversation(`1:1-${sender.oid}`, "personal"),
  };
  const deps: Deps = {
    defender: services.defender,
    identity: services.entra,
    credential: services.entra.credential,
    store: services.store,
    ids: systemIds,
    log: silentLog,
    commands: COMMANDS,
    readsAlerts: true,
    audit: { signer: services.signer, sink: null, health: { broken: () => {} } },
    firstHand: createFirstHand(services.store),
    holderBook: createHolderBook(services.clock),
    huntBook: createHuntBook(services.clock),
    vainBook: createVainBook(services.clock),
    memory: createMemory(),
    health: services.health,
    kick: () => {},
    files: services.files,
    messenger,
    outbox: createOutbox(postSubjects(() => deps)),
    policy: () => policy,
    clock,
  };
  const loops = createLoops(deps, { retentionMs: 86_400_000, alertPollMs: 20_000 });
  const deliver = async (turn: Turn, signal = AbortSignal.timeout(TURN_MS)) =>
    spokenAnswer(
      await onTurn(deps, turn, signal),
      await tongueFor(turn.conversation.id, turn.kind === "click" ? turn : undefined),
    );
  const base = (key: PersonKey, place: ConversationRef) => ({
    activityId: `a${(activities += 1)}-${own}`,
    sender: senderOf(key),
    conversation: place,
    at: clock.now(),
  });
  return {
    deps,
    shown,
    typing,
    deliver,
    async say(key, place, text, people = []) {
      const before = shown.length;
      await deliver({ ...base(key, place), kind: "message", text, codeBlocks: [], people });
      return shown.slice(before);
    },
    async click(key, on, title, inputs = {}, brings = {}) {
      const button = buttonOf(on.content, title);
      return deliver({
        ...base(key, on.at.conversation),
        kind: "click",
        verb: button.verb,
        data: { ref: button.ref, ...inputs },
        trigger: "manual",
        cardActivityId: on.at.activityId,
        ssoToken: null,
        code: null,
        ...brings,
      });
    },
    async tick() {
      await Promise.all(loops.steps.map((step) => step()));
    },
  };
}

async function heardIn(
  tongueFor: TongueFor,
  to: ConversationRef,
  content: Content,
): Promise<Spoken<Content>> {
  return spoken(content, await tongueFor(to.id));
}

/** As the edge to Teams puts it into words, in English. */
export function inWords(content: Content): Spoken<Content> {
  return spoken(content, tongueOf("en"));
}

interface Button {
  readonly title: string;
  readonly verb: string;
  readonly ref: string;
}

/** The button of that title, wherever it stands on the card. */
export function buttonOf(content: Content, title: string): Button {
  const found: Button[] = [];
  JSON.stringify(content, (_, value: unknown) => {
    if (typeof value === "object" && value !== null && "verb" in value && "ref" in value)
      found.push(value as Button);
    return value;
  });
  const button = found.find((one) => one.title === title);
  if (button === undefined)
    throw new Error(`no button "${title}" on ${JSON.stringify(content).slice(0, 400)}`);
  return button;
}

export function textOf(content: Content): string {
  return JSON.stringify(inWords(content));
}
