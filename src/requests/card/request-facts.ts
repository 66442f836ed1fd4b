import type { LabelValue } from "../../messaging/card.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { systemName } from "../../texts/readable.ts";
import { named } from "../../texts/named.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { groupInWords, type Device } from "../../defender/device.ts";
import { UNCHECKED } from "../facts/device-lines.ts";
import { tagsInWords } from "../../defender/device-words.ts";
import { runsUnapproved } from "../machine/emergency.ts";
import { HUNT_ARGS, huntFacts } from "../machine/hunted.ts";
import { leaseLine } from "../machine/lease-release.ts";
import type { Request } from "../machine/request.ts";

/** What stands on the card of a request for those who want to know more than what they decide by at first sight. */

function approvalsOf(request: Request): Text {
  const { approvals: needed } = request.verdict;
  if (runsUnapproved(request)) return say("requestCard.noneEmergency");
  if (needsNobody(request.verdict)) return say("requestCard.noneNeeded");
  const names = request.approvals.map((approval) => approval.person.upn);
  return say("requestCard.given", { given: names.length, needed, names });
}

/** Arguments that the card says in words of its own. */
const OWN_LINES: readonly string[] = ["type", "for", "emergency", ...HUNT_ARGS];

/** Approvals, rules, times, arguments and the device, as far as they are known. */
export function requestFacts(request: Request): readonly LabelValue[] {
  const rules = request.verdict.rules.map((rule) => rule.name).join(", ");
  const { name, upn } = request.requester;
  const facts: LabelValue[] = [
    { label: say("requestCard.approvals"), value: approvalsOf(request) },
    ...(rules === "" ? [] : [{ label: say("requestCard.rules"), value: rules }]),
    { label: say("requestCard.askedBy"), value: say("requestCard.person", { name, upn }) },
    { label: say("requestCard.askedAt"), value: say("common.time", { at: request.requestedAt }) },
  ];
  if (request.state === "Requested")
    facts.push({ label: say("requestCard.expiresAt"), value: say("common.time", { at: request.expiresAt }) });
  const { stepUp } = request.verdict;
  if (request.state === "Requested" && stepUp.length > 0) {
    facts.push({
      label: say("requestCard.signIn"),
      value: say("requestCard.stronger", { contexts: stepUp }),
    });
  }
  const lease = leaseLine(request);
  if (lease !== null) facts.push({ label: say("requestCard.lease"), value: lease });
  const args = Object.entries(request.args).filter(([name]) => !OWN_LINES.includes(name));
  for (const [name, value] of args) facts.push({ label: name, value });
  facts.push(...huntFacts(request.args));
  if (request.alertId !== null) facts.push({ label: say("requestCard.alert"), value: request.alertId });
  const ofDevice = request.device === null ? [] : deviceFacts(request.device);
  return [...facts, ...ofDevice, ...request.facts];
}

function deviceFacts(device: Device): readonly LabelValue[] {
  const rows: readonly (readonly [Text, Words | null])[] = [
    [say("requestCard.group"), groupInWords(device)],
    [say("requestCard.value"), named("level", device.value)],
    [say("requestCard.tags"), tagsInWords(device) ?? UNCHECKED],
    [say("requestCard.os"), [systemName(device.os ?? ""), device.osVersion].filter(Boolean).join(" ")],
    [say("requestCard.health"), named("health", device.health)],
    [
      say("requestCard.lastSeen"),
      device.lastSeenAt === null ? null : say("common.time", { at: device.lastSeenAt }),
    ],
    [say("requestCard.deviceId"), device.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
