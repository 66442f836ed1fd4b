import { dataOf } from "./card-data.ts";
import { expect } from "vitest";
import { cleanText } from "../../src/adapters/teams/text.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { conversation, textOf, type Harness, type Shown } from "./harness.ts";
import { senderOf, type Services } from "./services.ts";

/** Hunting, from what a person types or puts into a code block to the card, through the sandbox's Graph. */

export const own = conversation("1:1-ana", "personal");

let deliveries = 0;

/** Writes as Teams sends it, text or HTML with code blocks; what is shown then. */
export async function write(
  harness: Harness,
  key: PersonKey,
  place: ConversationRef,
  text: string,
  html: string | null = null,
): Promise<readonly Shown[]> {
  const before = harness.shown.length;
  const read = cleanText({ text, html, mentions: [], botIds: [], botNames: ["Defender"] });
  const activityId = `hunt-${(deliveries += 1)}`;
  const base = { activityId, sender: senderOf(key), conversation: place, at: harness.deps.clock.now() };
  await harness.deliver({ ...base, kind: "message", ...read });
  return harness.shown.slice(before);
}

/** Devices that have reported within the time that is searched when nothing is said of it. */
export function seenDevices({ sandboxDefender, clock }: Services): number {
  const from = clock.now() - 30 * 86_400_000;
  return sandboxDefender.devices.filter(({ lastSeen }) => Date.parse(lastSeen) > from).length;
}

/** What stands on a card of facts. */
export interface HuntCard {
  readonly heading: string;
  readonly intro: string;
  readonly total: number;
  readonly facts: readonly { label: string; value: string }[];
  readonly rows: readonly {
    title: string;
    line: string;
    cells: readonly { label: string; value: string }[];
  }[];
}

export const cardOf = (shown: Shown | undefined) => dataOf<HuntCard>(shown, "facts");

/** All that is said in these messages. */
export function words(shown: readonly Shown[]): string {
  return shown.map((one) => textOf(one.content)).join("\n");
}

/** Resolves when the condition holds. */
export async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 10_000 }).toBe(true);
}
