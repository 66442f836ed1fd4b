import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { durationText, parseDuration } from "../../grammar/args.ts";
import { DEFAULT_POLICY } from "../../policy/evaluate.ts";
import {
  ACTIONS,
  CONTAINMENT,
  WEEKDAYS,
  type Action,
  type Policy,
  type Terms,
  type Weekday,
} from "../../policy/model.ts";
import { placeOf, readJson } from "./json-positions.ts";
import { deviceValue, excluded, pattern, personPattern } from "./names.ts";
import { CONTAIN, containsIn, pathInWords, problemsOf, sameNames, type Problem } from "./problems.ts";

/** The policy file. Unknown keys are refused: a misspelt rule must not be a rule that nobody reads. */

const patterns = z.array(pattern).min(1);
/** `contain` is no action of its own: it stands for those that it proposes. */
const actionWord = z.enum([...ACTIONS, CONTAIN]);
const actions = z
  .array(actionWord)
  .min(1)
  .transform((words): readonly Action[] => [
    ...new Set(words.flatMap((word) => (word === CONTAIN ? CONTAINMENT : [word]))),
  ]);
const DAY_MS = 24 * 3_600_000;

/** A duration in milliseconds; the bounds are in the JSON Schema's words, which has none for them. */
function durationBetween(min: number, max: number, example: string) {
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

const expires = durationBetween(1_000, 7 * DAY_MS, "60m");
const leaseBound = durationBetween(1_000, 30 * DAY_MS, "4h");

const DAY_NAMES: readonly string[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** `mon`, `Mon` or `Monday`: what people write. */
const day = z
  .string()
  .transform((value, context): Weekday => {
    const lower = value.toLowerCase();
    const found = WEEKDAYS.find((short, index) => lower === short || lower === DAY_NAMES[index]);
    if (found !== undefined) return found;
    context.addIssue(`"${value}" is no day; it has to be one of ${WEEKDAYS.join(", ")}`);
    return z.NEVER;
  })
  .meta({ enum: [...WEEKDAYS] });

/** `8:00` is what people write, and `24:00` the end of a day. */
const clock = z
  .string()
  .regex(/^(([01]?\d|2[0-3]):[0-5]\d|24:00)$/, "has to be a time from 00:00 to 24:00")
  .transform((value) => (value === "24:00" ? "00:00" : value.padStart(5, "0")));
const zone = z.string().refine(isTimeZone, "has to be an IANA time zone, such as Europe/Berlin");
const approvals = z.int().min(0).max(10);

const when = z.strictObject({
  action: actions.optional(),
  device: z
    .strictObject({
      tag: patterns.optional(),
      group: patterns.optional(),
      value: z.array(deviceValue).min(1).optional(),
      name: patterns.optional(),
      os: patterns.optional(),
    })
    .refine(...notEmpty("has to name a tag, group, value, name or os"))
    .optional(),
  requester: z.array(personPattern).min(1).optional(),
  hours: z
    .strictObject({
      days: z.array(day).min(1).optional(),
      from: clock.default("00:00"),
      to: clock.default("00:00"),
      zone,
    })
    .optional(),
});

/** One for each key that a rule's `then` knows, whichever those are. */
const thenKeys = {
  approvals: approvals.optional(),
  expires: expires.optional(),
  deny: z.string().min(1).max(300).optional(),
  selfApproval: z.boolean().optional(),
  exclude: z.array(excluded).min(1).optional(),
  stepUp: z
    .string()
    .regex(/^c([1-9]|[1-9]\d)$/, "has to be an authentication context, c1 to c99")
    .optional(),
} satisfies Record<keyof Terms, z.ZodType>;

const then = z
  .strictObject(thenKeys)
  .refine(...notEmpty("has to say something: approvals, expires, deny, selfApproval, exclude or stepUp"));

const limit = z
  .strictObject({
    perHour: z.int().min(0).optional(),
    perDay: z.int().min(0).optional(),
    perGroupPerHour: z.int().min(0).optional(),
  })
  .refine(...notEmpty("has to say perHour, perDay or perGroupPerHour"));

/** The schema of `policy.json`; its JSON Schema is `policy.schema.json`. */
export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  default: z
    .strictObject({
      approvals: approvals.default(DEFAULT_POLICY.default.approvals),
      expires: expires.default(DEFAULT_POLICY.default.expires),
      selfApproval: z.boolean().default(false),
      reason: z.enum(["required", "optional"]).default("required"),
    })
    .default(DEFAULT_POLICY.default),
  rules: z.array(z.strictObject({ name: z.string().min(1).max(100), when, then })).default([]),
  limits: z.partialRecord(actionWord, limit).transform(limitsOfActions).default({}),
  emergency: z
    .strictObject({ enabled: z.boolean().default(false), actions: actions.default(["isolate"]) })
    .default({ enabled: false, actions: ["isolate"] }),
  lease: z
    .strictObject({
      min: leaseBound.default(DEFAULT_POLICY.lease.min),
      max: leaseBound.default(DEFAULT_POLICY.lease.max),
    })
    .refine(({ min, max }) => min <= max, "has to have a min that is not above its max")
    .default(DEFAULT_POLICY.lease),
});

/** What is said of `contain` holds for each of its actions, beside what is said of that one: the lower number counts. */
function limitsOfActions({ contain, ...own }: Partial<Record<Action | typeof CONTAIN, LimitIn>>) {
  const limits: Partial<Record<Action, LimitIn>> = { ...own };
  if (contain === undefined) return limits;
  for (const action of CONTAINMENT) limits[action] = lower(contain, own[action] ?? {});
  return limits;
}

type LimitIn = z.output<typeof limit>;

function lower(a: LimitIn, b: LimitIn): LimitIn {
  const keys = ["perHour", "perDay", "perGroupPerHour"] as const;
  const least = (key: keyof LimitIn): number => Math.min(a[key] ?? Infinity, b[key] ?? Infinity);
  return Object.fromEntries(keys.filter((key) => least(key) < Infinity).map((key) => [key, least(key)]));
}

/** For `refine`: an object that says nothing is a mistake; one with an unknown key has its problem already. */
function notEmpty(error: string) {
  const when = ({ issues }: z.core.ParsePayload): boolean => issues.length === 0;
  return [(value: object): boolean => Object.keys(value).length > 0, { error, when }] as const;
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy; readonly source: string }
  /** Each problem begins with its line and column in the file and its path in the policy. */
  | { readonly ok: false; readonly problems: readonly string[]; readonly source: string };

/** Where the policy is looked for when POLICY_FILE names none. */
export const DEFAULT_FILE = "./policy.json";

/** What is given as the source where there is no file. */
export const BUILT_IN = "built-in default";

/**
 * Loads the policy: the named file, else `./policy.json`, else the built-in default. A named file that is missing
 * is an error, never the default.
 */
export function loadPolicy(file: string | null): PolicyResult {
  const source = file ?? DEFAULT_FILE;
  if (!existsSync(source)) {
    if (file === null) return { ok: true, policy: DEFAULT_POLICY, source: BUILT_IN };
    return { ok: false, source, problems: ["does not exist"] };
  }
  try {
    const text = utf8(readFileSync(source));
    if (text === null) return { ok: false, source, problems: ["is not in UTF-8: save it so"] };
    return { ...parsePolicy(text), source };
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return { ok: false, source, problems: [`can't be read (${why})`] };
  }
}

/**
 * The text of a file, without the byte order mark that editors on Windows may begin it with; null: it is in another
 * encoding, in which a group called `Büro` would be read as another name, and its rule hold for nothing.
 */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The policy in a JSON text, or all its problems at once, in the order in which they stand. */
export function parsePolicy(text: string): ParsedPolicy {
  const json = readJson(text);
  const line = (at: number, words: string): string => {
    const place = placeOf(text, at);
    return `line ${place.line}, column ${place.column}: ${words}`;
  };
  if (!json.ok) return { ok: false, problems: [line(json.at, `is not JSON: ${json.problem}`)] };
  const read = policySchema.safeParse(json.value);
  const twice = json.twice.map(({ path, key }): Problem => ({
    path,
    key,
    text: `the key "${key}" stands here twice`,
  }));
  const issues = problemsOf(read.error?.issues ?? [], policySchema, json.value);
  const problems = [...twice, ...issues, ...sameNames(json.value)]
    .map(({ path, key, text }) => ({
      at: key === null ? json.valueAt(path) : json.keyAt(path, key),
      words: `${pathInWords(path)}: ${text}`,
    }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, words }) => line(at, words));
  if (problems.length > 0 || !read.success) return { ok: false, problems };
  const { $schema: _, ...policy } = read.data;
  const warnings = containsIn(json.value).map((path) =>
    line(json.valueAt(path), `${pathInWords(path)}: "${CONTAIN}" stands for ${CONTAINMENT.join(", ")}`),
  );
  return { ok: true, policy: { ...policy, warnings } as Policy };
}
