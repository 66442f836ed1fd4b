import { actorOf } from "../../audit/record.ts";
import type { DefenderClient } from "../../defender/client.ts";
import { DefenderError } from "../../defender/error.ts";
import type { Incident } from "../../defender/incident.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { takeDue, type DueRows } from "../../shared/due.ts";
import { UserError } from "../../shared/errors.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import { isText, say, type Text } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import { noteBeside } from "../machine/decision.ts";
import type { IncidentComment, Tx } from "../rows.ts";
import { CALL_TIMEOUT_MS, pauseOf } from "./call-events.ts";
import { isRefusal } from "./refusal.ts";

/**
 * Writes to incidents what was decided of them, and how it ended: with the token of who decided, and each at most once. The
 * row is marked before the call; what is found marked was sent perhaps, and is only looked for.
 */

const BATCH = 10;
/** How long to look for a comment whose answer got lost: Graph may show it late. */
const LOOK_FOR_MS = 60_000;
const NEXT_LOOK_MS = 5_000;
const RETRY_MS = 15_000;
/** What can't be written for so long is no news any more. */
const PATIENCE_MS = 3_600_000;

/** One round of the loop. */
export async function commentIncidents(deps: Deps): Promise<void> {
  await Promise.all((await takeDue(deps, COMMENTS, BATCH)).map((row) => write(deps, row)));
}

const COMMENTS: DueRows<Tx, IncidentComment> = {
  due: (tx, now, limit) => tx.incidentComments.due(now, limit),
  async hold(tx, row, dueAt) {
    const held = { ...row, dueAt };
    return (await tx.incidentComments.replace(row, held)) ? held : null;
  },
};

async function write(deps: Deps, row: IncidentComment): Promise<void> {
  const defender = deps.defender.as(row.author, AbortSignal.timeout(2 * CALL_TIMEOUT_MS));
  let incident: Incident | null;
  try {
    incident = await incidentOf(defender, row);
  } catch (error) {
    await notRead(deps, row, error);
    return;
  }
  // An alert may be of no incident.
  if (incident === null) await finish(deps, row, null);
  else if (incident.comments.some(({ text }) => text.startsWith(row.mark)))
    await written(deps, row, incident.id);
  else if (row.sentAt === null) await send(deps, defender, row, incident.id);
  else await lookAgain(deps, row, row.sentAt);
}

/** As it is now: an incident that was merged into another one is that one. */
async function incidentOf(defender: DefenderClient, { about }: IncidentComment): Promise<Incident | null> {
  const id = INCIDENT_ID.test(about) ? about : (await defender.alert(about)).incidentId;
  return id === null ? null : defender.incident(id);
}

async function send(deps: Deps, defender: DefenderClient, row: IncidentComment, id: string): Promise<void> {
  const now = deps.clock.now();
  const marked = { ...row, sentAt: now };
  const isMine =
    now < row.dueAt && (await deps.store.transaction((tx) => tx.incidentComments.replace(row, marked)));
  if (!isMine) return;
  try {
    await defender.updateIncident(id, { comment: row.text });
  } catch (error) {
    await notWritten(deps, marked, error);
    return;
  }
  await written(deps, marked, id);
}

async function notRead(deps: Deps, row: IncidentComment, error: unknown): Promise<void> {
  deps.log.warn("an incident that is to be commented could not be read", { request: row.requestId, error });
  const isLast = isRefusal(error) || deps.clock.now() >= row.at + PATIENCE_MS;
  if (!isLast) await later(deps, row, Math.max(RETRY_MS, pauseOf(error)));
  else await finish(deps, row, row.sentAt === null ? whyNot(error, row) : UNCLEAR);
}

/** What the call that was to write it has come to. */
async function notWritten(deps: Deps, row: IncidentComment, error: unknown): Promise<void> {
  deps.log.warn("an incident could not be commented", { request: row.requestId, error });
  const isKnown = error instanceof UserError || error instanceof SignInRequired;
  const isUnclear = !isKnown || (error instanceof DefenderError && error.effect === "unknown");
  if (isUnclear) await later(deps, row, NEXT_LOOK_MS);
  else if (isRefusal(error)) await finish(deps, row, whyNot(error, row));
  else await later(deps, { ...row, sentAt: null }, Math.max(RETRY_MS, pauseOf(error)), row);
}

/** It was sent perhaps: it is never sent again. */
async function lookAgain(deps: Deps, row: IncidentComment, sentAt: number): Promise<void> {
  if (deps.clock.earliest() < sentAt + LOOK_FOR_MS) await later(deps, row, NEXT_LOOK_MS);
  else await finish(deps, row, UNCLEAR);
}

const UNCLEAR = say("incidents.commentUnclear");
function whyNot(error: unknown, { author: { upn: who } }: IncidentComment): Text {
  if (error instanceof SignInRequired)
    return error.advice ?? say("incidents.commentNeedsSignIn", { who, permission: error.permission });
  return say("incidents.commentRefused", { who, why: error instanceof UserError ? error.text : UNCLEAR });
}

/** @param as the row as it stands in the store; absent: as it is */
async function later(deps: Deps, row: IncidentComment, waitMs: number, as = row): Promise<void> {
  const next = { ...row, dueAt: deps.clock.now() + waitMs };
  await deps.store.transaction((tx) => tx.incidentComments.replace(as, next));
}

async function written(deps: Deps, row: IncidentComment, incident: string): Promise<void> {
  await deps.store.transaction(async (tx) => {
    if (!(await tx.incidentComments.remove(row))) return;
    const request = await tx.requests.get(row.requestId);
    await tx.audit.append({
      at: deps.clock.now(),
      actor: actorOf(row.author),
      event: "changed",
      requestId: row.requestId,
      command: request?.command ?? "comment",
      args: { incident, comment: row.text },
      outcome: "incident commented",
    });
  });
}

/** Nothing more is done for it. Why it is not written stands in the request's history, and not twice. */
async function finish(deps: Deps, row: IncidentComment, why: Text | null): Promise<void> {
  await deps.store.transaction(async (tx) => {
    if (!(await tx.incidentComments.remove(row)) || why === null) return;
    const request = await tx.requests.get(row.requestId);
    if (request === null) return;
    const line = say("incidents.commentMissing", { why });
    if (request.history.some(({ text }) => isText(text) && text.say === line.say)) return;
    const now = deps.clock.now();
    await tx.requests.replace({ ...request, history: noteBeside(request, now, line) });
    await tx.posts.want(request.id, now);
  });
}
