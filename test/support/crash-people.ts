import { setTimeout as pause } from "node:timers/promises";
import { personByKey, type PersonKey } from "../../sandbox/people.ts";
import { leafThrough, offers, press, type Pressed } from "./crash-clicks.ts";
import { newQuestion } from "./crash-questions.ts";
import { isForgotten, type Deed } from "./crash-evidence.ts";
import { cardsOf, inTurn, happens, repliesIn, stateOf, until, type Asked, type Shop } from "./crash-shop.ts";
import type { Random } from "../../sandbox/defender/random.ts";
import { FINAL_STATES } from "../../src/requests/machine/state.ts";

/** The people of the crash test: each asks, has it decided, sees to its end, asks again, whatever the bot does. */

/** How long an answer may take that was promised: the longest lease is 30 s. */
const ANSWER_MS = 90_000;
const AFTER_NO_MS = 1000;
const TIDIES_EVERY_MS = 500;
/** How often Bot Service delivers again what was not acknowledged. */
const DELIVERS_AGAIN = 0.5;

/** One chair, until the shop is closed. */
export async function sitDown(shop: Shop, random: Random): Promise<void> {
  while (!shop.closed) {
    const asked = await ask(shop, random);
    if (asked === null) {
      await pause(AFTER_NO_MS);
      continue;
    }
    shop.open += 1;
    shop.full ||= shop.open >= shop.inFlight;
    await until(shop, () => shop.full || isForgotten(asked.at, shop.evidence) || null);
    await until(shop, () => attend(shop, random, asked));
    leave(shop, asked);
    shop.open -= 1;
  }
}

/** Asks for an isolation of a device of its own; null: the bot was killed over it, or said no. */
async function ask(shop: Shop, random: Random): Promise<Asked | null> {
  const invocation = newQuestion(shop, random);
  const { thread, status } = await inTurn(shop, async () => {
    const { message, answer } = shop.tenant.teams.send(invocation.by, "soc", invocation.text);
    return { thread: message.id, status: (await answer).status };
  });
  const isTaken = isGood(status) || (await deliverAgain(shop, random, thread));
  const at = Date.now();
  const { reason } = invocation;
  const by = personByKey(invocation.by).upn;
  shop.evidence.asked.push({ reason, thread, by, acknowledgedAt: isTaken ? at : null });
  const asked = { ...invocation, thread, at };
  if (!isTaken) return leave(shop, asked);
  const isShown = () => cardsOf(shop, asked).length > 0;
  const isAnswered = () => isShown() || repliesIn(shop, thread).length > 0;
  await until(shop, () => isAnswered() || isForgotten(at, shop.evidence) || null, ANSWER_MS);
  if (asked.byForm) await until(shop, () => sendForm(shop, asked), ANSWER_MS);
  return isShown() ? asked : leave(shop, asked);
}

/** Sends the form that a command is answered with, until the request is there. */
async function sendForm(shop: Shop, asked: Asked): Promise<true | null> {
  if (cardsOf(shop, asked).length > 0 || isForgotten(asked.at, shop.evidence)) return true;
  const { teams } = shop.tenant;
  const form = repliesIn(shop, asked.thread).find(({ id }) => offers(teams, asked.by, id, "Contain"));
  if (form !== undefined)
    await inTurn(shop, () => teams.click(asked.by, form.id, "Contain", { reason: asked.reason }));
  return null;
}

function leave(shop: Shop, asked: Asked): null {
  shop.left.push(asked);
  return null;
}

/** Cancels what nobody sits over, until the shop is closed: it would count against who asked for it. */
export async function tidyUp(shop: Shop, random: Random): Promise<void> {
  while (!shop.closed) {
    await pause(TIDIES_EVERY_MS);
    const waiting = shop.left.filter((asked) =>
      cardsOf(shop, asked).some((card) => stateOf(card) === "Requested"),
    );
    await Promise.all(waiting.map((asked) => act(shop, random, asked, asked.by, "cancelled")));
  }
}

/** Whether what was not acknowledged is, the second time. */
async function deliverAgain(shop: Shop, random: Random, messageId: string): Promise<boolean> {
  if (shop.closed || !happens(random, DELIVERS_AGAIN)) return false;
  return isGood((await inTurn(shop, () => shop.tenant.teams.redeliver(messageId))).status);
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

/** One look at the card, and what its people do then; true: it is over, or nobody knows of it any more. */
async function attend(shop: Shop, random: Random, asked: Asked): Promise<true | null> {
  if (isForgotten(asked.at, shop.evidence)) return true;
  const states = cardsOf(shop, asked).map(stateOf);
  if (states.some((state) => state !== null && FINAL_STATES.includes(state))) {
    await afterwards(shop, random, asked);
    return true;
  }
  if (states.includes("Interrupted")) await resume(shop, random, asked);
  else if (states.includes("Requested")) await decide(shop, random, asked);
  else if (asked.plan === "stop")
    await press(shop, random, { who: random.pick([asked.by, "carla"]), asked, button: "Stop" });
  return null;
}

/** After a restore it is an approval as well, of what was shown. */
async function resume(shop: Shop, random: Random, asked: Asked): Promise<void> {
  const who = random.pick(["carla", "david"] as const);
  await leafThrough(shop, random, asked, who);
  await press(shop, random, { who, asked, button: "Resume" });
}

async function decide(shop: Shop, random: Random, asked: Asked): Promise<void> {
  const { plan, by, approvers } = asked;
  const [first = "carla"] = approvers;
  if (plan === "deny") return act(shop, random, asked, first, "denied");
  if (plan === "cancel") return act(shop, random, asked, by, "cancelled");
  if (plan === "waver") {
    await act(shop, random, asked, first, "approved");
    if (happens(random, 0.5)) await act(shop, random, asked, first, "revoked");
  }
  await Promise.all(approvers.map((who) => act(shop, random, asked, who, "approved")));
}

/** What was decided is looked at again, and made longer where it would end by itself. */
async function afterwards(shop: Shop, random: Random, asked: Asked): Promise<void> {
  if (asked.reason.startsWith("urgent")) await press(shop, random, { who: "carla", asked, button: "Review" });
  if (!asked.reason.startsWith("lease")) return;
  // The first opens a form, the second sends it.
  for (const _ of ["opens", "sends"])
    await press(shop, random, { who: "carla", asked, of: "release", button: "Extend" });
}

const BUTTONS: Readonly<Record<Deed, string>> = {
  approved: "Approve",
  denied: "Deny",
  cancelled: "Cancel request",
  revoked: "Revoke",
};

async function act(shop: Shop, random: Random, asked: Asked, who: PersonKey, deed: Deed): Promise<void> {
  // Only their own view has the button.
  if (deed === "cancelled") await press(shop, random, { who, asked, button: "Refresh" });
  if (deed === "approved") await leafThrough(shop, random, asked, who);
  // The first press is asked why.
  if (deed === "denied") await press(shop, random, { who, asked, button: "Deny" });
  const answers = await press(shop, random, { who, asked, button: BUTTONS[deed] });
  const { upn } = personByKey(who);
  if (answers.some((answer) => saysSo(answer, upn, deed))) {
    shop.evidence.told.push({ reason: asked.reason, upn, deed, at: Date.now() });
  }
}

/** Whether the answer tells this person that they have done it: the card's history names them with it. */
function saysSo({ shown, kind }: Pressed, upn: string, deed: Deed): boolean {
  return kind === "card" && shown.includes(`${upn} ${deed}`);
}
