import { say, type Text, type Words } from "../texts/text.ts";
import type { Device } from "../defender/device.ts";
import { z } from "zod";
import type { KnownAccount } from "../defender/account-lookup.ts";
import { ACCOUNT_FACTS, ACCOUNT_KEYS, accountResults } from "./account-facts.ts";
import { namesPerson } from "./canonical.ts";
import { compared, DEVICE_FACTS, deviceResults, FACT_KEYS, type Digested } from "./device-facts.ts";
import { hoursCondition, hoursSchema, windowInWords } from "./hours.ts";
import type { Condition, ConditionResult, Question } from "./model.ts";
import { actions, atLeastOneOf, either, MOST_TARGETS, people } from "./values.ts";

/**
 * The keys of a rule's `when`, one entry each, and all that has to be known of a key: what the file may say, whether a
 * question is what it says, its words, and what keeps an approval true to it. One that lacks a part does not compile.
 */

interface Key<V> {
  /** What a rule may say. */
  readonly schema: z.ZodType<V>;
  /** What was compared, one result each; all have to match. */
  readonly results: (said: V, question: Question) => readonly ConditionResult[];
  /** What a rule says, for people who don't read the file. */
  readonly words: (said: V) => Words;
}

/**
 * A key about the request itself, or the time at which it is asked for. The digest of every request has its action and
 * who asked; time goes by for everybody. Whoever changes a device is held to rules for other people and other hours too:
 * what that change loosens, it loosens for all of them.
 */
interface PlainKey<V> extends Key<V> {
  readonly about: "action" | "person" | "time";
}

/** A key about the device, which may be another one by the time of the call: approvals are bound to what it looks at. */
interface DeviceKey<V> extends Key<V> {
  readonly about: "device";
  /** What of a device is in the digest that approvals are bound to. */
  readonly digest: (device: Device) => readonly Digested[];
  /** What has become of it since it was approved, in parts of a sentence; empty: nothing. */
  readonly drift: (before: Device, now: Device) => readonly Text[];
}

/** A key about the account of a person, which may have changed by the time of the call as a device may. */
interface UserKey<V> extends Key<V> {
  readonly about: "user";
  readonly digest: (account: KnownAccount) => readonly Digested[];
  readonly drift: (before: KnownAccount, now: KnownAccount) => readonly Text[];
}

export type ConditionKey<V> = PlainKey<V> | DeviceKey<V> | UserKey<V>;

type Said = Required<Condition>;

/** What a key is about. */
export type About = ConditionKey<unknown>["about"];

/** In the order in which they are told, and in which what they look at is in the digest: a new one comes last. */
export const CONDITIONS: { readonly [K in keyof Said]: ConditionKey<Said[K]> } = {
  action: {
    about: "action",
    schema: actions,
    results: (said, { action }) => {
      const match = said.includes(action) ? "yes" : "no";
      return [{ key: "action", match, because: compared([action], match, said) }];
    },
    words: (said) => say("policy.anyOf", { words: said }),
  },
  device: {
    about: "device",
    schema: atLeastOneOf(DEVICE_FACTS, `name a ${either(FACT_KEYS)}`),
    results: (said, { device }) => deviceResults(said, device),
    words: (said) => {
      const parts = FACT_KEYS.flatMap((key) => {
        const wanted = said[key];
        return wanted === undefined ? [] : [say("policy.deviceHas", { key, wanted })];
      });
      return say("policy.parts", { parts });
    },
    digest: (device) => FACT_KEYS.flatMap((key) => DEVICE_FACTS[key].digest(device)),
    drift: (before, now) => FACT_KEYS.flatMap((key) => DEVICE_FACTS[key].drift(before, now)),
  },
  requester: {
    about: "person",
    schema: people,
    results: (said, { requester }) => {
      const match = namesPerson(said, requester);
      const because = match === "unknown" ? say("policy.noName") : compared([requester.upn], match, said);
      return [{ key: "requester", match, because }];
    },
    words: (said) => say("policy.askedForBy", { people: said }),
  },
  hours: {
    about: "time",
    schema: hoursSchema,
    results: (said, { now }) => [hoursCondition(said, now)],
    words: windowInWords,
  },
  user: {
    about: "user",
    schema: atLeastOneOf(ACCOUNT_FACTS, `name a ${either(ACCOUNT_KEYS)}`),
    results: (said, { user }) => accountResults(said, user),
    words: (said) => {
      const parts = ACCOUNT_KEYS.flatMap((key) => {
        const wanted = said[key];
        return wanted === undefined ? [] : [say("policy.userHas", { key, wanted })];
      });
      return say("policy.parts", { parts });
    },
    digest: (account) => ACCOUNT_KEYS.flatMap((key) => ACCOUNT_FACTS[key].digest(account)),
    drift: (before, now) => ACCOUNT_KEYS.flatMap((key) => ACCOUNT_FACTS[key].drift(before, now)),
  },
  targets: {
    about: "time",
    schema: z.strictObject({ min: z.int().min(2).max(MOST_TARGETS) }),
    results: ({ min }, { targets = 1 }) => {
      if (targets === null) return [{ key: "targets", match: "unknown", because: say("policy.notLookedUp") }];
      const match = targets >= min ? "yes" : "no";
      return [{ key: "targets", match, because: say("policy.targetsCompared", { targets, min }) }];
    },
    words: ({ min }) => say("policy.manyTargets", { min }),
  },
};
