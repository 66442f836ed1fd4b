import type { Catalogue, TextKey } from "./catalogue.ts";

/** Names that sentences had: the store keeps them by name, and what it has kept must be read for as long as it is there. */

/** Subjects that were cut: where their sentences are now, each by the name that it had. */
const CUT: ReadonlyMap<string, readonly (keyof Catalogue)[]> = new Map([
  ["alerts", ["alertList", "alertPosts", "opens"]],
  [
    "bot",
    [
      "choices",
      "elsewhere",
      "forms",
      "joining",
      "longRun",
      "news",
      "presses",
      "shared",
      "signIn",
      "takeOver",
      "typed",
    ],
  ],
  ["common", ["forms"]],
  ["devices", ["relied"]],
  ["files", ["results"]],
  ["grammar", ["allowed"]],
  ["hunting", ["choices", "relied"]],
  ["lease", ["asking", "extend", "leaseEnd", "leasePending", "waiting"]],
  [
    "lists",
    [
      "actions",
      "alertList",
      "audit",
      "choices",
      "deviceCard",
      "messaging",
      "requestList",
      "results",
      "takeOver",
    ],
  ],
  ["lookups", ["allowed", "defender"]],
  [
    "people",
    ["choices", "decisions", "drift", "finalCheck", "graph", "policy", "proof", "settings", "userCard"],
  ],
  [
    "requests",
    [
      "already",
      "asking",
      "clicks",
      "decisions",
      "drift",
      "finalCheck",
      "joining",
      "outcomes",
      "relied",
      "requestCard",
      "restored",
      "results",
      "waiting",
    ],
  ],
  ["settings", ["halt"]],
  ["steps", ["already", "choices", "clicks", "drift", "joining", "several"]],
  ["teams", ["shared"]],
]);

/** Those that have another name now, and those whose name is said in several of the subjects above. */
const RENAMED: ReadonlyMap<string, TextKey> = new Map([
  ["alerts.more", "incidents.more"],
  ["alerts.severity", "terms.graded"],
  ["bot.choose", "choices.chooseThis"],
  ["hunting.allowed", "allowed.huntQuery"],
  ["hunting.nameAllowed", "allowed.huntName"],
  ["indicators.noId", "defender.noIndicatorId"],
  ["indicators.value", "allowed.indicator"],
  ["lease.duration", "allowed.leaseFor"],
  ["lease.nobodyApproved", "leaseEnd.nobodyApproved"],
  ["lists.previous", "messaging.back"],
  ["people.alerts", "userCard.alerts"],
  ["people.time", "common.time"],
  ["people.unknown", "graph.unknown"],
  ["requests.allTagsReadOnce", "policy.allTagsReadOnce"],
  ["requests.asked", "asking.asked"],
  ["requests.ended", "outcomes.ended"],
  ["requests.factChanged", "policy.factChanged"],
  ["requests.halted", "halt.since"],
  ["requests.haltedRefused", "halt.refused"],
  ["requests.lookAgain", "drift.lookAgain"],
  ["requests.noReason", "decisions.noReason"],
  ["requests.tagAdded", "policy.tagAdded"],
  ["requests.tagRemoved", "policy.tagRemoved"],
  ["requests.tagsReadOnce", "policy.tagsReadOnce"],
  ["requests.ticketAllowed", "allowed.ticket"],
  ["steps.lookAgain", "clicks.lookAgain"],
  ["steps.unknown", "several.unknown"],
]);

/** What a sentence that has no more of that name may be called now, the likeliest first. */
export function namesNowOf(former: string): readonly string[] {
  const [subject = "", name = ""] = former.split(".", 2);
  const renamed = RENAMED.get(former);
  const moved = CUT.get(subject)?.map((part) => `${part}.${name}`) ?? [];
  return renamed === undefined ? moved : [renamed, ...moved];
}
