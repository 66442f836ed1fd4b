import type { Content } from "../../src/messaging/content.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";
import type { Spoken } from "../../src/messaging/spoken.ts";
import type { TurnAnswer } from "../../src/messaging/turn.ts";
import type { Language } from "../../src/texts/locale.ts";
import { shown, tongueOf } from "../../src/texts/render.ts";
import { say, type Text } from "../../src/texts/text.ts";
import type { Policy } from "../../src/policy/model.ts";
import { DEFAULT_POLICY } from "../../src/policy/evaluate.ts";
import type { SandboxAlert } from "../../sandbox/defender/types.ts";
import type { PersonKey } from "../../sandbox/people.ts";
import { conversation, openHarness, type Harness, type Shown } from "./harness.ts";
import { senderOf, startServices, type Services } from "./services.ts";

/** A card as people get it: what the bot has said in one language, from real answers of the sandbox. */
export interface Scene {
  /** "request", "request.two-approvals": the template, and which of its cases. */
  readonly name: string;
  readonly content: Extract<Spoken<Content>, { kind: "card" }>;
}

const POLICY: Policy = {
  ...DEFAULT_POLICY,
  rules: [
    ...DEFAULT_POLICY.rules,
    { name: "tier 0", when: { device: { group: ["Domain Controllers"] } }, then: { approvals: 2 } },
  ],
};

const WEEK_MS = 7 * 86_400_000;
const soc = conversation("19:soc@thread.tacv2", "channel");

/** Plays what analysts do in a night, in one language, and gives the cards that they see, each by its name. */
export async function playScenes(language: Language): Promise<readonly Scene[]> {
  const services = await startServices({ oneClock: true });
  try {
    const stage = new Stage(services, openHarness(services, POLICY), language);
    for (const key of ["ana", "carla", "david", "erin"] as const) await services.signIn(key);
    for (const place of [soc, stage.own("ana"), stage.own("carla"), stage.own("erin")])
      await stage.harness.say("erin", place, `language ${language}`);
    await stage.harness.say("erin", soc, "enable");
    await look(stage);
    await decide(stage);
    await hear(stage);
    return stage.scenes;
  } finally {
    await services.close();
  }
}

class Stage {
  readonly scenes: Scene[] = [];
  readonly services: Services;
  readonly harness: Harness;
  readonly #language: Language;

  constructor(services: Services, harness: Harness, language: Language) {
    this.services = services;
    this.harness = harness;
    this.#language = language;
  }

  own(key: PersonKey): ConversationRef {
    return conversation(`1:1-${senderOf(key).oid}`, "personal");
  }

  /** A line that somebody types, and the card that answers it, which is kept by its name. */
  async type(name: string, key: PersonKey, text: string, place = this.own(key)): Promise<Shown> {
    const said = await this.harness.say(key, place, text);
    const card = said.find(({ content }) => content.kind === "card");
    if (card === undefined)
      throw new Error(
        `"${text}" was answered with ${JSON.stringify(said.map(({ content }) => content)).slice(0, 300)}`,
      );
    return this.keep(name, card);
  }

  /** A click; the card that it is answered with stands in the place of the one that it was on. */
  async press(name: string, key: PersonKey, on: Shown, title: Text, inputs = {}): Promise<Shown> {
    const answer = await this.harness.click(key, on, shown(title, tongueOf(this.#language)), inputs);
    return this.keep(name, { ...on, content: contentOf(answer) });
  }

  keep(name: string, card: Shown): Shown {
    if (name !== "" && card.content.kind === "card") this.scenes.push({ name, content: card.content });
    return card;
  }

  /** The newest message that is such a card. */
  latest(card: string): Shown {
    const found = this.harness.shown.findLast(
      ({ content }) => content.kind === "card" && content.card === card,
    );
    if (found === undefined) throw new Error(`no ${card} was posted`);
    return found;
  }

  async rest(ms = 2_000): Promise<void> {
    this.services.advance(ms);
    for (let round = 0; round < 3; round += 1) await this.harness.tick();
  }
}

function contentOf(answer: Spoken<TurnAnswer>): Shown["content"] {
  if (answer.kind !== "card") throw new Error(`the click was answered with ${JSON.stringify(answer)}`);
  return answer.content;
}

/** What is read. */
async function look(stage: Stage): Promise<void> {
  const { alerts } = stage.services.sandboxDefender;
  const phished = alerts.find(({ graph }) => graph?.incidentName?.includes("phishing")) ?? alerts[0];
  // Of a process, a file and a connection: that is what most cards have to show.
  const told = alerts.find((one) => one.graph !== undefined && runs(one, "rundll32")) ?? phished;
  await stage.type("help", "ana", "help");
  await stage.type("help.command", "ana", "help isolate");
  await stage.type("alerts", "carla", "alerts since:30d");
  await stage.type("alert", "carla", `alert ${told?.id}`);
  await stage.type("incidents", "carla", "incidents");
  await stage.type("incident", "carla", `incident ${phished?.incidentId}`);
  await stage.type("contain", "carla", `contain ${phished?.incidentId} the attack spreads`);
  await stage.type("device", "ana", "device ward3-nurse12");
  await stage.type("devices", "carla", "devices risk:high");
  await stage.type("picker", "ana", "device ward3");
  await stage.type("user", "carla", "user m.keller@contoso.example");
  await stage.type("hunt", "carla", "hunt DeviceProcessEvents | take 20");
  await stage.type("hunts", "carla", "hunts");
  await stage.type("explain", "ana", "explain isolate dc01 golden ticket");
  await stage.type("policy", "carla", "policy");
  await stage.type("whoami", "ana", "whoami");
  await stage.type("sign-in", "ben", "alerts", soc);
}

/** Whether it tells of a process whose command line begins so. */
function runs({ evidence }: SandboxAlert, program: string): boolean {
  return evidence.some(({ processCommandLine }) => processCommandLine?.startsWith(program));
}

/** What is asked for and decided. */
async function decide(stage: Stage): Promise<void> {
  const { sandboxDefender } = stage.services;
  const alert = sandboxDefender.alerts.find(
    ({ computerDnsName }) => computerDnsName === sandboxDefender.device("ward3-nurse12").computerDnsName,
  );
  const opened = await stage.type("", "ana", `alert ${alert?.id}`, soc);
  const form = await stage.press("form", "ana", opened, say("commands.isolateDevice"));
  await stage.press("form.wrong", "ana", form, say("commands.isolateDevice"), { for: "soon", reason: " " });
  const inputs = { type: "Full", for: "4h", reason: "Beacons to a domain that was registered two days ago" };
  await stage.press("notice", "ana", form, say("commands.isolateDevice"), inputs);
  const request = stage.keep("request", stage.latest("request"));
  await stage.press("form.deny", "carla", request, say("requestCard.deny"));
  await stage.press("", "carla", request, say("requestCard.approve"));
  await stage.rest(20_000);
  await stage.rest(20_000);
  stage.keep("request.succeeded", request);
  const two = await stage.type("", "ana", "isolate dc01 golden ticket seen in the event log", soc);
  await stage.press("request.one-of-two", "carla", two, say("requestCard.approve"));
  await stage.type("request.several", "ana", "isolate ward5-nurse02, radiology-pacs01 beaconing", soc);
  await stage.type(
    "request.person",
    "ana",
    "revoke-sessions m.keller@contoso.example signed in from two countries",
    soc,
  );
  await stage.type("requests", "carla", "requests");
  await stage.type("audit", "carla", "audit");
  await stage.type("actions", "carla", "actions");
  await stage.type("isolated", "carla", "isolated");
  const block = await stage.type("", "ana", "block c2.bad-domain.example known C2 server", soc);
  for (const key of ["carla", "david"] as const)
    await stage.press("", key, block, say("requestCard.approve"));
  await stage.rest(20_000);
  await stage.rest(20_000);
  await stage.type("indicators", "carla", "indicators");
}

/** What comes by itself. */
async function hear(stage: Stage): Promise<void> {
  await stage.harness.say("erin", soc, "subscribe severity:high,medium");
  await stage.type("subscriptions", "erin", "subscriptions", soc);
  await stage.rest(21_000);
  const { sandboxDefender } = stage.services;
  // The same in each language, and its evidence tells of what its title does.
  const { evidence } = sandboxDefender.alerts.find((one) => runs(one, "powershell"))!;
  sandboxDefender.raiseAlert({ severity: "High", title: "Suspicious PowerShell command line", evidence });
  await stage.rest(21_000);
  stage.keep("posted", stage.latest("posted"));
  await stage.harness.say("erin", stage.own("erin"), "bypass weekly");
  stage.services.sandboxGraph.people.grants.newcomer = true;
  await stage.rest(WEEK_MS);
  stage.keep("notice.weekly", stage.latest("notice"));
}
