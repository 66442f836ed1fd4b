import { CONTAIN } from "../policy/model.ts";
import { say, type Words } from "../texts/text.ts";
import type { AnyCommand } from "./change-command.ts";
import { changing } from "./change-commands.ts";
import type { Request } from "./machine/request.ts";

/** What a request asks for, as its card says it. */
export function titleOf(
  commands: readonly AnyCommand[],
  { command: name, action, args }: Pick<Request, "command" | "action" | "args">,
): Words {
  if (action === CONTAIN) return say("contain.title");
  return changing(commands, name)?.title(args) ?? name;
}
