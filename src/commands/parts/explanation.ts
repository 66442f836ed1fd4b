import { recorded } from "../../texts/render.ts";
import type { Words } from "../../texts/text.ts";
import type { Appraised } from "../../requests/facts/appraise.ts";
import { card, type LabelValue, type Tone } from "../../messaging/card.ts";
import type { Reply } from "../command.ts";
import { emergencyRefusal, isEmergency } from "../../requests/machine/emergency.ts";
import { ago, count, exactly } from "../../shared/format.ts";
import { haltLine, isStoppable, type Halt } from "../../requests/machine/halt.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import type { Match, Policy, RuleResult, Verdict } from "../../policy/model.ts";
import { approvalsInWords, excludedInWords, needsNobody } from "../../policy/approvals.ts";
import { termsInWords, usageInWords } from "../../policy/describe.ts";
import { preflightOf } from "../../requests/facts/preflight.ts";
import { say } from "../../shared/safe-text.ts";
import type { Role } from "../../shared/people.ts";
import type { Standing } from "../../identity/identity.ts";
import type { AnyCommand, ChangeCommand } from "../../requests/change-command.ts";

export type ExplainCardData = {
  /** "Isolate (Full): web01.contoso.com". */
  readonly heading: Words;
  /** "It would wait for 2 approvals." */
  readonly outcome: Words;
  readonly tone: Tone;
  readonly facts: readonly LabelValue[];
  readonly warnings: readonly Words[];
  /** The rules: those that apply first. */
  readonly rows: readonly {
    readonly title: Words;
    /** "applies", "does not apply". */
    readonly state: Words;
    readonly tone: Tone;
    readonly then: Words;
    /** What was compared; `mark` is ✓, ✗ or ?. */
    readonly conditions: readonly { readonly mark: Words; readonly line: Words }[];
  }[];
};

export interface Explained {
  readonly command: ChangeCommand;
  readonly commands: readonly AnyCommand[];
  readonly raw: RawArgs;
  readonly appraised: Appraised;
  readonly standing: Standing;
  readonly policy: Policy;
  /** The halt in force; null: none. */
  readonly halt: Halt | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The card of a verdict: what it comes to, and every rule with what was compared. */
export function explanation(explained: Explained): Reply {
  const { command, commands, raw: args, appraised, now } = explained;
  const { verdict, target, facts } = appraised;
  const { text, tone } = outcomeOf(explained);
  const data: ExplainCardData = {
    heading: `${command.title(args)}: ${target.name}`,
    outcome: text,
    tone,
    facts: factsOf(explained),
    warnings: facts === null ? [] : preflightOf({ command, commands, args, now }, facts),
    rows: [
      ...verdict.rules.map((rule) => rowOf(rule, true)),
      ...verdict.others.map((rule) => rowOf(rule, false)),
    ],
  };
  return card<ExplainCardData>("explain", data, say`${command.name}: ${text}`);
}

interface Outcome {
  readonly text: string;
  readonly tone: Tone;
}

function outcomeOf(explained: Explained): Outcome {
  const { appraised, raw } = explained;
  const { verdict } = appraised;
  const refused = refusalOf(explained);
  if (refused !== null) return { text: `It would be refused: ${refused}`, tone: "attention" };
  if (isEmergency(raw)) return { text: AT_ONCE_REVIEWED, tone: "attention" };
  if (needsNobody(verdict)) return { text: AT_ONCE, tone: "good" };
  return { text: `It would wait for ${approvalsInWords(verdict.approvals)}.`, tone: "warning" };
}

const AT_ONCE = "It would be done at once, with your own rights.";
const AT_ONCE_REVIEWED =
  "It would be done at once, with your own rights, and another Approver would have to review it.";

/** What stands against it whatever anybody approves: a halt, the policy, or its lack of an emergency. */
function refusalOf({ command, raw, appraised, policy, halt }: Explained): string | null {
  if (halt !== null && isStoppable(command.action)) return recorded(haltLine(halt));
  const refused = isEmergency(raw) ? emergencyRefusal(policy, command.action) : null;
  return appraised.verdict.deny ?? (refused === null ? null : recorded(refused));
}

function factsOf(explained: Explained): readonly LabelValue[] {
  const { command, raw, appraised, standing, now } = explained;
  const { verdict } = appraised;
  const waits = refusalOf(explained) === null && !needsNobody(verdict) && !isEmergency(raw);
  const role = isEmergency(raw) ? "BreakGlass" : command.role;
  return [
    { label: "Asked by", value: standing.person.upn },
    { label: "Your role", value: roleInWords(role, standing, now) },
    ...(waits ? [{ label: "Approvers", value: approversOf(verdict) }] : []),
    ...(waits ? [{ label: "Open for", value: exactly(verdict.expires) }] : []),
    ...("reason" in command.args ? [{ label: "Reason", value: reasonOf(verdict, raw) }] : []),
    ...verdict.limits.map((limit) => ({ label: "Limit", value: usageInWords(limit) })),
  ];
}

function roleInWords(role: Role | null, { roles, checkedAt }: Standing, now: number): string {
  if (role === null) return "none needed; Defender's own roles decide";
  const checked = `checked ${ago(checkedAt, now)}`;
  return roles.includes(role)
    ? `${role}, as needed (${checked})`
    : `${role} is needed and you do not have it (${checked})`;
}

function approversOf({ approvals, selfApproval, exclude, stepUp }: Verdict): string {
  const who =
    approvals === 1 ? "1 person" : `${count(approvals, "different person").replace("persons", "people")}`;
  return [
    `${who} with the role Approver${selfApproval ? ", you too" : ", not you"}`,
    ...(exclude.length === 0 ? [] : [`not ${excludedInWords(exclude).join(", ")}`]),
    ...(stepUp.length === 0 ? [] : [`signed in anew (${stepUp.join(", ")})`]),
  ].join("; ");
}

function reasonOf(verdict: Verdict, raw: RawArgs): string {
  if ((raw["reason"] ?? "") !== "") return "given";
  return verdict.reasonRequired || isEmergency(raw)
    ? "required: without one it would be refused"
    : "optional";
}

const MARKS: Readonly<Record<Match, string>> = { yes: "✓", no: "✗", unknown: "?" };

function rowOf(rule: RuleResult, holds: boolean): ExplainCardData["rows"][number] {
  return {
    title: rule.name,
    state: stateOf(rule.match, holds),
    tone: holds ? "accent" : "neutral",
    then: termsInWords(rule.then),
    conditions: rule.conditions.map(({ key, match, because }) => ({
      mark: MARKS[match],
      line: `${key}: ${because}`,
    })),
  };
}

function stateOf(match: Match, holds: boolean): string {
  if (match === "yes") return "applies";
  if (match === "no") return "does not apply";
  return holds ? "can't be ruled out, so it applies" : "could not be checked, so it allows nothing";
}
