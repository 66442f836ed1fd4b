import type { AuditEvent } from "./audit.ts";
import type { AuditNote, Clicker, Decision, HistoryEntry, Request } from "./request.ts";

/** The building blocks of decisions, shared by people's clicks (approval.ts) and the call's progress (execution.ts). */

export type Changed = Extract<Decision, { kind: "changed" }>;

/** The event does not apply to the state the request is in. */
export function nothing(request: Request): Decision {
  return { kind: "refused", text: `${request.id} is ${request.state}.`, audit: [] };
}

/** A person who may not: told why, and audited. */
export function refuse(by: Clicker, text: string): Extract<Decision, { kind: "refused" }> {
  return { kind: "refused", text, audit: [person(by, "refused", text)] };
}

/** The request as it is from now on, with what to record and what to tell its requester. */
export function changed(request: Request, audit: readonly AuditNote[], tell: string | null): Changed {
  return { kind: "changed", request, audit, tell };
}

/** The history with one more line; `by` null: the bot itself. */
export function note(request: Request, at: number, by: string | null, text: string): readonly HistoryEntry[] {
  return [...request.history, { at, by, text }];
}

/** An audit note of what a person did. */
export function person(by: Clicker, event: AuditEvent, outcome: string): AuditNote {
  return { actor: { oid: by.person.oid, tid: by.person.tid, upn: by.person.upn }, event, outcome };
}

/** An audit note of what was done with the executor's token. */
export function executorNote(request: Request, event: AuditEvent, outcome: string): AuditNote {
  return request.executor === null
    ? system(event, outcome)
    : person({ person: request.executor, roles: [] }, event, outcome);
}

/** An audit note of what no person did. */
export function system(event: AuditEvent, outcome: string, detail?: string): AuditNote {
  return { actor: { system: true }, event, outcome, ...(detail === undefined ? {} : { detail }) };
}
