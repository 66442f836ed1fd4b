import { z } from "zod";
import { durationText, parseDuration } from "../shared/duration.ts";
import { comparable, fitting } from "./canonical.ts";
import { ACTIONS, ALERT_OWNER, CONTAIN, CONTAINMENT, type Action } from "./model.ts";

/**
 * What values in a policy look like. A name that fits nothing would be a rule that holds for nothing, and look as if it
 * did: it is refused.
 */

/** A name, or `*` for any run of characters in it. */
const pattern = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => comparable(value) !== "", "has to name something that can be seen")
  // What a file in another encoding leaves behind: no name has it.
  .refine(
    (value) => !/[\uFFFD\p{Cs}]/u.test(value),
    "has a letter in it that was damaged: save the file as UTF-8",
  );

/** Names, or patterns for them. */
export const patterns = z.array(pattern).min(1);

/** The values that Defender has for a device. */
const DEVICE_VALUES = ["Low", "Normal", "High"] as const;

/** Patterns for the value of a device. */
export const deviceValues = z
  .array(
    pattern.refine(
      (value) => DEVICE_VALUES.some((one) => fitting([value], one) !== null),
      `fits no value of a device; those are ${DEVICE_VALUES.join(", ")}`,
    ),
  )
  .min(1);

function namesSomebody(who: string): boolean {
  return /[@*]/.test(who) || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(who);
}

/** More targets than this one command never has. */
export const MOST_TARGETS = 500;

/** Patterns for who asks. */
export const people = z
  .array(
    pattern.refine(
      namesSomebody,
      "names nobody; it has to be a user principal name, a pattern or an object id",
    ),
  )
  .min(1);

/** What people call the owner of the alert, without blanks and signs. */
const OWNER_WORDS = new Set([
  "alertowner",
  "alertsowner",
  "owner",
  "alertassignee",
  "assignee",
  "assignedto",
]);

const nonApprover = pattern
  .transform((who, context) => {
    if (OWNER_WORDS.has(who.toLowerCase().replace(/[^a-z]/g, ""))) return ALERT_OWNER;
    if (namesSomebody(who)) return who;
    context.addIssue(
      `"${who}" names nobody; it has to be ${ALERT_OWNER}, a user principal name, a pattern or an object id`,
    );
    return z.NEVER;
  })
  .meta({ pattern: "[@*]|[Oo]wner|[Aa]ssign|^[0-9a-fA-F-]{36}$", examples: [ALERT_OWNER] });

/** Who may not approve. */
export const nonApprovers = z.array(nonApprover).min(1);

/** `contain` is no action of its own: it stands for those that it proposes. */
export const actionWord = z.enum([...ACTIONS, CONTAIN]);

/** Actions, `contain` told as those that it stands for. */
export const actions = z
  .array(actionWord)
  .min(1)
  .transform((words): readonly Action[] => [
    ...new Set(words.flatMap((word) => (word === CONTAIN ? CONTAINMENT : [word]))),
  ]);

/** A number of approvers. */
export const approvers = z.int().min(0).max(10);

/** A duration in milliseconds, both bounds included; the bounds are in the JSON Schema's words, which has none for them. */
export function durationBetween(min: number, max: number, example: string) {
  const range = `from ${durationText(min)} to ${durationText(max)}`;
  return z
    .string()
    .refine((value) => {
      const ms = parseDuration(value);
      return ms !== null && ms >= min && ms <= max;
    }, `has to be a duration ${range}, such as ${example}`)
    .transform((value) => parseDuration(value) ?? 0)
    .meta({
      pattern: "^[0-9]{1,6}[smhdSMHD]$",
      examples: [example],
      description: `A number and s, m, h or d, ${range}`,
    });
}

/** How long a request stays open, in milliseconds: from 1 s to 7 d. */
export const openFor = durationBetween(1_000, 7 * 86_400_000, "60m");

/** For each key of an object, its entry in a table with the schema of what may be said of it. */
export type Keys<T> = { readonly [K in keyof T]-?: { readonly schema: z.ZodType<NonNullable<T[K]>> } };

/** An object of the keys of a table, each of which may be left out; an unknown one is refused. */
export function someOf<T>(table: Keys<T>): z.ZodType<T> {
  return objectOf(table) as z.ZodType as z.ZodType<T>;
}

/** The same, where one that says nothing is a mistake. @param what what it has to say: "name a tag or group" */
export function atLeastOneOf<T>(table: Keys<T>, what: string): z.ZodType<T> {
  // One with an unknown key has its problem already.
  const when = ({ issues }: z.core.ParsePayload): boolean => issues.length === 0;
  const says = (value: object): boolean => Object.keys(value).length > 0;
  return objectOf(table).refine(says, { error: `has to ${what}`, when }) as z.ZodType as z.ZodType<T>;
}

function objectOf<T>(table: Keys<T>) {
  const keys = Object.entries<Keys<T>[keyof T]>(table);
  return z.strictObject(Object.fromEntries(keys.map(([key, { schema }]) => [key, schema.optional()])));
}

/** "a, b or c". */
export function either(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
