import { setTimeout as pause } from "node:timers/promises";
import type { Message } from "../../src/sandbox/teams/types.ts";
import type { Evidence } from "./crash-judge.ts";
import { shownIn, type Tenant } from "./tenant.ts";

/** The people of the crash test: each asks, has it approved, sees to its end, asks again, whatever the bot does. */

/** What all of them share. */
export interface Shop {
  readonly tenant: Tenant;
  readonly evidence: Evidence;
  readonly inFlight: number;
  /** Whether that many were under way at once: from then on people approve. */
  full: boolean;
  /** Whether everybody is to go home. */
  closed: boolean;
  asked: number;
  /** Requests that are under way. */
  open: number;
  /** How many are typing or clicking at this moment. */
  busy: number;
}

/** All of a request that its people know: the thread of the message, and a reason that no other request has. */
interface Asked {
  readonly thread: string;
  readonly reason: string;
  readonly people: readonly Approver[];
}

/** More than one: nobody may have more than ten requests waiting. */
export const ASKERS = ["ana", "ben", "erin"] as const;
const UPNS = { carla: "carla.weiss@contoso.example", david: "david.lind@contoso.example" };
type Approver = keyof typeof UPNS;

/** If all did something at once, Defender's budget would be used up before anything came to its end. */
const MOST_BUSY = 5;
const LOOK_EVERY_MS = 100;
/** How long an answer may take that was promised: the longest lease is 30 s. */
const ANSWER_MS = 90_000;
/** How often somebody clicks twice at once, and how often Bot Service delivers again what was not acknowledged. */
const CLICKS_TWICE = 0.25;
const DELIVERS_AGAIN = 0.5;

export function newShop(tenant: Tenant, inFlight: number): Shop {
  const evidence: Evidence = { asked: [], approved: [], kills: [] };
  return { tenant, evidence, inFlight, full: false, closed: false, asked: 0, open: 0, busy: 0 };
}

/** One analyst's chair, until the shop is closed. */
export async function sitDown(shop: Shop): Promise<void> {
  while (!shop.closed) {
    const asked = await ask(shop);
    if (asked === null) continue;
    shop.open += 1;
    shop.full ||= shop.open >= shop.inFlight;
    await until(shop, () => shop.full || null);
    await Promise.all(asked.people.map((who) => approve(shop, who, asked)));
    await until(shop, () => isOver(shop, asked));
    shop.open -= 1;
  }
}

/** Asks for an isolation of a device of its own; null: the bot was killed over it, or said no. */
async function ask(shop: Shop): Promise<Asked | null> {
  const asked = newWish(shop);
  const { thread, status } = await inTurn(shop, async () => {
    const text = `isolate ${asked.device} ${asked.reason}`;
    const { message, answer } = shop.tenant.teams.send(pick(ASKERS), "soc", text);
    return { thread: message.id, status: (await answer).status };
  });
  const acknowledged = isGood(status) || (await deliverAgain(shop, thread));
  shop.evidence.asked.push({ reason: asked.reason, thread, acknowledged });
  if (!acknowledged) return null;
  const card = () => cardsOf(shop.tenant, { ...asked, thread }).length > 0;
  await until(shop, () => card() || repliesIn(shop.tenant, thread).length > 0 || null, ANSWER_MS);
  return card() ? { ...asked, thread } : null;
}

function newWish(shop: Shop): Omit<Asked, "thread"> & { readonly device: string } {
  const { defender } = shop.tenant;
  shop.asked += 1;
  const isPair = shop.asked % 3 === 0;
  const name = `${isPair ? "pair" : "single"}-${shop.asked}`;
  const id = shop.asked.toString(16).padStart(40, "c4a5");
  const device = `${name}.contoso.example`;
  defender.devices.push({
    ...defender.device("ward3-nurse12"),
    id,
    computerDnsName: device,
    machineTags: [],
  });
  return { device, reason: `${name}-reason`, people: isPair ? ["carla", "david"] : ["carla"] };
}

/** Whether what was not acknowledged is, the second time. */
async function deliverAgain(shop: Shop, messageId: string): Promise<boolean> {
  if (shop.closed || Math.random() >= DELIVERS_AGAIN) return false;
  return isGood((await inTurn(shop, () => shop.tenant.teams.redeliver(messageId))).status);
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Clicks Approve until the bot has said yes: on whichever copy it knows. */
async function approve(shop: Shop, who: Approver, asked: Asked): Promise<void> {
  const upn = UPNS[who];
  await until(shop, async () => {
    const said = await clickOn(shop, who, asked, "Approve");
    if (!said.some((one) => one.includes(upn) || one.includes("approved this already"))) return null;
    shop.evidence.approved.push({ reason: asked.reason, upn });
    return true;
  });
}

/** Whether it has ended. What was interrupted is resumed, not always by those who approved. */
async function isOver(shop: Shop, asked: Asked): Promise<true | null> {
  const shows = (state: RegExp) => cardsOf(shop.tenant, asked).some((card) => state.test(shownIn(card)));
  if (shows(/"text":"(Succeeded|Failed|TimedOut|Denied|Expired)"/)) return true;
  if (shows(/"text":"Interrupted"/)) await clickOn(shop, pick(["carla", "david"]), asked, "Resume");
  return null;
}

/** Clicks the button on every copy that offers it to him; gives the cards and sentences that came back. */
async function clickOn(shop: Shop, who: Approver, asked: Asked, button: string): Promise<readonly string[]> {
  const { teams } = shop.tenant;
  const offers = (card: Message) => JSON.stringify(teams.card(who, card.id)).includes(`"title":"${button}"`);
  return inTurn(shop, async () => {
    const times = Math.random() < CLICKS_TWICE ? 2 : 1;
    const cards = cardsOf(shop.tenant, asked).filter(offers);
    const clicks = cards.flatMap((card) =>
      Array.from({ length: times }, () => teams.click(who, card.id, button)),
    );
    const outcomes = await Promise.all(clicks);
    return outcomes
      .filter(({ kind }) => kind === "card" || kind === "message")
      .map((one) => JSON.stringify(one));
  });
}

function repliesIn(tenant: Tenant, thread: string): readonly Message[] {
  return tenant.teams.messages("soc").filter((one) => one.rootId === thread && one.author === null);
}

/** The copies of a request's card: after a crash there may be one that the bot does not know. */
function cardsOf(tenant: Tenant, { thread, reason }: Asked): readonly Message[] {
  return repliesIn(tenant, thread).filter((message) => shownIn(message).includes(`"${reason}"`));
}

/** Does it while the bot runs and not too many others do something. */
async function inTurn<T>(shop: Shop, work: () => Promise<T>): Promise<T> {
  while (shop.busy >= MOST_BUSY || !(isRunning(shop) || shop.closed)) await pause(LOOK_EVERY_MS);
  shop.busy += 1;
  return work().finally(() => (shop.busy -= 1));
}

function isRunning({ tenant }: Shop): boolean {
  return tenant.bot.status().state === "running";
}

/** Looks again and again until there is something, or the shop is closed, or it took too long. */
async function until(
  shop: Shop,
  find: () => true | null | Promise<true | null>,
  longest = Infinity,
): Promise<void> {
  const last = Date.now() + longest;
  while (!shop.closed && Date.now() < last) {
    if ((await find()) !== null) return;
    await pause(LOOK_EVERY_MS);
  }
}

function pick<T>(options: readonly T[]): T {
  return options[Math.floor(Math.random() * options.length)]!;
}
