import { maybe, word } from "../grammar/args.ts";
import { card } from "../messaging/card.ts";
import { reads, usageOf, type Command } from "./command.ts";
import { text } from "../messaging/content.ts";
import { say, sayLine } from "../shared/safe-text.ts";
import { say as saying, type Words } from "../texts/text.ts";

export type HelpCardData = {
  readonly heading: Words;
  readonly intro: Words;
  readonly groups: readonly {
    readonly title: Words;
    readonly rows: readonly { readonly usage: Words; readonly summary: Words }[];
  }[];
  /** An example for one command, or empty. */
  readonly example: Words;
};

const GROUPS: readonly (readonly [title: string, has: (command: Command) => boolean])[] = [
  ["Look", (command) => command.effect === "reads" && command.shows === "device-data"],
  ["Act on devices", (command) => command.effect === "changes" && command.target === "device"],
  ["Work on alerts", (command) => command.effect === "changes" && command.target === "alert"],
  ["Switch on and off", (command) => command.effect === "configures"],
  ["Rules and sign-in", (command) => command.effect === "reads" && command.shows === "plain"],
];

export const help = reads({
  name: "help",
  summary: "What I can do, or how one command works",
  args: { command: maybe(word("isolate", 40), "The command to explain") },
  example: "help isolate",
  suggested: "everywhere",
  shows: "plain",
  permissions: [],
  signIn: "never",
  async run(context, args) {
    const name = args.command?.toLowerCase();
    if (name !== undefined) {
      const command = context.commands.find((candidate) => candidate.name === name);
      return command === undefined
        ? text(say`There is no command "${name}". Type "help" for all of them.`)
        : oneCommand(command);
    }
    const groups = GROUPS.map(([title, has]) => ({
      title,
      rows: context.commands
        .filter(has)
        .map((command) => ({ usage: usageOf(command), summary: command.summary })),
    })).filter((group) => group.rows.length > 0);
    const intro = "I work with your own Defender rights. Dangerous steps wait for an Approver.";
    return card<HelpCardData>(
      "help",
      { heading: "What I can do", intro, groups, example: "" },
      say`What I can do`,
    );
  },
});

function oneCommand(command: Command) {
  const rows = Object.entries(command.args).map(([name, spec]) => ({
    usage: spec.place === "keyed" ? `${name}:` : name,
    summary: saying("commands.argument", {
      summary: spec.summary,
      allowed: spec.kind.allowed,
      need: spec.required ? "always" : name === "reason" ? "mostly" : "no",
    }),
  }));
  const groups = rows.length === 0 ? [] : [{ title: "Arguments", rows }];
  const heading = usageOf(command);
  return card<HelpCardData>(
    "help",
    { heading, intro: command.summary, groups, example: command.example },
    sayLine(heading),
  );
}
