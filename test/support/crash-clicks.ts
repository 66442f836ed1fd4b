import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../../sandbox/defender/random.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import type { Outcome } from "../../sandbox/teams/outcomes.ts";
import type { Teams } from "../../sandbox/teams/teams.ts";
import type { CardAction, Json } from "../../sandbox/teams/types.ts";
import { cardsOf, happens, inTurn, type Asked, type Shop } from "./crash-shop.ts";

/** Clicks: those of people who mean them, and those that come again. */

export interface Press {
  readonly who: PersonKey;
  readonly asked: Pick<Asked, "thread" | "reason">;
  /** Default: the request itself. */
  readonly of?: "release";
  /** Title of the button. */
  readonly button: string;
}

/** What a click was answered with. */
export interface Pressed {
  /** All that is shown, as text to search in. */
  readonly shown: string;
  readonly kind: Outcome["kind"];
}

/** How often somebody clicks twice at once. */
const CLICKS_TWICE = 0.25;
/** Between two clicks that come again, in milliseconds. */
const LONGEST_REST_MS = 1500;

/** Presses the button on every copy that offers it to this person; gives what came back. */
export async function press(
  shop: Shop,
  random: Random,
  { who, asked, of, button }: Press,
): Promise<readonly Pressed[]> {
  const { teams } = shop.tenant;
  const times = happens(random, CLICKS_TWICE) ? 2 : 1;
  return inTurn(shop, async () => {
    const cards = cardsOf(shop, asked, of).filter(({ id }) => offers(teams, who, id, button));
    const clicks = cards.flatMap(({ id }) =>
      Array.from({ length: times }, () => teams.click(who, id, button)),
    );
    const outcomes = await Promise.all(clicks);
    return outcomes.map((one) => ({ shown: JSON.stringify(one), kind: one.kind }));
  });
}

/** More pages than a request has. */
const MOST_PAGES = 5;

/** Opens one page of its steps after the other, until nothing of it is hidden from this person. */
export async function leafThrough(
  shop: Shop,
  random: Random,
  asked: Press["asked"],
  who: PersonKey,
): Promise<void> {
  const { teams } = shop.tenant;
  const hasMore = (): boolean => cardsOf(shop, asked).some(({ id }) => offers(teams, who, id, "Next"));
  for (let page = 0; page < MOST_PAGES && hasMore(); page += 1)
    await press(shop, random, { who, asked, button: "Next" });
}

/** Whether the card has that button, as this person sees it. */
export function offers(teams: Teams, who: PersonKey, messageId: string, button: string): boolean {
  return JSON.stringify(teams.card(who, messageId)).includes(`"title":"${button}"`);
}

/** A click as it went over the wire. */
interface Sent {
  readonly activity: Json;
  readonly messageId: string;
  readonly action: CardAction;
}

/** Who has a client from which an old card can be clicked. */
const ANYBODY: readonly PersonKey[] = ["ana", "carla", "carla", "david", "david", "erin"];

/**
 * Clicks that come again, whatever their verb, until the shop is closed: the same activity delivered anew, the same button
 * pressed on the card as it stood then, by anybody, and a client's refresh that names a verb that decides.
 */
export async function comeAgain(shop: Shop, random: Random): Promise<void> {
  while (!shop.closed) {
    await pause(random.int(LONGEST_REST_MS));
    const { teams } = shop.tenant;
    const clicks = teams.deliveries.flatMap(({ activity }) => clickIn(activity));
    const index = random.int(1_000_000);
    const [who, how] = [random.pick(ANYBODY), random.int(10)];
    const old = clicks[index % Math.max(1, clicks.length)];
    if (old === undefined) continue;
    await inTurn(shop, async () => {
      if (how < 4) await teams.deliver(old.activity);
      else if (how < 8) await teams.click(who, old.messageId, old.action);
      else await teams.deliver(refreshOf(old, random.uuid()));
    });
  }
}

function clickIn(activity: Json): readonly Sent[] {
  const { name, value, replyToId } = activity;
  if (name !== "adaptiveCard/action" || typeof replyToId !== "string") return [];
  return [{ activity, messageId: replyToId, action: (value as { readonly action: CardAction }).action }];
}

function refreshOf({ activity }: Sent, id: string): Json {
  return { ...activity, id: `f:${id}`, value: { ...(activity["value"] as Json), trigger: "automatic" } };
}
