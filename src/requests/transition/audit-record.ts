import type { Words } from "../../texts/text.ts";
import { recorded } from "../../texts/render.ts";
import { count } from "../../texts/format.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { actorOf, type AuditDraft } from "../../audit/record.ts";
import { haltLine, type Halt } from "../machine/halt.ts";
import type { AuditNote, Request, Target } from "../machine/request.ts";
import type { Deps } from "../deps.ts";
import type { Tx } from "../rows.ts";
import type { Person } from "../../shared/people.ts";

/** The audit record of something that happened to a request. */
export function draftOf(request: Request, note: AuditNote, at: number): AuditDraft {
  return {
    at,
    actor: note.actor,
    event: note.event,
    requestId: request.id,
    command: request.command,
    // A leader stands for targets that have records of their own.
    ...(request.steps === undefined ? { target: auditTarget(request.target) } : {}),
    args: { ...request.args, ...targetsIn(request), reason: request.reason },
    outcome: note.outcome,
    ...(note.detail === undefined ? {} : { detail: note.detail }),
  };
}

/** Records what a decision about a request has to say, in its transaction. */
export async function recordNotes(
  tx: Pick<Tx, "audit">,
  request: Request,
  notes: readonly AuditNote[],
  at: number,
): Promise<void> {
  for (const note of notes) await tx.audit.append(draftOf(request, note, at));
}

/** Records that a request was opened, and that it is an emergency where it is one; a step's emergency is its leader's. */
export async function recordOpening(
  tx: Pick<Tx, "audit">,
  request: Request,
  { at = request.requestedAt, detail = `shows ${request.seen.digest}` } = {},
): Promise<void> {
  const outcome = outcomeOfOpening(request);
  const note = { actor: actorOf(request.requester), event: "requested", outcome, detail } as const;
  const isEmergency = request.emergency !== undefined && request.of === undefined;
  await recordNotes(tx, request, isEmergency ? [note, { ...note, event: "emergency" }] : [note], at);
}

/** What the record of an opening says comes next: an approval or more, or none. */
function outcomeOfOpening({ emergency, verdict }: Request): string {
  if (emergency !== undefined) return "run without approval; review open";
  if (needsNobody(verdict)) return "approved by policy";
  return `${count(verdict.approvals, "approval")} needed`;
}

function targetsIn({ steps, target }: Request): Readonly<Record<string, string>> {
  return steps === undefined ? {} : { targets: `${steps.count}: ${target.name}` };
}

/** A record names a device; an alert stands under its own id. */
function auditTarget(target: Target): { deviceId: string; name: string } {
  return { deviceId: target.id, name: target.name };
}

/** Records that a halt stood in the way. It never became a request: the record bears no id of one, of several no target either. */
export async function recordHalted(
  tx: Pick<Tx, "audit">,
  halt: Halt,
  drafted: Request,
  isOneOfSeveral = false,
): Promise<void> {
  const outcome = recorded(haltLine(halt));
  const note = { actor: actorOf(drafted.requester), event: "halted-refused", outcome } as const;
  const { requestId: _, target, ...draft } = draftOf(drafted, note, drafted.requestedAt);
  await tx.audit.append(isOneOfSeveral || target === undefined ? draft : { ...draft, target });
}

/** Records that somebody was refused before there was a request. */
export async function auditRefusal(
  deps: Pick<Deps, "store" | "clock">,
  refusal: {
    readonly person: Person;
    readonly command: string;
    readonly target: Target | null;
    readonly args: Readonly<Record<string, string>>;
    readonly text: Words;
  },
): Promise<void> {
  const draft: AuditDraft = {
    at: deps.clock.now(),
    actor: actorOf(refusal.person),
    event: "refused",
    command: refusal.command,
    ...(refusal.target === null ? {} : { target: auditTarget(refusal.target) }),
    args: refusal.args,
    outcome: recorded(refusal.text),
  };
  await deps.store.transaction((tx) => tx.audit.append(draft));
}
