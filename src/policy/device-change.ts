import { say } from "../texts/text.ts";
import type { Device } from "../defender/device.ts";
import { evaluate, strictest } from "./evaluate.ts";
import { concerns, deviceMatch, forEverybody, looksAtDevice } from "./match.ts";
import { ACTIONS, type Action, type Policy, type Question, type Rule, type Verdict } from "./model.ts";

/** What it takes to change a device in a way that changes what the policy asks for: its tags, its value. */

export interface DeviceChange {
  /** The change itself, with the device as it is now. */
  readonly question: Question & { readonly device: Device };
  /** The device as it would be. */
  readonly after: Device;
}

/**
 * The verdict on a change of a device. It takes what the change itself takes and, for every action whose rules it brings
 * to hold or not to hold, what that action takes before and after, whichever is stricter: else whoever may tag could
 * first take away what protects a device, and then act on it with fewer approvals, or add what asks for fewer.
 *
 * - A denial counts on either side. To take it away is to allow what is denied; to add one would keep people from acting
 *   on a device, an intruder's as well. Such a tag is set in the portal.
 * - Rules for other people or other hours count as well: what a change loosens, it loosens for everybody and for good.
 * - Limits are those of the change itself.
 */
export function verdictOnChange({ question, after }: DeviceChange, policy: Policy): Verdict {
  const verdicts = ACTIONS.flatMap((action) => touched(action, question, after, policy));
  return verdicts.reduce(strictest, evaluate(question, policy));
}

/** The verdicts on an action before and after, where a rule for it comes to hold or not to hold; else none. */
function touched(
  action: Action,
  { device, requester, now }: DeviceChange["question"],
  after: Device,
  policy: Policy,
): readonly Verdict[] {
  const questions = [device, after].map((one): Question => ({ action, requester, now, device: one }));
  const isTouched = (rule: Rule): boolean => {
    if (!looksAtDevice(rule) || !concerns(rule, action)) return false;
    const [before, since] = questions.map((question) => deviceMatch(rule.when, question));
    // Where it can't be told on either side, the change may be the one that counts.
    return before !== since || before === "unknown";
  };
  if (!policy.rules.some(isTouched)) return [];
  const rules = policy.rules.map((rule) => (isTouched(rule) ? forEverybody(rule) : rule));
  return questions.map((question) => {
    const verdict = evaluate(question, { ...policy, rules });
    const deny = verdict.deny === null ? null : say("policy.bearsOn", { action, why: verdict.deny });
    return { ...verdict, deny };
  });
}
