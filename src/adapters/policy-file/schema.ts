import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { CONDITIONS } from "../../policy/conditions.ts";
import { DEFAULT_POLICY } from "../../policy/evaluate.ts";
import { limitSchema, lower } from "../../policy/limits.ts";
import {
  CONTAIN,
  CONTAINMENT,
  type Action,
  type Condition,
  type Limit,
  type Policy,
  type Terms,
} from "../../policy/model.ts";
import { RULE_TERMS } from "../../policy/terms.ts";
import {
  actions,
  actionWord,
  approvers,
  atLeastOneOf,
  durationBetween,
  either,
  MOST_TARGETS,
  openFor,
  someOf,
} from "../../policy/values.ts";
import { placeOf, readJson } from "./json-positions.ts";
import { containsIn, passedOver, pathInWords, problemsOf, sameNames, type Problem } from "./problems.ts";

/** The policy file. Unknown keys are refused: a misspelt rule must not be a rule that nobody reads. */

const leaseBound = durationBetween(1_000, 30 * 86_400_000, "4h");

const targets = z.int().min(1).max(MOST_TARGETS);

/** What a rule knows is in the tables of keys, whichever those are. */
const when = someOf<Condition>(CONDITIONS);
const then = atLeastOneOf<Terms>(RULE_TERMS, `say something: ${either(Object.keys(RULE_TERMS))}`);

/** The schema of `policy.json`; its JSON Schema is `policy.schema.json`. */
export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  default: z
    .strictObject({
      approvals: approvers.default(DEFAULT_POLICY.default.approvals),
      expires: openFor.default(DEFAULT_POLICY.default.expires),
      selfApproval: z.boolean().default(false),
      reason: z.enum(["required", "optional"]).default("required"),
    })
    .default(DEFAULT_POLICY.default),
  rules: z.array(z.strictObject({ name: z.string().min(1).max(100), when, then })).default([]),
  limits: z.partialRecord(actionWord, limitSchema).transform(limitsOfActions).default({}),
  emergency: z
    .strictObject({
      enabled: z.boolean().default(false),
      actions: actions.default(["isolate"]),
      maxTargets: targets.default(10),
    })
    .default({ enabled: false, actions: ["isolate"], maxTargets: 10 }),
  maxTargets: targets.default(DEFAULT_POLICY.maxTargets),
  lease: z
    .strictObject({
      min: leaseBound.default(DEFAULT_POLICY.lease.min),
      max: leaseBound.default(DEFAULT_POLICY.lease.max),
    })
    .refine(({ min, max }) => min <= max, "has to have a min that is not above its max")
    .default(DEFAULT_POLICY.lease),
  incidentComments: z
    .strictObject({
      enabled: z.boolean().default(DEFAULT_POLICY.incidentComments.enabled),
      people: z.boolean().default(DEFAULT_POLICY.incidentComments.people),
    })
    .default(DEFAULT_POLICY.incidentComments),
});

type Limits = Partial<Record<Action, Limit>>;

/** What is said of `contain` holds for each of its actions, beside what is said of that one: the lower number counts. */
function limitsOfActions({ contain, ...own }: Limits & { readonly [CONTAIN]?: Limit | undefined }): Limits {
  if (contain === undefined) return own;
  const limits: Limits = { ...own };
  for (const action of CONTAINMENT) limits[action] = lower(contain, own[action] ?? {});
  return limits;
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
  const hidden = passedOver(json.value, policySchema);
  const problems = [...twice, ...issues, ...hidden, ...sameNames(json.value)]
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
  return { ok: true, policy: { ...policy, warnings } };
}
