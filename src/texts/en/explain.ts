import { exactlyOr, type Locale } from "../locale.ts";

const PEOPLE = { one: "person", other: "different people" };

const STATES = {
  applies: "applies",
  not: "does not apply",
  perhaps: "can't be ruled out, so it applies",
  unchecked: "could not be checked, so it allows nothing",
} as const;

/** The verdict that a command would get, and the policy in force. */
export const explain = {
  others: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, { one: "rule does", other: "rules do" })} not apply`,
  oneTellsMore: ({ command }: { command: string }) =>
    `Where these differ, there is a request for each set of terms. For the rules behind one of them: explain ${command} and its name alone.`,
  notACommand({ line, meant }: { line: string; meant: string | null }) {
    const hint = meant === null ? 'Type "help" for what I can do.' : `Did you mean "${meant}"?`;
    return `I can't explain "${line}": it does not begin with a command. ${hint}`;
  },
  onlyReads: ({ command }: { command: string }) =>
    `"${command}" only reads: your own Defender rights decide what you see. The policy has no say in it.`,
  takesRole: ({ command, roles }: { command: string; roles: readonly string[] }, locale: Locale) =>
    `"${command}" takes the role ${locale.or(roles)}, and no approval. The policy has no say in it.`,

  heading: ({ what, target }: { what: string; target: string }) => `${what}: ${target}`,
  summary: ({ command, outcome }: { command: string; outcome: string }) => `${command}: ${outcome}`,
  refused: ({ why }: { why: string }) => `It would be refused: ${why}`,
  atOnce: "It would be done at once, with your own rights.",
  atOnceReviewed:
    "It would be done at once, with your own rights, and another Approver would have to review it.",
  waits: ({ approvals }: { approvals: string }) => `It would wait for ${approvals}.`,

  askedBy: "Asked by",
  yourRole: "Your role",
  approvers: "Approvers",
  openFor: "Open for",
  length: ({ ms }: { ms: number }, locale: Locale) => locale.exactly(ms),
  reason: "Reason",
  limit: "Limit",
  noRole: "none needed; Defender's own roles decide",
  hasRole: ({ role, at, now }: { role: string; at: number; now: number }, locale: Locale) =>
    `${role}, as needed (checked ${locale.ago(at, now)})`,
  lacksRole: ({ role, at, now }: { role: string; at: number; now: number }, locale: Locale) =>
    `${role} is needed and you do not have it (checked ${locale.ago(at, now)})`,
  approversOf(
    holes: { n: number; own: boolean; exclude: readonly string[]; stepUp: readonly string[] },
    locale: Locale,
  ) {
    return [
      `${locale.count(holes.n, PEOPLE)} with the role Approver${holes.own ? ", you too" : ", not you"}`,
      ...(holes.exclude.length === 0 ? [] : [`not ${holes.exclude.join(", ")}`]),
      ...(holes.stepUp.length === 0 ? [] : [`signed in anew (${holes.stepUp.join(", ")})`]),
    ].join("; ");
  },
  reasonGiven: "given",
  reasonRequired: "required: without one it would be refused",
  reasonOptional: "optional",
  state: ({ state }: { state: keyof typeof STATES }) => STATES[state],
  condition: ({ key, because }: { key: string; because: string }) => `${key}: ${because}`,

  policy: "The policy in force",
  builtIn: "The built-in policy: there is no policy file.",
  fromFile:
    "From the policy file. All rules that match apply: a refusal wins, then the most approvals and the shortest time.",
  usually: "Usually",
  whoAsked: "Who asked",
  selfApproval: ({ allowed }: { allowed: boolean }) => (allowed ? "may approve" : "may not approve"),
  reasonIs: ({ reason }: { reason: "required" | "optional" }) => reason,
  limitOf: ({ action }: { action: string }) => `Limit: ${action}`,
  emergency: "Emergency",
  leases: "Leases",
  leaseRange: ({ min, max }: { min: number | string; max: number | string }, locale: Locale) =>
    `from ${exactlyOr(min, locale)} to ${exactlyOr(max, locale)}`,
  incidentComments: "Written to incidents",
  note: "Note",
};
