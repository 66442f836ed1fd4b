import type { Locale } from "../locale.ts";

const APPROVALS = { one: "approval", other: "approvals" };

const SIGNS = { done: "✓ ", now: "▶ ", next: "" } as const;

/** What stands on the card of a request: its head, facts and terms, and what comes next. */
export const requestCard = {
  summary(holes: { emergency: boolean; state: string; what: string; target: string; id: string }) {
    const alarm = holes.emergency ? "EMERGENCY, " : "";
    return `${alarm}${holes.state}: ${holes.what} ${holes.target} (${holes.id})`;
  },
  noReason: "none given",
  heldUp: ({ halted }: { halted: string }) => `${halted}. Nothing is sent until it ends.`,
  nobodyTold:
    "Nobody who could approve this has been told: no conversation has subscribed to approvals. Ask an Approver directly, or an Admin to type: subscribe approvals",

  /** What stands beside the state. */
  named: ({ id }: { id: string }) => `  ·  ${id}`,
  waiting(
    { id, given, needed, until }: { id: string; given: number; needed: number; until: number },
    locale: Locale,
  ) {
    const progress = `${given} of ${locale.count(needed, APPROVALS)}`;
    return `  ·  ${id}  ·  ${progress}  ·  until ${locale.clock(until)}`;
  },
  asked: ({ name, upn, at }: { name: string; upn: string; at: number }, locale: Locale) =>
    `${name} (${upn}) asked at ${locale.clockOn(at)}`,

  ask: "Ask",
  approval: "Approval",
  send: "Send",
  wait: "Wait for the device",
  run: "Run",
  done: "Done",
  ended: "Ended",
  decide: "Somebody decides",
  /** One step of its way; `first`: no arrow leads to it. */
  step({ name, mark, first }: { name: string; mark: keyof typeof SIGNS; first: boolean }) {
    return `${first ? "" : "  →  "}${SIGNS[mark]}${name}`;
  },

  approvals: "Approvals",
  noneEmergency: "none: run as an emergency",
  noneNeeded: "none needed (policy)",
  given({ given, needed, names }: { given: number; needed: number; names: readonly string[] }) {
    const count = `${given} of ${needed}`;
    return names.length === 0 ? count : `${count}: ${names.join(", ")}`;
  },
  rules: "Policy rules",
  askedBy: "Asked by",
  person: ({ name, upn }: { name: string; upn: string }) => `${name} (${upn})`,
  askedAt: "Asked at",
  expiresAt: "Expires at",
  signIn: "Sign-in",
  stronger: ({ contexts }: { contexts: readonly string[] }) =>
    `approving asks for a stronger one (${contexts.join(", ")})`,
  lease: "Lease",
  alert: "Alert",
  group: "Device group",
  value: "Value",
  tags: "Tags",
  os: "OS",
  health: "Health",
  lastSeen: "Last seen",
  deviceId: "Device id",

  review: "Review",
  approve: "Approve",
  resume: "Resume",
  stop: "Stop",
  next: "Next",
  back: "Back",
  page: "Next",
  extend: "Extend",
  deny: "Deny",
  revoke: "Revoke",
  cancel: "Cancel request",
  join: "Join requests",
  view: "Refresh",
  showAlert: "Show alert",

  denyTitle: ({ name }: { name: string }) => `Deny: ${name}`,
  denyText: ({ name }: { name: string }) => `Nothing will be done. ${name} is told why.`,
  usualReason: "Why",
  chooseWhy: "Choose, or say it below",
  whyDenied: "In your own words (optional)",
  falseAlarm: "It is a false alarm",
  wrongDevice: "It is the wrong device",
  askOwner: "Its owner has to be asked first",
  otherWay: "There is a gentler way",
  planned: "It is planned work",

  /** A line of its history: "ana@contoso.com approved"; `by` null: the bot itself. */
  did: ({ by, what }: { by: string | null; what: string }) => (by === null ? what : `${by} ${what}`),
};
