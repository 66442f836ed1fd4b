import { maybe, word, type Arg } from "../grammar/args.ts";
import { card } from "../messaging/card.ts";
import { reads, usageOf, type Command } from "./command.ts";
import { text } from "../messaging/content.ts";
import { say, verbatim, type Text, type Words } from "../texts/text.ts";

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

const GROUPS: readonly (readonly [title: Text, has: (command: Command) => boolean])[] = [
  [say("commands.look"), (command) => command.effect === "reads" && command.shows !== "plain"],
  [
    say("commands.actOnDevices"),
    (command) =>
      command.effect === "proposes" ||
      (command.effect === "changes" && command.target !== "alert" && command.target !== "user"),
  ],
  [say("commands.actOnPeople"), (command) => command.effect === "changes" && command.target === "user"],
  [say("commands.workOnAlerts"), (command) => command.effect === "changes" && command.target === "alert"],
  [
    say("commands.blockAndAllow"),
    (command) => command.effect === "changes" && command.target === "indicator",
  ],
  [say("commands.switches"), (command) => command.effect === "configures"],
  [say("commands.rulesAndSignIn"), (command) => command.effect === "reads" && command.shows === "plain"],
];

export const help = reads({
  name: "help",
  summary: say("summary.help"),
  args: { command: maybe(word("isolate", 40), say("argument.helpCommand")) },
  example: "help isolate",
  suggested: "everywhere",
  shows: "plain",
  permissions: [],
  signIn: "never",
  async run(context, args) {
    const name = args.command?.toLowerCase();
    if (name !== undefined) {
      const command = context.commands.find((candidate) => candidate.name === name);
      return command === undefined ? text(say("commands.none", { name })) : oneCommand(command);
    }
    const groups = GROUPS.map(([title, has]) => ({
      title,
      rows: context.commands
        .filter(has)
        .map((command) => ({ usage: usageOf(command), summary: command.summary })),
    })).filter((group) => group.rows.length > 0);
    const heading = say("commands.help");
    const intro = say("commands.helpIntro");
    return card<HelpCardData>("help", { heading, intro, groups, example: "" }, heading);
  },
});

function oneCommand(command: Command) {
  const rows = Object.entries(command.args).map(([name, spec]) => ({
    usage: spec.place === "keyed" ? `${name}:` : name,
    summary: say("commands.argument", {
      summary: spec.summary,
      allowed: spec.kind.allowed,
      need: needOf(name, spec),
    }),
  }));
  const groups = rows.length === 0 ? [] : [{ title: say("commands.arguments"), rows }];
  const heading = usageOf(command);
  return card<HelpCardData>(
    "help",
    { heading, intro: command.summary, groups, example: command.example },
    verbatim(heading),
  );
}

function needOf(name: string, { required, oneOf }: Arg): "always" | "oneOf" | "mostly" | "no" {
  if (oneOf !== undefined) return "oneOf";
  if (required) return "always";
  return name === "reason" ? "mostly" : "no";
}
