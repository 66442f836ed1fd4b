import { USUAL_POLICY } from "./policy.ts";
import type { LifecycleTurn } from "../../src/messaging/turn.ts";
import type { SandboxAlert } from "../../sandbox/defender/types.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { openFlows, type Flows } from "./flows.ts";
import { obstruct, type Attempt, type Obstacles } from "./obstacles.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "./harness.ts";
import { senderOf, startServices, type Services } from "./services.ts";
import type { ConversationKind, ConversationRef } from "../../src/messaging/conversation.ts";

export const MINUTE_MS = 60_000;

/** People at work while Teams refuses some of what the bot posts. */
export interface Refusing {
  readonly services: Services;
  readonly harness: Harness;
  readonly flows: Flows;
  readonly teams: Obstacles;
  /** A conversation that nobody has used yet. */
  fresh(kind: ConversationKind): ConversationRef;
  /** A channel that is enabled and subscribed to the alerts of a category. */
  channel(category: string): Promise<ConversationRef>;
  raise(title: string, category: string): SandboxAlert;
  happens(kind: LifecycleTurn["kind"], place: ConversationRef, more?: Partial<LifecycleTurn>): Promise<void>;
  /** Lets so much time pass, in steps, and everything happen that is due meanwhile. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** The messages in a conversation that contain the words. */
  shownIn(place: { readonly id: string }, words: string): readonly Shown[];
  /** Nothing is refused any more, and what was done before no longer counts. */
  calm(): void;
}

export const chatOf = (key: PersonKey): ConversationRef =>
  conversation(`1:1-${senderOf(key).oid}`, "personal");

export const inPlace =
  (place: { readonly id: string }) =>
  ({ to }: Attempt): boolean =>
    to.id === place.id;

/** Ana, Carla, David and Erin have a 1:1 chat with the bot; Ben has only signed in. */
export async function startRefusing(): Promise<Refusing> {
  const services = await startServices({ oneClock: true });
  const harness = openHarness(services, { ...USUAL_POLICY, limits: {} });
  const flows = openFlows(services, harness);
  const teams = obstruct(harness);
  let used = 0;
  const fresh = (kind: ConversationKind): ConversationRef =>
    conversation(`19:place-${(used += 1)}@thread.${kind === "channel" ? "tacv2" : "v2"}`, kind);
  for (const key of ["ana", "carla", "david", "erin"] as const) {
    await services.signIn(key);
    await harness.say(key, chatOf(key), "help");
  }
  await services.signIn("ben");
  await harness.say("erin", flows.soc, "enable");
  return {
    ...{ services, harness, flows, teams, fresh },
    async channel(category) {
      const place = fresh("channel");
      await harness.say("erin", place, "enable");
      await harness.say("erin", place, `subscribe category:${category}`);
      return place;
    },
    raise: (title, category) =>
      services.sandboxDefender.raiseAlert({
        ...{ title, category, severity: "High", detectionSource: "WindowsDefenderAtp" },
      }),
    async happens(kind, place, more = {}) {
      const base = { sender: senderOf("erin"), conversation: place, at: services.clock.now() };
      await harness.deliver({ ...base, kind, activityId: `event-${(used += 1)}`, ...more });
    },
    async pass(ms, stepMs = Math.min(ms, 30_000)) {
      for (let gone = 0; gone < ms; gone += stepMs) {
        services.advance(stepMs);
        await harness.tick();
        await harness.tick();
      }
    },
    shownIn: (place, words) =>
      harness.shown.filter(
        (one) => one.at.conversation.id === place.id && textOf(one.content).includes(words),
      ),
    calm() {
      teams.clear();
      teams.forget();
      services.advance(2 * MINUTE_MS);
    },
  };
}
