import { setTimeout as delay } from "node:timers/promises";
import type { Content } from "../../core/content.ts";
import { MessengerError } from "../../core/errors.ts";
import type { ConversationRef, Sender } from "../../core/model.ts";
import type { Clock, Messenger, Posted } from "../../core/ports.ts";
import { heldBack, notUnderstood } from "./connector-errors.ts";
import type { Connectors } from "./connector.ts";
import { createLimiter, type Limiter } from "./limits.ts";
import { activityOf, type Rendering } from "./messages.ts";

export interface MessengerDeps {
  readonly connectors: Connectors;
  readonly rendering: Rendering;
  readonly clock: Clock;
}

/** A reply to a person waits so long for Teams' limits at most; what the bot posts by itself comes back later. */
const PATIENCE_MS = 2_000;

/** The Messenger on the SDK's connector: each call is sent once, whatever becomes of it. */
export function createMessenger(deps: MessengerDeps): Messenger {
  const { connectors, rendering } = deps;
  const limiter = createLimiter();
  const admit = createAdmission(limiter, deps.clock);
  return {
    room: (conversationId) => limiter.room(conversationId, deps.clock.now()),
    async post(to, content, replyTo) {
      const activity = activityOf(content, rendering);
      await admit(to.id, replyTo !== null);
      return understood(() =>
        to.kind === "channel" && to.thread === null
          ? openThread(deps, to, activity)
          : send(deps, to, activity, replyTo),
      );
    },
    async edit(at: Posted, content: Content) {
      const activity = { ...activityOf(content, rendering), id: at.activityId };
      await admit(at.conversation.id, false);
      const { conversations } = connectors.at(at.conversation.serviceUrl);
      await understood(() =>
        conversations.updateActivity(addressOf(at.conversation), at.activityId, activity),
      );
    },
    async personal(sender, serviceUrl) {
      await admit(sender.teamsId, true);
      return understood(() => openChat(deps, sender, serviceUrl));
    },
  };
}

/** Waits until Teams' limits allow a send, if that is soon and somebody is waiting. @throws MessengerError */
function createAdmission(
  limiter: Limiter,
  clock: Clock,
): (conversationId: string, patient: boolean) => Promise<void> {
  return async (conversationId, patient) => {
    const until = clock.now() + PATIENCE_MS;
    for (;;) {
      const wait = limiter.take(conversationId, clock.now());
      if (wait === 0) return;
      if (!patient || clock.now() + wait > until) throw heldBack(wait);
      await delay(wait);
    }
  };
}

/** The SDK's own errors come after an answer of 2xx that it can't read. */
async function understood<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof MessengerError) throw error;
    throw notUnderstood(error);
  }
}

function botId({ rendering }: MessengerDeps): string {
  return `28:${rendering.clientId}`;
}

/** Without `;messageid=` a reply in a channel becomes a thread of its own. */
function addressOf({ id, thread }: ConversationRef): string {
  return thread === null ? id : `${id};messageid=${thread}`;
}

type Sent = ReturnType<typeof activityOf>;

async function send(
  deps: MessengerDeps,
  to: ConversationRef,
  activity: Sent,
  replyTo: string | null,
): Promise<Posted> {
  const { conversations } = deps.connectors.at(to.serviceUrl);
  const { id } =
    replyTo === null
      ? await conversations.sendToConversation(addressOf(to), activity)
      : await conversations.replyToActivity(addressOf(to), replyTo, { ...activity, replyToId: replyTo });
  return { conversation: to, activityId: demandId(id) };
}

async function openThread(deps: MessengerDeps, to: ConversationRef, activity: Sent): Promise<Posted> {
  const { conversations } = deps.connectors.at(to.serviceUrl);
  const created = await conversations.createConversation({
    isGroup: true,
    bot: { id: botId(deps), name: "" },
    tenantId: to.tenantId,
    channelData: { channel: { id: to.id }, tenant: { id: to.tenantId } },
    activity,
  } as Parameters<typeof conversations.createConversation>[0]);
  // The id is the new thread's: `19:…@thread.tacv2;messageid=<root>`.
  const root = /;messageid=([^;]+)/.exec(created.id ?? "")?.[1] ?? created.activityId;
  const activityId = demandId(root);
  return { conversation: { ...to, thread: activityId }, activityId };
}

async function openChat(deps: MessengerDeps, sender: Sender, serviceUrl: string): Promise<ConversationRef> {
  const { conversations } = deps.connectors.at(serviceUrl);
  const created = await conversations.createConversation({
    isGroup: false,
    bot: { id: botId(deps), name: "" },
    members: [{ id: sender.teamsId, name: "" }],
    tenantId: sender.tid,
    channelData: { tenant: { id: sender.tid } },
  });
  return { id: demandId(created.id), thread: null, kind: "personal", tenantId: sender.tid, serviceUrl };
}

function demandId(id: string | undefined): string {
  if (typeof id === "string" && id !== "") return id;
  throw notUnderstood(null);
}
