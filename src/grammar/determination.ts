import { ALL_DETERMINATIONS, determinationNamed } from "../defender/determination.ts";
import { say } from "../texts/text.ts";
import type { ArgKind } from "./args.ts";

/** What an alert turned out to be, in any of Microsoft's spellings and in any case. */
export const determination: ArgKind<string> = {
  name: "determination",
  allowed: say("grammar.oneOf", { words: ALL_DETERMINATIONS }),
  example: "NotMalicious",
  parse: determinationNamed,
};
