import type { Command } from "../command.ts";
import type { Request } from "../../requests/machine/request.ts";
import type { Words } from "../../texts/text.ts";

/** What a request asks for, as its card says it. */
export function titleOf(commands: readonly Command[], { command: name, args }: Request): Words {
  const command = commands.find((candidate) => candidate.name === name);
  return command?.effect === "changes" ? command.title(args) : name;
}
