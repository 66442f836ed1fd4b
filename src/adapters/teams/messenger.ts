import { setTimeout as delay } from "node:timers/promises";
import type { Content } from "../../messaging/content.ts";
import type { Clock } from "../../shared/ports.ts";
import { heldBack, notUnderstood } from "./connector-errors.ts";
import { CONVERSATIONS, type Connector } from "./connector.ts";
import { createLimiter, type Limiter } from "./limits.ts";
import { activityOf, type Rendering } from "./messages.ts";
import { memberIn } from "./roster.ts";
import type { Sender } from "../../shared/people.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import { type Messenger, type Posted, MessengerError } from "../../messaging/messenger.ts";

export interface MessengerDeps {
  readonly connector: Connector;
  readonly rendering: Rendering;
  readonly clock: Clock;
}

/** A reply to a person waits so long for Teams' limits at most; what the bot posts by itself comes back later. */
const PATIENCE_MS = 2_000;

/** The Messenger on the connector: each call is sent once, whatever becomes of it. */
export function createMessenger(deps: MessengerDeps): Messenger {
  const { connector, rendering } = deps;
  const limiter = createLimiter();
  const admitted = createAdmission(limiter, deps.clock);
  return {
    room: (conversationId, whose) => limiter.room(conversationId, whose, deps.clock.now()),
    async post(to, content, replyTo) {
      const activity = await activityOf(to, content, rendering);
      const opensThread = to.kind === "channel" && to.thread === null;
      return admitted(to.id, replyTo !== null, () =>
        opensThread ? openThread(deps, to, activity) : send(deps, to, activity, replyTo),
      );
    },
    async typing(to) {
      const body = { type: "typing", from: { id: botId(deps) } };
      await admitted(to.id, false, () => connector.mark(to.serviceUrl, activitiesOf(to, null), body));
    },
    async edit({ conversation, activityId }: Posted, content: Content) {
      const activity = { ...(await activityOf(conversation, content, rendering)), id: activityId };
      const path = activitiesOf(conversation, activityId);
      await admitted(conversation.id, false, () => connector.put(conversation.serviceUrl, path, activity));
    },
    member: ({ id, serviceUrl }, teamsId) => memberIn(connector, { serviceUrl, conversation: id, teamsId }),
    async personal(sender, serviceUrl) {
      return admitted(sender.teamsId, true, () => openChat(deps, sender, serviceUrl));
    },
  };
}

type Admission = <T>(conversationId: string, patient: boolean, send: () => Promise<T>) => Promise<T>;

/** Sends when Teams' limits allow it, if that is soon and somebody is waiting. */
function createAdmission(limiter: Limiter, clock: Clock): Admission {
  /** @throws MessengerError */
  async function admit(conversationId: string, patient: boolean): Promise<void> {
    const until = clock.now() + PATIENCE_MS;
    for (;;) {
      const wait = limiter.take(conversationId, clock.now());
      if (wait === 0) return;
      if (!patient || clock.now() + wait > until) throw heldBack(wait);
      await delay(wait);
    }
  }
  return async (conversationId, patient, send) => {
    await admit(conversationId, patient);
    try {
      return await send();
    } catch (error) {
      const { retryAfterMs } = error instanceof MessengerError ? error : { retryAfterMs: null };
      if (retryAfterMs !== null) limiter.rest(conversationId, clock.now() + retryAfterMs);
      throw error;
    } finally {
      limiter.ended(conversationId, clock.now());
    }
  };
}

type Sent = Awaited<ReturnType<typeof activityOf>>;

function botId({ rendering }: MessengerDeps): string {
  return `28:${rendering.clientId}`;
}

/** Without `;messageid=` a reply in a channel becomes a thread of its own. */
function activitiesOf({ id, thread }: ConversationRef, activityId: string | null): string {
  const address = thread === null ? id : `${id};messageid=${thread}`;
  const activities = `${CONVERSATIONS}/${encodeURIComponent(address)}/activities`;
  return activityId === null ? activities : `${activities}/${encodeURIComponent(activityId)}`;
}

async function send(
  { connector }: MessengerDeps,
  to: ConversationRef,
  activity: Sent,
  replyTo: string | null,
): Promise<Posted> {
  const body = replyTo === null ? activity : { ...activity, replyToId: replyTo };
  const { id } = await connector.post(to.serviceUrl, activitiesOf(to, replyTo), body);
  return { conversation: to, activityId: id };
}

async function openThread(deps: MessengerDeps, to: ConversationRef, activity: Sent): Promise<Posted> {
  const { id, activityId } = await deps.connector.post(to.serviceUrl, CONVERSATIONS, {
    isGroup: true,
    bot: { id: botId(deps), name: "" },
    tenantId: to.tenantId,
    channelData: { channel: { id: to.id }, tenant: { id: to.tenantId } },
    activity,
  });
  // The id is the new thread's: `19:…@thread.tacv2;messageid=<root>`.
  const root = /;messageid=([^;]+)/.exec(id)?.[1] ?? activityId;
  if (root === null) throw notUnderstood(null);
  return { conversation: { ...to, thread: root }, activityId: root };
}

async function openChat(deps: MessengerDeps, sender: Sender, serviceUrl: string): Promise<ConversationRef> {
  const { id } = await deps.connector.post(serviceUrl, CONVERSATIONS, {
    isGroup: false,
    bot: { id: botId(deps), name: "" },
    members: [{ id: sender.teamsId, name: "" }],
    tenantId: sender.tid,
    channelData: { tenant: { id: sender.tid } },
  });
  return { id, thread: null, kind: "personal", tenantId: sender.tid, serviceUrl };
}
