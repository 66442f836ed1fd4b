import type { AuditEvent } from "../../audit/record.ts";
import { clockTime } from "../../shared/format.ts";
import { haltedText, haltLine, type Halt } from "./halt.ts";
import type { AuditNote, Decision, HistoryEntry, Request } from "./request.ts";
import type { Clicker } from "./clicker.ts";

/** The building blocks of decisions, shared by people's clicks (approval.ts) and the call's progress (execution.ts). */

export type Changed = Extract<Decision, { kind: "changed" }>;

/** The event does not apply to the state the request is in. */
export function nothing(request: Request): Decision {
  return { kind: "refused", text: `${request.id} is ${request.state}.`, audit: [] };
}

/** A click on what the card no longer offers, or did not show: nothing was done, and `text` says why not. */
export function moved(text: string, audit: readonly AuditNote[] = []): Decision {
  return { kind: "refused", text, audit, moved: true };
}

/** A click on what the card no longer offers. */
export function stale(request: Request): Decision {
  return moved(tooLate(request));
}

/** What has happened to a request in place of what somebody wanted to do. */
export function tooLate({ id, state, history }: Request): string {
  const last = history.at(-1);
  const who = last?.by == null ? "" : `${last.by} `;
  const what = last === undefined ? "" : ` (${clockTime(last.at)}: ${who}${last.text})`;
  return `That came too late, and nothing was done: ${id} is ${state} now${what}.`;
}

/** A click on a card that showed something else than what would be decided. */
export const OLD_VIEW =
  "This has changed since the card that you clicked on was made, so nothing was decided. Please look at it as it is now.";

/** A person who may not: told why, and audited. */
export function refuse(by: Clicker, text: string): Extract<Decision, { kind: "refused" }> {
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
  tell: string | null,
  announce?: string,
): Changed {
  return { kind: "changed", request, audit, tell, ...(announce === undefined ? {} : { announce }) };
}

/** What the end of a request has to add when a call before it had no clear outcome; else empty. */
export function earlierCall({ execution }: Pick<Request, "execution">): string {
  const mayHave = execution !== null && (execution.sentAt !== null || execution.lookFirst);
  return !mayHave ? "" : " (An earlier call may have reached Defender: please look there.)";
}

/** The history with one more line; `by` null: the bot itself. */
export function note(request: Request, at: number, by: string | null, text: string): readonly HistoryEntry[] {
  return [...request.history, { at, by, text }];
}

/** An audit note of what a person did. */
export function person(by: Clicker, event: AuditEvent, outcome: string, detail?: string): AuditNote {
  const { oid, tid, upn } = by.person;
  return { actor: { oid, tid, upn }, event, outcome, ...(detail === undefined ? {} : { detail }) };
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
