import { byName } from "../shared/by-name.ts";
import { freeText, maybeRest, type Arg } from "../grammar/args.ts";
import { card } from "../messaging/card.ts";
import { reads, usageOf, type Command, type ReadContext } from "./command.ts";
import { text, type CardButton } from "../messaging/content.ts";
import { say, verbatim, type Text, type Words } from "../texts/text.ts";
import { commandsMeant } from "./parts/synonyms.ts";

type HelpRow = { readonly usage: Words; readonly summary: Words };

export type HelpCardData = {
  readonly heading: Words;
  readonly intro: Words;
  /** What is done most. */
  readonly buttons: readonly CardButton[];
  /** Only their titles are shown until somebody opens them. */
  readonly folded: readonly {
    readonly id: string;
    readonly title: Words;
    readonly rows: readonly HelpRow[];
  }[];
  readonly groups: readonly { readonly title: Words; readonly rows: readonly HelpRow[] }[];
  /** An example for one command, or empty. */
  readonly example: Words;
  /** All that one command takes, as a pattern, or empty. */
  readonly usage: Words;
};

/** What people are about, in the order in which a shift needs it; a command belongs to the first that has it. */
const JOBS: readonly (readonly [title: Text, has: (command: Command) => boolean])[] = [
  [
    say("commands.workOnAlerts"),
    (command) =>
      ["alerts", "alert", "incidents", "incident", "timeline"].includes(command.name) ||
      (command.effect === "changes" && command.target === "alert"),
  ],
  [
    say("commands.actOnDevices"),
    (command) =>
      command.effect === "proposes" ||
      isOn(command, "device") ||
      isOn(command, "machine-action") ||
      ["device", "devices", "isolated", "actions", "package"].includes(command.name),
  ],
  [say("commands.actOnPeople"), (command) => command.name === "user" || isOn(command, "user")],
  [say("commands.blockAndAllow"), (command) => command.name === "indicators" || isOn(command, "indicator")],
  [
    say("commands.look"),
    (command) => command.effect === "reads" && command.shows !== "plain" && !isAboutRules(command),
  ],
  [say("commands.rules"), isAboutRules],
  [say("commands.here"), () => true],
];

function isOn(command: Command, target: string): boolean {
  return command.effect === "changes" && command.target === target;
}

function isAboutRules({ name }: Command): boolean {
  return [
    "requests",
    "request",
    "approve",
    "deny",
    "cancel",
    "policy",
    "explain",
    "halt",
    "resume",
    "audit",
    "bypass",
    "bypass weekly",
  ].includes(name);
}

/** How many commands are named where it is not clear which one is meant. */
const MOST_MEANT = 3;

export const help = reads({
  name: "help",
  summary: say("summary.help"),
  args: { command: maybeRest(freeText("isolate", 80), say("argument.helpCommand")) },
  example: "help isolate",
  suggested: "everywhere",
  shows: "plain",
  permissions: [],
  signIn: "never",
  async run(context, args) {
    const name = args.command?.toLowerCase();
    if (name === undefined) return everything(context);
    const command = byName(context.commands, name);
    if (command !== undefined) return oneCommand(command);
    const meant = commandsMeant(name, context.commands, MOST_MEANT);
    if (meant.length === 0) return text(say("commands.none", { name }));
    const heading = say("commands.meant", { name });
    const groups = [{ title: say("commands.tryThese"), rows: meant.map(rowOf) }];
    return card<HelpCardData>("help", { ...PLAIN, heading, groups }, heading);
  },
});

const PLAIN = { intro: "", buttons: [], folded: [], groups: [], example: "", usage: "" } as const;

function everything(context: ReadContext) {
  const jobs = JOBS.map(([title], at) => ({
    id: `job-${at}`,
    title,
    rows: context.commands.filter((command) => jobOf(command) === at).map(rowOf),
  }));
  const buttons = [
    context.button(say("commands.myAlerts"), "alerts", { assigned: "me" }),
    context.button(say("commands.findDevice"), "device", {}),
    context.button(say("commands.waitingForMe"), "requests", {}),
    context.button(say("commands.whatMayI"), "whoami", {}),
  ];
  const heading = say("commands.help");
  const intro = say("commands.helpIntro");
  const folded = jobs.filter(({ rows }) => rows.length > 0);
  return card<HelpCardData>("help", { ...PLAIN, heading, intro, buttons, folded }, heading);
}

function jobOf(command: Command): number {
  return JOBS.findIndex(([, has]) => has(command));
}

/** An example that works as it stands says more than a pattern: that one follows with `help COMMAND`. */
function rowOf({ example, summary }: Command): HelpRow {
  return { usage: example, summary };
}

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
  const { name: heading, summary: intro, example } = command;
  const usage = usageOf(command);
  return card<HelpCardData>("help", { ...PLAIN, heading, intro, example, usage, groups }, verbatim(heading));
}

function needOf(name: string, { required, oneOf }: Arg): "always" | "oneOf" | "mostly" | "no" {
  if (oneOf !== undefined) return "oneOf";
  if (required) return "always";
  return name === "reason" ? "mostly" : "no";
}
