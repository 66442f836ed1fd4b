import type { Content } from "../../src/messaging/content.ts";
import type { ClickTurn, TurnAnswer } from "../../src/messaging/turn.ts";
import type { Spoken } from "../../src/messaging/spoken.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { buttonOf, textOf, type Harness, type Shown } from "./harness.ts";
import { senderOf } from "./services.ts";

/** Clicks as activities, and what answers them. */

let made = 0;

/** The activity of a click on that card; the verb and the data may be made up. */
export function clickOf(key: PersonKey, on: Shown, more: Partial<ClickTurn>): ClickTurn {
  return {
    kind: "click",
    activityId: `made-${(made += 1)}`,
    sender: senderOf(key),
    conversation: on.at.conversation,
    at: 0,
    verb: "view",
    data: {},
    trigger: "manual",
    cardActivityId: on.at.activityId,
    ssoToken: null,
    code: null,
    ...more,
  };
}

/** As `clickOf`, for the button of that title. */
export function clickOn(key: PersonKey, on: Shown, title: string): ClickTurn {
  const { verb, ref } = buttonOf(on.content, title);
  return clickOf(key, on, { verb, data: { ref } });
}

/** Presses `Deny`, and sends its form without a word. */
export async function deny(harness: Pick<Harness, "click">, key: PersonKey, card: Shown): Promise<void> {
  const form = { ...card, content: contentOf(await harness.click(key, card, "Deny")) };
  await harness.click(key, form, "Deny");
}

/** The card as it stood, whatever becomes of it. */
export function copyOf(card: Shown): Shown {
  return { ...card, content: card.content };
}

/** The card that answers a click. */
export function contentOf(answer: Spoken<TurnAnswer>): Spoken<Content> {
  if (answer.kind !== "card") throw new Error(`no card, but ${JSON.stringify(answer)}`);
  return answer.content;
}

/** What that card tells whoever has clicked; empty: nothing. */
export function noticeOn(answer: Spoken<TurnAnswer>): string {
  return /"notice":"((?:[^"\\]|\\.)*)"/.exec(textOf(contentOf(answer)))?.[1] ?? "";
}
