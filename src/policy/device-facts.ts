import type { z } from "zod";
import { NO_GROUP, type Device } from "../defender/device.ts";
import { named } from "../texts/named.ts";
import { systemName } from "../texts/readable.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import { comparable, fitting } from "./canonical.ts";
import type { ConditionResult, DeviceCondition, Match, Question } from "./model.ts";
import { fittingOs } from "./os-families.ts";
import { deviceValues, patterns } from "./values.ts";

/**
 * The keys of `when.device`, one entry each, and all that has to be known of a fact that a rule can look at: what the file
 * may say, what a device has, and how approvals are bound to it. A rule that looks at a fact protects a device only as long
 * as nobody can change that fact behind an approval: so a key without its `digest` and `drift` does not compile.
 */

/** What a value is in the digest; the same for two values that mean the same. */
export type Digested = string | number | boolean | null | readonly string[];

export interface DeviceFact {
  /** What a rule may say of it. */
  readonly schema: z.ZodType<readonly string[]>;
  /** What a device has, as it is compared; null: Defender does not say all. */
  readonly values: (device: Device) => readonly string[] | null;
  /** Why Defender does not say all. */
  readonly unknown: (device: Device) => Text;
  /** The first of the patterns that a value fits, or null. */
  readonly fitting: (patterns: readonly string[], value: string, device: Device) => string | null;
  /** What of it is in the digest that approvals are bound to. */
  readonly digest: (device: Device) => readonly Digested[];
  /** What has become of it since it was approved, in parts of a sentence; empty: nothing. */
  readonly drift: (before: Device, now: Device) => readonly Text[];
}

/** In the order in which they are in the digest: a new one comes last. */
export const DEVICE_FACTS: { readonly [K in keyof DeviceCondition]-?: DeviceFact } = {
  tag: {
    schema: patterns,
    values: ({ tags, tagsCut }) => (tagsCut === true ? null : tags),
    unknown: ({ tagsCut }) => (tagsCut === true ? say("policy.notAllRead") : say("policy.givesNone")),
    fitting,
    digest: ({ tags, tagsCut }) => [tags?.toSorted() ?? null, tagsCut ?? false],
    drift: tagDrift,
  },
  name: { ...plain("name", ({ name }) => name), values: namesOf },
  group: {
    ...plain("group", groupInRules),
    fitting: (patterns, _, { group }) => fittingGroup(patterns, group),
  },
  value: {
    ...plain(
      "value",
      ({ value }) => value,
      (value) => named("level", value),
    ),
    schema: deviceValues,
  },
  os: { ...plain("os", ({ os }) => os, systemName), fitting: fittingOs },
};

/**
 * A fact that is one text or not known.
 * @param fact how its drift calls it
 * @param called a value as people read it
 */
function plain(
  fact: "name" | "group" | "value" | "os",
  of: (device: Device) => string | null,
  called: (value: string) => Words | null = (value) => value,
): DeviceFact {
  const inWords = (value: string | null) => (value === null ? null : called(value));
  return {
    schema: patterns,
    values: (device) => {
      const value = of(device);
      return value === null ? null : [value];
    },
    unknown: () => say("policy.givesNone"),
    fitting,
    digest: (device) => [of(device)],
    drift: (before, now) =>
      of(before) === of(now)
        ? []
        : [say("policy.factChanged", { fact, now: inWords(of(now)), before: inWords(of(before)) })],
  };
}

/** A sensor that has not reported its DNS name yet is named by its id. */
const ID = /^[0-9a-f]{40}$/i;

/** A device is called by its first label too. */
function namesOf(device: Device): readonly string[] | null {
  const name = comparable(device.name);
  return ID.test(name) ? null : [...new Set([device.name, name.split(".", 1)[0] ?? ""])];
}

/** What a rule calls "in no group"; no other pattern fits that, not even `*`. */
const NONE = "none";

/** The device group; "none" for a device in none, null when Defender does not say. */
function groupInRules({ group }: Pick<Device, "group">): string | null {
  return group === NO_GROUP ? NONE : group;
}

/** The first of the patterns that a group fits; "none" alone fits that there is none, nothing fits what is not known. */
export function fittingGroup(patterns: readonly string[], group: string | null): string | null {
  if (group === null) return null;
  return group === NO_GROUP ? withoutGroup(patterns) : fitting(patterns, group);
}

function withoutGroup(patterns: readonly string[]): string | null {
  return patterns.find((pattern) => comparable(pattern) === NONE) ?? null;
}

function tagDrift(earlier: Device, later: Device): readonly Text[] {
  const [before, now] = [earlier.tags, later.tags];
  if (before === null || now === null) return before === now ? [] : [say("policy.tagsReadOnce")];
  return [
    ...(earlier.tagsCut === later.tagsCut ? [] : [say("policy.allTagsReadOnce")]),
    ...now.filter((tag) => !before.includes(tag)).map((tag) => say("policy.tagAdded", { tag })),
    ...before.filter((tag) => !now.includes(tag)).map((tag) => say("policy.tagRemoved", { tag })),
  ];
}

type FactKey = keyof DeviceCondition;

export const FACT_KEYS = Object.keys(DEVICE_FACTS) as readonly FactKey[];

/** Whether a device is what a rule's `device` says: one result for each key of it. */
export function deviceResults(when: DeviceCondition, device: Question["device"]): readonly ConditionResult[] {
  return FACT_KEYS.flatMap((key) => {
    const wanted = when[key];
    return wanted === undefined
      ? []
      : [{ key: `device ${key}`, ...factResult(DEVICE_FACTS[key], wanted, device) }];
  });
}

function factResult(
  fact: DeviceFact,
  wanted: readonly string[],
  device: Question["device"],
): Omit<ConditionResult, "key"> {
  if (device === undefined) return { match: "no", because: say("policy.noDevice") };
  if (device === null) return { match: "unknown", because: say("policy.notLookedUp") };
  const known = fact.values(device);
  if (known === null) return { match: "unknown", because: fact.unknown(device) };
  return resultOf(known, wanted, (value) => fact.fitting(wanted, value, device));
}

/** "Tier0 = Tier0 or DC", "none ≠ Tier0". */
export function compared(found: readonly string[], match: Match, wanted: readonly string[]): Text {
  return say("policy.compared", { found, wanted, same: match === "yes" });
}

/** Whether one of the values fits, and which: `fit` gives the pattern that a value fits, or null. */
export function resultOf(
  known: readonly string[],
  wanted: readonly string[],
  fit: (value: string) => string | null,
): Omit<ConditionResult, "key"> {
  for (const value of known) {
    const pattern = fit(value);
    if (pattern !== null) return { match: "yes", because: compared([value], "yes", [pattern]) };
  }
  return { match: "no", because: compared(known, "no", wanted) };
}
