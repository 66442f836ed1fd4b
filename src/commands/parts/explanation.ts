import { factsCard, MOST_ROWS, type FactsRow } from "../../messaging/facts-card.ts";
import { warningsOn } from "../../requests/machine/relied.ts";
import { runsAtOnce } from "../../requests/open/draft.ts";
import { namesOf } from "../../requests/machine/steps.ts";
import { say, verbatim, type Text, type Words } from "../../texts/text.ts";
import type { Appraised } from "../../requests/facts/sight.ts";
import { card, type LabelValue, type Tone } from "../../messaging/card.ts";
import type { Buttons } from "../../messaging/card-actions.ts";
import type { CardButton } from "../../messaging/content.ts";
import { shownTarget } from "../../requests/card/shown-target.ts";
import type { Reply } from "../command.ts";
import { emergencyRefusal, isEmergency } from "../../requests/machine/emergency.ts";
import { haltLine, isStoppable, type Halt } from "../../requests/machine/halt.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { isTriage, type Match, type Policy, type RuleResult, type Verdict } from "../../policy/model.ts";
import { approvalsInWords, excludedInWords } from "../../policy/approvals.ts";
import { incidentCommentsInWords, termsInWords } from "../../policy/describe.ts";
import { usageInWords } from "../../policy/limits.ts";
import { accountSurroundings } from "../../requests/facts/account-lines.ts";
import { preflightOf } from "../../requests/facts/preflight.ts";
import type { Role } from "../../shared/people.ts";
import type { Standing } from "../../identity/identity.ts";
import type { AnyCommand, ChangeCommand } from "../../requests/change-command.ts";

export type ExplainCardData = {
  /** "Isolate (Full): web01.contoso.com". */
  readonly heading: Words;
  /** "It would wait for 2 approvals." */
  readonly outcome: Words;
  readonly tone: Tone;
  /** Who may, and who has to agree. */
  readonly facts: readonly LabelValue[];
  /** The terms besides: folded. */
  readonly more: readonly LabelValue[];
  readonly warnings: readonly Words[];
  /** The rules that apply. */
  readonly rows: readonly ExplainRow[];
  /** Those that do not: folded. */
  readonly others: readonly ExplainRow[];
  readonly othersTitle: Words;
  /** From what it names to its own card. */
  readonly names: readonly CardButton[];
};

type ExplainRow = {
  readonly title: Words;
  /** "applies", "does not apply". */
  readonly state: Words;
  readonly tone: Tone;
  readonly then: Words;
  /** What was compared; `mark` is ✓, ✗ or ?. */
  readonly conditions: readonly { readonly mark: Words; readonly line: Words }[];
};

export interface Explained {
  readonly command: ChangeCommand;
  readonly buttons: Pick<Buttons, "button">;
  readonly commands: readonly AnyCommand[];
  readonly raw: RawArgs;
  readonly appraised: Appraised;
  readonly standing: Standing;
  readonly policy: Policy;
  /** Why nobody could approve it; null: somebody could, or nobody has to. */
  readonly hopeless: Text | null;
  /** The halt in force; null: none. */
  readonly halt: Halt | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The card of a verdict: what it comes to, and every rule with what was compared. */
export function explanation(explained: Explained): Reply {
  const { command, raw: args, appraised } = explained;
  const { verdict, target } = appraised;
  const { text, tone } = outcomeOf(explained);
  const data: ExplainCardData = {
    heading: say("explain.heading", { what: command.title(args), target: target.name }),
    outcome: text,
    tone,
    facts: whoOf(explained),
    more: termsOf(explained),
    warnings: warningsOf(explained),
    rows: verdict.rules.map((rule) => rowOf(rule, true)),
    others: verdict.others.map((rule) => rowOf(rule, false)),
    othersTitle: say("explain.others", { n: verdict.others.length }),
    names: opensOf(explained),
  };
  return card<ExplainCardData>(
    "explain",
    data,
    say("explain.summary", { command: command.name, outcome: text }),
  );
}

/** Of several targets: what each comes to. Which rules apply is told of one at a time. */
export function explanations(
  { command, raw }: Pick<Explained, "command" | "raw">,
  each: readonly Explained[],
): Reply {
  const names = each.map(({ appraised }) => appraised.target.name);
  const heading = say("explain.heading", { what: command.title(raw), target: namesOf(names) });
  const rows = each.map((explained): FactsRow => {
    const { text, tone } = outcomeOf(explained);
    const [opens] = opensOf(explained);
    return {
      title: explained.appraised.target.name,
      tone,
      line: text,
      ...(opens === undefined ? {} : { opens }),
    };
  });
  const ask = say("explain.oneTellsMore", { command: command.name });
  const facts = each.slice(0, 1).flatMap(commentsOf);
  return factsCard(
    { heading, intro: ask, facts, rows: rows.slice(0, MOST_ROWS), total: rows.length },
    heading,
  );
}

/** To the card of what it would be done to; none: there is nothing more to see. */
function opensOf({ appraised: { target }, buttons }: Explained): readonly CardButton[] {
  const shown = shownTarget({ target, alertId: null });
  return shown === null ? [] : [buttons.button(verbatim(target.name), shown.command, shown.args)];
}

interface Outcome {
  readonly text: Text;
  readonly tone: Tone;
}

function outcomeOf(explained: Explained): Outcome {
  const { appraised, raw } = explained;
  const { verdict } = appraised;
  const refused = refusalOf(explained) ?? explained.hopeless;
  if (refused !== null) return { text: say("explain.refused", { why: refused }), tone: "attention" };
  if (runsAtOnce(explained, verdict))
    return isEmergency(raw)
      ? { text: say("explain.atOnceReviewed"), tone: "attention" }
      : { text: say("explain.atOnce"), tone: "good" };
  const approvals = approvalsInWords(verdict.approvals);
  return { text: say("explain.waits", { approvals }), tone: "warning" };
}

/** What stands against it whatever anybody approves: a halt, the policy, or its lack of an emergency. */
function refusalOf({ command, raw, appraised, policy, halt }: Explained): Words | null {
  if (halt !== null && isStoppable(command.action)) return haltLine(halt);
  const refused = isEmergency(raw) ? emergencyRefusal(policy, command.action) : null;
  return appraised.verdict.deny ?? refused;
}

function warningsOf({ command, commands, appraised, raw, standing, now }: Explained): readonly Words[] {
  const { facts, account, holders } = appraised;
  if (facts !== null) {
    const warnings = preflightOf({ command, commands, args: raw, now }, facts);
    return warningsOn({ warnings, verdict: appraised.verdict });
  }
  if (account === undefined || holders === undefined) return [];
  return accountSurroundings(account, { action: command.action, requester: standing.person, holders })
    .warnings;
}

function whoOf(explained: Explained): readonly LabelValue[] {
  const { command, raw, appraised, standing, now } = explained;
  const role = isEmergency(raw) ? "BreakGlass" : command.role;
  return [
    { label: say("explain.yourRole"), value: roleInWords(role, standing, now) },
    ...(waits(explained) ? [{ label: say("explain.approvers"), value: approversOf(appraised.verdict) }] : []),
  ];
}

function waits(explained: Explained): boolean {
  return refusalOf(explained) === null && !runsAtOnce(explained, explained.appraised.verdict);
}

function termsOf(explained: Explained): readonly LabelValue[] {
  const { command, raw, appraised, standing } = explained;
  const { verdict } = appraised;
  return [
    { label: say("explain.askedBy"), value: standing.person.upn },
    ...(waits(explained)
      ? [{ label: say("explain.openFor"), value: say("explain.length", { ms: verdict.expires }) }]
      : []),
    ...("reason" in command.args ? [{ label: say("explain.reason"), value: reasonOf(verdict, raw) }] : []),
    ...verdict.limits.map((limit) => ({
      label: say("explain.limit"),
      value: usageInWords(limit, verdict.limits),
    })),
    ...commentsOf(explained),
  ];
}

/** What its incident would be told, where it came from one. Triage shows there by itself. */
function commentsOf({ command, policy }: Pick<Explained, "command" | "policy">): readonly LabelValue[] {
  if (isTriage(command.action)) return [];
  const value = incidentCommentsInWords(policy.incidentComments);
  return [{ label: say("explain.incidentComments"), value }];
}

function roleInWords(role: Role | null, { roles, checkedAt: at }: Standing, now: number): Text {
  if (role === null) return say("explain.noRole");
  const holes = { role, at, now };
  return roles.includes(role) ? say("explain.hasRole", holes) : say("explain.lacksRole", holes);
}

function approversOf({ approvals, selfApproval, exclude, stepUp }: Verdict): Text {
  return say("explain.approversOf", {
    n: approvals,
    own: selfApproval,
    exclude: excludedInWords(exclude),
    stepUp,
  });
}

function reasonOf(verdict: Verdict, raw: RawArgs): Text {
  if ((raw["reason"] ?? "") !== "") return say("explain.reasonGiven");
  return verdict.reasonRequired || isEmergency(raw)
    ? say("explain.reasonRequired")
    : say("explain.reasonOptional");
}

const MARKS: Readonly<Record<Match, string>> = { yes: "✓", no: "✗", unknown: "?" };

function rowOf(rule: RuleResult, holds: boolean): ExplainRow {
  return {
    title: rule.name,
    state: say("explain.state", { state: stateOf(rule.match, holds) }),
    tone: holds ? "accent" : "neutral",
    then: termsInWords(rule.then),
    conditions: rule.conditions.map(({ key, match, because }) => ({
      mark: MARKS[match],
      line: say("explain.condition", { key, because }),
    })),
  };
}

function stateOf(match: Match, holds: boolean): "applies" | "not" | "perhaps" | "unchecked" {
  if (match === "yes") return "applies";
  if (match === "no") return "not";
  return holds ? "perhaps" : "unchecked";
}
