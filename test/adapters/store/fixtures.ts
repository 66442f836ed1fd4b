import type { AuditDraft } from "../../../src/audit/record.ts";
import type { Log } from "../../../src/shared/ports.ts";
import type { Request } from "../../../src/requests/machine/request.ts";
import type { PostRow } from "../../../src/messaging/rows.ts";
import type { Tx } from "../../../src/bot/rows.ts";
import { requestWith } from "../../support/request.ts";
import type { ConversationRef } from "../../../src/messaging/conversation.ts";

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const place: ConversationRef = {
  id: "19:room@thread.tacv2",
  thread: null,
  kind: "channel",
  tenantId: "tenant",
  serviceUrl: "https://teams.example/",
};

export function request(id: string, change: Partial<Request> = {}): Request {
  return requestWith({
    id,
    version: 1,
    reason: "beaconing \u0000 \ud800 “quoted”",
    requestedAt: 1000,
    expiresAt: 9000,
    dueAt: 9000,
    askedIn: place,
    origin: `origin|${id}`,
    ...change,
  });
}

export function post(id: string, change: Partial<PostRow> = {}): PostRow {
  return {
    id,
    conversation: place,
    replyTo: null,
    kind: "request",
    subject: "R1",
    activityId: null,
    wanted: 1,
    shown: 0,
    attempts: 0,
    dueAt: 100,
    asker: null,
    audience: null,
    refusals: 0,
    ...change,
  };
}

/** Lets the conversation `place` hear of approvals. */
export async function approvals(tx: Tx): Promise<void> {
  await tx.conversations.touch({ ...place, personOid: null }, 1);
  const row = { kind: "approvals", filter: {}, createdBy: "u", createdAt: 1, pausedSince: null } as const;
  await tx.subscriptions.insert({ id: "approvals", conversationId: place.id, ...row });
}

export function draft(change: Partial<AuditDraft> = {}): AuditDraft {
  return {
    at: Date.UTC(2026, 0, 2),
    actor: { system: true },
    event: "requested",
    command: "isolate",
    args: {},
    outcome: "done",
    ...change,
  };
}
