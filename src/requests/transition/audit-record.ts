import type { Words } from "../../texts/text.ts";
import { recorded } from "../../texts/render.ts";
import { count } from "../../texts/format.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { actorOf, type AuditDraft } from "../../audit/record.ts";
import type { AuditNote, Request, Target } from "../machine/request.ts";
import type { Deps } from "../deps.ts";
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

/** What the record of an opening says comes next: an approval or more, or none. */
export function outcomeOfOpening({ emergency, verdict }: Request): string {
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
