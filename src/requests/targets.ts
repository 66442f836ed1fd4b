import { listed } from "../grammar/several.ts";
import type { BoundArgs } from "../grammar/parse.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { targetArg, type ChangeCommand } from "./change-command.ts";

/** A change command as it was typed. */
interface Typed {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly each?: readonly RawArgs[] | undefined;
}

function boundOf({ args }: ChangeCommand, own: RawArgs): BoundArgs {
  const bound = Object.entries(own).flatMap(([name, value]) =>
    args[name] === undefined ? [] : [[name, args[name].kind.parse(value)] as const],
  );
  return Object.fromEntries(bound);
}

/** The invocation for each of its targets, in the order in which they were named: what is typed of one stands for all. */
export function eachTarget<W extends Typed>(invocation: W): readonly [W, ...W[]] {
  const name = targetArg(invocation.command);
  const bound = invocation.args[name];
  if (!Array.isArray(bound)) return [invocation];
  const typed = listed(invocation.raw[name] ?? "");
  const [first, ...others] = bound.map((value: unknown, index) => {
    const own = invocation.each?.[index] ?? {};
    // By itself it stays as it was typed.
    const raw = bound.length === 1 ? invocation.raw : { ...invocation.raw, [name]: typed[index] ?? "" };
    return {
      ...invocation,
      raw: { ...raw, ...own },
      args: { ...invocation.args, ...boundOf(invocation.command, own), [name]: value },
    };
  });
  return first === undefined ? [invocation] : [first, ...others];
}
