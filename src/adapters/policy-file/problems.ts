import type { z } from "zod";
import { CONTAIN } from "../../policy/model.ts";
import { nearest } from "../../shared/nearest.ts";

/** What is wrong with a policy, in words that say what is allowed. */

/** A problem at a path; `key`: it is about that key of the object there. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly key: string | null;
  readonly text: string;
}

/** The problems that a schema found in a value, one for each unknown key. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  value: unknown,
): readonly Problem[] {
  return issues.flatMap((issue): readonly Problem[] => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code !== "unrecognized_keys")
      return [{ path, key: null, text: wordsOf(issue, valueAt(value, path)) }];
    const allowed = keysAt(schema, path);
    return issue.keys.map((key) => unknownKey(path, key, allowed));
  });
}

function unknownKey(path: Problem["path"], key: string, allowed: readonly string[]): Problem {
  const text = `the key "${key}" is not known${suggestion(key, allowed)}; known are ${allowed.join(", ")}`;
  return { path, key, text };
}

/** The one name that the schema of a record passes over: as unknown as any other. */
const PASSED_OVER = "__proto__";

/** Where the limits have it. */
export function passedOver(policy: unknown, schema: z.ZodType): readonly Problem[] {
  const limits = valueAt(policy, ["limits"]);
  if (typeof limits !== "object" || limits === null || !Object.hasOwn(limits, PASSED_OVER)) return [];
  return [unknownKey(["limits"], PASSED_OVER, keysAt(schema, ["limits"]))];
}

/** `rules[0].when.action`; "the policy" for the whole. */
export function pathInWords(path: readonly (string | number)[]): string {
  const words = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return words.replace(/^\./, "") || "the policy";
}

const KINDS: Readonly<Record<string, string>> = {
  array: "a list in [ ]",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object in { }",
  record: "an object in { }",
  string: 'a text in " "',
};

function wordsOf(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === "invalid_type") {
    const wanted = KINDS[issue.expected] ?? issue.expected;
    return found === undefined ? `is missing; it has to be ${wanted}` : `has to be ${wanted}`;
  }
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const given = typeof found === "string" ? `"${found}" is not known${suggestion(found, allowed)}; ` : "";
    return `${given}it has to be ${allowed.length > 1 ? "one of " : ""}${allowed.join(", ")}`;
  }
  if (issue.code === "too_small") return `has to be at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
  if (issue.code === "too_big") return `has to be at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
  return issue.message;
}

function unitOf(origin: string): string {
  if (origin === "array") return " long, in entries";
  return origin === "string" ? " long, in characters" : "";
}

function suggestion(given: string, allowed: readonly string[]): string {
  const meant = nearest(given, allowed);
  return meant === null ? "" : ` (did you mean "${meant}"?)`;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === "object" && part !== null ? (part as Record<string, unknown>)[key] : undefined,
    value,
  );
}

type Definition = z.core.$ZodTypeDef & {
  readonly innerType?: z.ZodType;
  /** What is read before it is turned into something else. */
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly entries?: Readonly<Record<string, string>>;
};

/** The keys that the schema knows at a path. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): readonly string[] {
  const definition = schema.def as Definition;
  const written = definition.innerType ?? definition.in;
  if (written !== undefined) return keysAt(written, path);
  const [part, ...rest] = path;
  if (part === undefined) {
    const names: Definition | undefined = definition.keyType?.def;
    return Object.keys(definition.shape ?? names?.entries ?? {});
  }
  const next = definition.shape?.[String(part)] ?? definition.element ?? definition.valueType;
  return next === undefined ? [] : keysAt(next, rest);
}

/** Where a policy says `contain`, which it may, and is told what that comes to. */
export function containsIn(policy: unknown): readonly (readonly (string | number)[])[] {
  const { rules, limits, emergency } = policy as {
    rules?: readonly { when: { action?: readonly string[] } }[];
    limits?: object;
    emergency?: { actions?: readonly string[] };
  };
  const inList = (words: readonly string[] = [], ...path: readonly (string | number)[]) =>
    words.flatMap((word, index) => (word === CONTAIN ? [[...path, index]] : []));
  return [
    ...(rules ?? []).flatMap(({ when }, index) => inList(when.action, "rules", index, "when", "action")),
    ...(limits !== undefined && CONTAIN in limits ? [["limits", CONTAIN]] : []),
    ...inList(emergency?.actions, "emergency", "actions"),
  ];
}

/** Rules are told apart by their names, on cards and when approvals become void. */
export function sameNames(policy: unknown): readonly Problem[] {
  const rules = (policy as { rules?: unknown } | null)?.rules;
  if (!Array.isArray(rules)) return [];
  const names = rules.map((rule: unknown) => (rule as { name?: unknown } | null)?.name);
  return names.flatMap((name, index): readonly Problem[] =>
    typeof name === "string" && names.indexOf(name) < index
      ? [{ path: ["rules", index, "name"], key: null, text: `the name "${name}" is used twice` }]
      : [],
  );
}
