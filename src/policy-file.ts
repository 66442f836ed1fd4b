import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { parseDuration } from "./core/args.ts";
import { DEFAULT_POLICY } from "./core/policy.ts";
import { ACTIONS, WEEKDAYS, type Policy } from "./core/policy-model.ts";

/** The policy file of CONTRACT §5. Unknown keys are refused: a misspelt rule must not be a rule that nobody reads. */

const patterns = z.array(z.string().min(1).max(200)).min(1);
const actions = z.array(z.enum(ACTIONS)).min(1);
const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

const expires = z
  .string()
  .refine((value) => {
    const ms = parseDuration(value);
    return ms !== null && ms >= MINUTE_MS && ms <= WEEK_MS;
  }, "must be a duration from 1m to 7d, such as 60m")
  .transform((value) => parseDuration(value) ?? 0);

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");
const zone = z.string().refine(isTimeZone, "must be an IANA time zone, such as Europe/Berlin");
const approvals = z.int().min(0).max(10);

const when = z.strictObject({
  action: actions.optional(),
  device: z
    .strictObject({
      tag: patterns.optional(),
      group: patterns.optional(),
      value: patterns.optional(),
      name: patterns.optional(),
      os: patterns.optional(),
    })
    .optional(),
  requester: patterns.optional(),
  hours: z
    .strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1).optional(), from: clock, to: clock, zone })
    .optional(),
});

const then = z
  .strictObject({
    approvals: approvals.optional(),
    expires: expires.optional(),
    deny: z.string().min(1).max(300).optional(),
    selfApproval: z.boolean().optional(),
    exclude: patterns.optional(),
    stepUp: z
      .string()
      .regex(/^c([1-9]|[1-9]\d)$/, "must be an authentication context, c1 to c99")
      .optional(),
  })
  .refine((value) => Object.keys(value).length > 0, "must say something");

const limit = z.strictObject({
  perHour: z.int().min(0).optional(),
  perDay: z.int().min(0).optional(),
  perGroupPerHour: z.int().min(0).optional(),
});

/** The schema of `policy.json`; its JSON Schema is `policy.schema.json`. */
export const policySchema = z
  .strictObject({
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
    limits: z.partialRecord(z.enum(ACTIONS), limit).default({}),
    emergency: z
      .strictObject({ enabled: z.boolean().default(false), actions: actions.default(["isolate"]) })
      .default({ enabled: false, actions: ["isolate"] }),
  })
  .superRefine((policy, context) => {
    const names = policy.rules.map((rule) => rule.name);
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) {
        context.addIssue({ code: "custom", path: ["rules", index, "name"], message: "is used twice" });
      }
    });
  });

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
  | { readonly ok: false; readonly problems: readonly string[]; readonly source: string };

const DEFAULT_FILE = "./policy.json";

/**
 * Loads the policy: the named file, else `./policy.json`, else the built-in default. A named file that is missing
 * is an error, never the default.
 */
export function loadPolicy(file: string | null): PolicyResult {
  const source = file ?? DEFAULT_FILE;
  if (!existsSync(source)) {
    if (file === null) return { ok: true, policy: DEFAULT_POLICY, source: "built-in default" };
    return { ok: false, source, problems: ["does not exist"] };
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(source, "utf8"));
  } catch (error) {
    return {
      ok: false,
      source,
      problems: [`is not readable JSON: ${error instanceof Error ? error.message : ""}`],
    };
  }
  const read = policySchema.safeParse(json);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`);
    return { ok: false, source, problems };
  }
  const { $schema: _, ...policy } = read.data;
  return { ok: true, policy: policy as Policy, source };
}
