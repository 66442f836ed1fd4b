import { ALL_DETERMINATIONS, DETERMINATIONS, determinationNamed } from "../defender/determination.ts";
import { say } from "../texts/text.ts";
import type { Misfit } from "./declaration.ts";
import { choice, type ArgKind } from "./args.ts";

/** What a person calls an alert that is resolved, and Defender's classification. */
const CLASSES = {
  true: "TruePositive",
  informational: "InformationalExpectedActivity",
  false: "FalsePositive",
} as const;

type Class = keyof typeof CLASSES;

/** How an alert is resolved: in one word, or as Microsoft spells it (`FalsePositive`, "false positive"), in any case. */
export const alertClass: ArgKind<Class> = {
  ...choice("true", "informational", "false"),
  example: "false",
  isBare: (word) => classNamed(word) !== null,
  called: (value) => say("terms.classification", { value: classificationNamed(value) ?? value }),
  said: { true: "positive", false: "positive", informational: "expected activity" },
  parse: classNamed,
};

function classNamed(raw: string): Class | null {
  const plain = raw.toLowerCase().replace(/[\s_-]/g, "");
  const names = Object.keys(CLASSES) as Class[];
  return names.find((name) => name === plain || CLASSES[name].toLowerCase() === plain) ?? null;
}

/** Defender's name of a class as it was typed; null: it is none. */
export function classificationNamed(raw: string): (typeof CLASSES)[Class] | null {
  const name = classNamed(raw);
  return name === null ? null : CLASSES[name];
}

/** What an alert turned out to be, in any of Microsoft's spellings and in any case. */
export const determination: ArgKind<string> = {
  name: "determination",
  allowed: say("allowed.oneOf", { words: ALL_DETERMINATIONS }),
  example: "NotMalicious",
  called: (value) => say("terms.determination", { value, of: classOf(value) }),
  parse: determinationNamed,
};

/** The classification that a determination belongs to; null: to each of them. */
function classOf(value: string): string | null {
  const [only = null, ...others] = Object.entries(DETERMINATIONS).flatMap(([name, list]) =>
    (list as readonly string[]).includes(value) ? [name] : [],
  );
  return others.length === 0 ? only : null;
}

/** What is wrong where an alert can't have turned out to be both: Defender refuses such a pair. Null: nothing. */
export function misfitOf({ class: as, determination: given }: Pair): Misfit | null {
  if (as === undefined || given === undefined) return null;
  const allowed: readonly string[] = DETERMINATIONS[CLASSES[as]];
  if (allowed.includes(given)) return null;
  const names = {
    given: say("terms.determination", { value: given, of: null }),
    class: alertClass.called?.(as) ?? as,
  };
  return { argument: "determination", wrong: say("grammar.misfit", { ...names, allowed }) };
}

interface Pair {
  readonly class?: Class;
  readonly determination?: string;
}
