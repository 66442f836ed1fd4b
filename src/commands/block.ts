import { choice, duration, keyed, maybeRest, names, positional, reasonText } from "../grammar/args.ts";
import { indicatedValue } from "../grammar/findings.ts";
import { indicatedById, type Indicator, type NewIndicator } from "../defender/indicator.ts";
import { MODE_ACTIONS, MODES, modeOf, reliedIndicator } from "../requests/facts/appraise-indicator.ts";
import { valueTable } from "./parts/value-table.ts";
import { changes } from "../requests/change-command.ts";
import { commentOf, markOf } from "../requests/machine/ownership.ts";
import type { Request } from "../requests/machine/request.ts";
import { say } from "../texts/text.ts";
import { OF_BLOCKING } from "./parts/usual-reasons.ts";

type Args = Readonly<Record<string, string>>;

const MODE = {
  ...choice(...MODES),
  called: (mode: string) => say("indicators.modeName", { mode: modeOf({ mode }) }),
};
const LIFE = duration("1h", "365d");
const GROUPS = names("Workstations");

export const block = changes({
  name: "block",
  summary: say("summary.block"),
  args: {
    value: positional(indicatedValue, say("argument.indicatedValue")),
    mode: keyed(MODE, say("argument.blockMode")),
    expires: keyed(LIFE, say("argument.blockExpires"), say("argument.withoutEnd")),
    groups: keyed(GROUPS, say("argument.blockGroups")),
    reason: maybeRest(reasonText, say("argument.blockReason")),
  },
  example: "block bad[.]example expires:30d C2 of the phishing wave",
  target: "indicator",
  button: {
    title: say("indicators.blockButton"),
    on: ["finding", "findings"],
    form: ["mode", "expires", "reason"],
    reasons: OF_BLOCKING,
    choices: { expires: ["1d", "7d", "30d", "90d", "365d"] },
  },
  title(args) {
    const expiresMs = lifeOf(args);
    const mode = modeOf(args);
    return expiresMs === null
      ? say("indicators.block", { mode })
      : say("indicators.blockFor", { mode, expiresMs });
  },
  terms: (args) => [
    say("indicators.holdsFor", { groups: groupsOf(args), endless: lifeOf(args) === null }),
    ...(args["comment"] === undefined ? [] : [say("commands.commentIs", { text: args["comment"] })]),
  ],
  table: valueTable,
  async relies(defender, { target, id }) {
    const there = await defender.indicators(indicatedById(target.id));
    // What this very request has put there takes nobody's place.
    const others = there.filter((one) => id === undefined || !isPutBy(id, one));
    return others.map((one) => reliedIndicator(one, "replaces"));
  },
  call: {
    operation: "putIndicator",
    undoes: "unblock",
    async send(defender, request) {
      await defender.putIndicator(indicatorOf(request));
    },
    async compare(defender, { id, target, args }) {
      const found = await defender.indicators(indicatedById(target.id));
      const isOurs = found.some((one) => one.action === MODE_ACTIONS[modeOf(args)] && isPutBy(id, one));
      return isOurs ? "done" : "not-done";
    },
  },
});

function isPutBy(requestId: string, { description }: Indicator): boolean {
  return description?.startsWith(markOf(requestId)) === true;
}

/** How long it holds, in milliseconds; null: without end. */
function lifeOf({ expires }: Args): number | null {
  return expires === undefined ? null : LIFE.parse(expires);
}

/** The device groups that it is for alone; none: it is for all devices. */
function groupsOf({ groups }: Args): readonly string[] {
  return groups === undefined ? [] : (GROUPS.parse(groups) ?? []);
}

/** The same each time that it is sent: its end counts from the last approval. */
function indicatorOf(request: Request): NewIndicator {
  const { target, args } = request;
  const { type, value } = indicatedById(target.id);
  const mode = modeOf(args);
  const life = lifeOf(args);
  const from = request.approvals.at(-1)?.at ?? request.requestedAt;
  const groups = groupsOf(args);
  return {
    indicatorValue: value,
    indicatorType: type,
    action: MODE_ACTIONS[mode],
    title: value.slice(0, 100),
    description: [commentOf(request), args["comment"] ?? ""].filter((one) => one !== "").join(" | "),
    severity: mode === "allow" ? "Informational" : "Medium",
    generateAlert: mode !== "allow",
    ...(life === null ? {} : { expirationTime: new Date(from + life).toISOString() }),
    ...(groups.length === 0 ? {} : { rbacGroupNames: groups }),
  };
}
