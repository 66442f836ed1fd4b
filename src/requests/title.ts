import { CONTAIN } from "../policy/model.ts";
import { say, type Words } from "../texts/text.ts";
import type { AnyCommand } from "./change-command.ts";
import { changing } from "./change-commands.ts";
import type { Request, Target } from "./machine/request.ts";

/** What a request asks for, as its card says it. */
export function titleOf(
  commands: readonly AnyCommand[],
  { command: name, action, args }: Pick<Request, "command" | "action" | "args">,
): Words {
  if (action === CONTAIN) return say("contain.title");
  return changing(commands, name)?.title(args) ?? name;
}

/** Of a name a card shows so many code points where it is a name alone. */
export const LONGEST_NAME = 200;

/** Whether its name is what is sent: what is cut off a URL decides what is blocked or allowed as much as what is not. */
export function isSentWhole({ kind }: Pick<Target, "kind">): boolean {
  return kind === "indicator";
}
