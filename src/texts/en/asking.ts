import { names } from "./terms.ts";
import type { Locale } from "../locale.ts";

/** What is said where a request is opened, or refused before there is one: roles, rules, reasons, how long, how often, how many. */
export const asking = {
  countedAnew:
    "Others of yours were asked for or approved at the same moment, and the policy counts them together. Please try again.",
  actionEnded: ({ type, status }: { type: string; status: string }) =>
    `There is nothing to cancel: the action "${names.action(type)}" has ended as ${names.actionStatus(status)}.`,
  actionNotOurs: ({ type }: { type: string }) =>
    `The action "${names.action(type)}" can't be cancelled from here. Please do it in the portal.`,
  addressTyped({ address, at, now }: { address: string; at: number | null; now: number }, locale: Locale) {
    const seen =
      at === null
        ? "when the device had it last could not be checked"
        : `the device was last seen with it ${locale.ago(at, now)} (${locale.time(at)})`;
    return `The IP address ${address} was typed; ${seen}.`;
  },
  askedTooOften: ({ times, most, seconds }: { times: number; most: number; seconds: number }) =>
    `You have asked ${times} times in the last minute, and no more than ${most} are taken. Please ask again in ${seconds} s.`,
  tooManyOpen: ({ open, most, at }: { open: number; most: number; at: number }, locale: Locale) =>
    `${open} of your requests wait and nobody has approved them yet; no more than ${most} can. Cancel one that is not needed, or wait until one is decided: the first expires at ${locale.clock(at)}.`,

  asked: "asked",
  askedFree: "asked; the policy needs no approval",
  ranAsEmergency: "ran it as an emergency, without approval",
  needsRole: ({ role, command }: { role: string; command: string }) =>
    `You need the role ${role} to ask for "${command}". Your administrator assigns it in Entra.`,
  deniedByPolicy: ({ command, why }: { command: string; why: string }) =>
    `The policy denies "${command}": ${why}`,
  nobodyCould: ({ needed, may }: { needed: number; may: number }) =>
    `nobody could approve it: it needs ${needed}, and of those who hold the role Approver ${may === 0 ? "nobody" : `only ${may}`} may. Please ask an Admin to look at the policy, or at who holds the role.`,
  reasonMissing: ({ example }: { example: string }) =>
    `"reason" is missing: say why, in at most 500 characters. Example: ${example}`,

  outside: ({ length, min, max }: { length: string; min: string; max: string }) =>
    `"for:${length}" is not possible: the policy allows ${min} to ${max}. Please choose a time in between.`,
};
