import { deviceIdOf } from "./device-id.ts";
import { parsePolicy } from "../../src/adapters/policy-file/schema.ts";
import { attackOn } from "./attack.ts";
import { deny } from "./clicks.ts";
import { openFlows } from "./flows.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "./harness.ts";
import type { Services } from "./services.ts";

/** People who ask and approve under a policy, as the text of its file says it. */
export interface Setting {
  readonly services: Services;
  readonly harness: Harness;
  /** The id of a device that nobody has asked for under another policy. */
  readonly device: string;
  say(text: string, key?: "ana" | "carla"): Promise<Shown>;
}

/** A device like er-triage01, in its place. */
function another({ sandboxDefender: { devices } }: Services, n: number): string {
  const at = devices.findIndex((one) => one.computerDnsName === "er-triage01.contoso.example");
  const id = deviceIdOf("0cee", n);
  devices[at] = { ...devices[at]!, id };
  return id;
}

/** @param n another one for each setting of these services */
export function settingUnder(services: Services, policy: object, n: number): Setting {
  const read = parsePolicy(JSON.stringify({ version: 1, ...policy }));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const harness = openHarness(services, read.policy);
  const chat = conversation(`1:1-${n}`, "personal");
  return {
    services,
    harness,
    device: another(services, n),
    async say(text, key = "ana") {
      const said = await harness.say(key, chat, text);
      return said.find((one) => one.content.kind === "card") ?? said[0]!;
    },
  };
}

/** What comes of asking: the refusal, or approvals, rules and minutes on the request's card. */
export async function asking(
  setting: Setting,
  text = `isolate ${setting.device} beaconing`,
): Promise<string> {
  const { content } = await setting.say(text);
  if (content.kind !== "card" || content.card !== "request") return textOf(content);
  const id = content.data["id"] as string;
  const request = await setting.services.store.transaction((tx) => tx.requests.get(id));
  const { verdict, expiresAt, requestedAt } = request!;
  const rules = verdict.rules.map((rule) => rule.name).join();
  return `${request!.state}: ${verdict.approvals} by ${rules} in ${(expiresAt - requestedAt) / 60_000} min`;
}

/** What comes of Carla's approval of Ana's request, or of Carla's own. */
export async function approving(setting: Setting, requester: "ana" | "carla"): Promise<string> {
  const card = await setting.say(`isolate ${setting.device} beaconing`, requester);
  const answer = await setting.harness.click("carla", card, "Approve");
  return answer.kind === "message" ? answer.text : answer.kind;
}

/** A device that the policy asks the same for. */
function otherThan({ services }: Setting): string {
  return services.sandboxDefender.device("er-triage02.contoso.example").id;
}

/** As `asking`, for two at once. */
export function askingForTwo(setting: Setting, more = ""): Promise<string> {
  return asking(setting, `isolate ${setting.device}, ${otherThan(setting)}${more} beaconing`);
}

/** What comes of asking for another one, once one was approved. */
export async function askingInTwoGroups(setting: Setting): Promise<string> {
  await approving(setting, "ana");
  return asking(setting, `isolate ${otherThan(setting)} beaconing`);
}

/** What an incident is told when that action on what it names is denied. */
export function tellingIncident(action: string): (setting: Setting) => Promise<string> {
  return async (setting) => {
    const { harness, services } = setting;
    const { incident } = attackOn(services, openFlows(services, harness), 1);
    await deny(harness, "carla", await setting.say(`${action} incident:${incident} beaconing`));
    await harness.tick();
    const calls = services.sandboxGraph.calls.filter(({ path }) => path.endsWith(`${incident}/comments`));
    return calls.map(({ body }) => JSON.stringify(body)).join();
  };
}
