import { hasGained } from "../../policy/approvals.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { recorded, saysSame } from "../../texts/render.ts";
import { actorOf, type AuditEvent } from "../../audit/record.ts";
import { haltedText, haltLine, type Halt } from "./halt.ts";
import type { HistoryEntry } from "./history.ts";
import type { AuditNote, Decision, Request } from "./request.ts";
import type { Clicker } from "./clicker.ts";
import type { RequestState } from "./state.ts";

/** The building blocks of decisions, shared by what people decide and what becomes of the call. */

export type Changed = Extract<Decision, { kind: "changed" }>;

/** The event does not apply to the state the request is in. */
export function nothing(request: Request): Decision {
  return { kind: "refused", text: say("decisions.is", { id: request.id, state: request.state }), audit: [] };
}

/** A click on what the card no longer offers, or did not show: nothing was done, and `text` says why not. */
export function moved(text: Text, audit: readonly AuditNote[] = []): Decision {
  return { kind: "refused", text, audit, moved: true };
}

/** A click on what the card no longer offers. */
export function stale(request: Request): Decision {
  return moved(tooLate(request));
}

/** What has happened to a request in place of what somebody wanted to do. */
export function tooLate({ id, state, history }: Request): Text {
  const happened = history.findLast(({ beside }) => beside !== true);
  const { at = null, by = null, text: what = "" } = happened ?? {};
  return say("clicks.tooLate", { id, state, at, by, what });
}

/** A click on a card that showed something else than what would be decided. */
export const OLD_VIEW: Text = say("clicks.oldView");

/** A person who may not: told why, and audited. */
export function refuse(by: Clicker, text: Text): Extract<Decision, { kind: "refused" }> {
  return { kind: "refused", text, audit: [person(by, "refused", text)] };
}

/** Stopped by a halt: told why, and audited. */
export function refuseHalted(by: Clicker, halt: Halt): Decision {
  return {
    kind: "refused",
    text: haltedText(halt),
    audit: [person(by, "halted-refused", haltLine(halt))],
  };
}

/** The request as it is from now on, with what to record and whom to tell. */
export function changed(
  request: Request,
  audit: readonly AuditNote[],
  tell: Text | null,
  announce?: Text,
): Changed {
  return { kind: "changed", request, audit, tell, ...(announce === undefined ? {} : { announce }) };
}

/** Whether a call had no clear outcome before: the end of the request has to say so. */
export function hadCall({ execution }: Pick<Request, "execution">): boolean {
  return execution !== null && (execution.sentAt !== null || execution.lookFirst);
}

/** How a request ends. */
interface End {
  readonly now: number;
  /** What its card says of it. */
  readonly why: Words;
  /** What its history says; absent: the same. */
  readonly noted?: Words;
  /** UPN of who ended it; absent: nobody did. */
  readonly by?: string;
}

/** The request as it is once nothing more is done for it. */
export function endedAs(request: Request, state: RequestState, end: End): Request {
  const { now, why, noted = why, by = null } = end;
  return {
    ...request,
    state,
    finishedAt: now,
    dueAt: null,
    outcome: why,
    history: note(request, now, by, noted),
  };
}

/** What the audit log calls the end of a request of several steps. */
export function endEvent(state: RequestState): AuditEvent {
  return END_EVENTS[state] ?? "failed";
}

const END_EVENTS: Readonly<Partial<Record<RequestState, AuditEvent>>> = {
  Succeeded: "succeeded",
  Cancelled: "cancelled",
  Denied: "denied",
  Expired: "expired",
};

/** The history with one more line; `by` null: the bot itself. */
export function note(request: Request, at: number, by: string | null, text: Words): readonly HistoryEntry[] {
  return [...request.history, { at, by, text }];
}

/** Its history with something that is no part of what has become of it. */
export function noteBeside(request: Request, at: number, text: Words): readonly HistoryEntry[] {
  return [...request.history, { at, by: null, text, beside: true }];
}

/** An audit note of what a person did. */
export function person(by: Clicker, event: AuditEvent, outcome: Words, detail?: Words): AuditNote {
  return { actor: actorOf(by.person), event, ...inRecord(outcome, detail) };
}

function inRecord(outcome: Words, detail?: Words): Pick<AuditNote, "outcome" | "detail"> {
  return {
    outcome: recorded(outcome),
    ...(detail === undefined ? {} : { detail: recorded(detail) }),
  };
}

/** An audit note of what was done with the executor's token. */
export function executorNote(request: Request, event: AuditEvent, outcome: Words): AuditNote {
  return request.executor === null
    ? system(event, outcome)
    : person({ person: request.executor, roles: [] }, event, outcome);
}

/** An audit note of what no person did. */
export function system(event: AuditEvent, outcome: Words, detail?: Words): AuditNote {
  return { actor: { system: true }, event, ...inRecord(outcome, detail) };
}

/** The decision with the warning on the card and in the history, when it has brought one more approval. */
export function withWarning(
  before: Request,
  decision: Decision,
  warning: Words | null,
  now: number,
): Decision {
  if (warning === null || decision.kind !== "changed") return decision;
  const { request } = decision;
  if (!hasGained(before, request)) return decision;
  const isKnown = request.warnings.some((one) => saysSame(one, warning));
  const warnings = isKnown ? request.warnings : [...request.warnings, warning];
  return { ...decision, request: { ...request, warnings, history: noteBeside(request, now, warning) } };
}
