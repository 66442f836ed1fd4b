import { ALL_DETERMINATIONS, determinationNamed } from "../defender/determination.ts";
import { say } from "../texts/text.ts";
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
  isBare: (word) => classNamed(word) !== null,
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
  allowed: say("grammar.oneOf", { words: ALL_DETERMINATIONS }),
  example: "NotMalicious",
  parse: determinationNamed,
};
