import { sentenceFor, UserError } from "../shared/errors.ts";
import { say, type Sayable } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import { beyondSignIn } from "./sign-in-prompt.ts";

/** The sentence for an error: the person's own, or a reference to what was logged. */
export function wordsFor(deps: Deps, error: unknown): Sayable {
  const own = beyondSignIn(error);
  if (own !== null) return own;
  if (error instanceof UserError) return error.text;
  const reference = deps.ids.requestId();
  deps.log.error("turn failed", { reference, error });
  const known = sentenceFor(error);
  if (known !== null) return known;
  return say("shared.wentWrong", { reference });
}
