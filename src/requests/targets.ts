import { listed } from "../grammar/several.ts";
import type { BoundArgs } from "../grammar/parse.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { targetArg, type ChangeCommand } from "./change-command.ts";

/** A change command as it was typed. */
interface Typed {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
}

/** The invocation for each of its targets, in the order in which they were named: what is typed of one stands for all. */
export function eachTarget<W extends Typed>(invocation: W): readonly [W, ...W[]] {
  const name = targetArg(invocation.command);
  const bound = invocation.args[name];
  if (!Array.isArray(bound)) return [invocation];
  const typed = listed(invocation.raw[name] ?? "");
  const [first, ...others] = bound.map((value: unknown, index) => ({
    ...invocation,
    // By itself it stays as it was typed.
    raw: bound.length === 1 ? invocation.raw : { ...invocation.raw, [name]: typed[index] ?? "" },
    args: { ...invocation.args, [name]: value },
  }));
  return first === undefined ? [invocation] : [first, ...others];
}
