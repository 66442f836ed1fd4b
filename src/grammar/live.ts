import { say } from "../texts/text.ts";
import type { ArgKind } from "./args.ts";

/**
 * What a live response takes. All of it is run or read on a device as it stands here, so there is nothing in it that a
 * reader of the card can't see: one line, no control or invisible characters.
 */

/** Of blanks the space alone: another one looks the same and is another path, or hides what stands behind many of it. */
const ONE_LINE = /^(?:[^\p{C}\p{DI}\p{Z}\u2800]| )+$/v;
const LONGEST_ARGS = 500;
const LONGEST_PATH = 400;

/** A script of the library, by its file name. */
export const scriptName: ArgKind<string> = {
  name: "script",
  allowed: say("allowed.script"),
  example: "triage.ps1",
  parse: (raw) =>
    /^[^\p{C}\p{DI}\p{Z}"*:<>?\/\\\|][^\p{C}\p{DI}"*:<>?\/\\\|]{0,119}$/v.test(raw) ? raw : null,
};

/** The arguments of a script, as one string: the script takes them apart. */
export const scriptArgs: ArgKind<string> = {
  name: "script arguments",
  allowed: say("allowed.scriptArgs", { max: LONGEST_ARGS }),
  example: "-Days 7",
  parse: (raw) => (raw.length <= LONGEST_ARGS && ONE_LINE.test(raw) ? raw : null),
};

/** The whole path of one file on a device: Windows', a share's, or that of macOS and Linux. */
export const devicePath: ArgKind<string> = {
  name: "path",
  allowed: say("allowed.devicePath"),
  example: "C:\\Windows\\Temp\\update.log",
  parse(raw) {
    const isWhole = /^(?:[A-Za-z]:\\|\\\\[^\\]|\/)/.test(raw) && !/[*?"<>|]/.test(raw);
    return isWhole && raw.length <= LONGEST_PATH && ONE_LINE.test(raw) && !/[\\/]$/.test(raw) ? raw : null;
  },
};
