import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import type { SandboxEnv } from "../faults.ts";
import { createBotMessage, editBotMessage } from "./bot-messages.ts";
import type { Limiter } from "./limits.ts";
import { splitConversationId } from "./roster.ts";
import type { ChannelState } from "./state.ts";
import { isRecord, textOf } from "./types.ts";
import type { ChannelEntra, ChannelPerson, Conversation, Json, Message } from "./types.ts";

/** 100 KB, counted in UTF-16 (msteams-docs `format-your-bot-messages`). */
const MAX_ACTIVITY_BYTES = 100 * 1024;
const BOT_FRAMEWORK_AUDIENCE = "https://api.botframework.com";

/** One call of the bot at the connector. */
export interface ConnectorCall {
  readonly method: string;
  /** Decoded, without the service path. */
  readonly path: string;
  readonly body: Json | null;
  status: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ConnectorOptions {
  readonly state: ChannelState;
  readonly entra: ChannelEntra;
  readonly clientId: string;
  readonly tenantId: string;
  readonly faults: MiddlewareHandler<SandboxEnv>;
  readonly limiter: Limiter;
  readonly calls: ConnectorCall[];
  /** Called after the bot has posted or edited. */
  readonly onPosted: (message: Message) => void;
}

type Env = SandboxEnv & { Variables: { body: Json } };
type Ctx = Context<Env>;

function refuse(
  context: Ctx,
  status: 400 | 401 | 403 | 404 | 413 | 429,
  code: string,
  message: string,
): Response {
  return context.json({ error: { code, message } }, status);
}

function memberOf(person: ChannelPerson, tenantId: string): Json {
  const [givenName = person.name, ...rest] = person.name.split(" ");
  return {
    id: person.teamsId,
    name: person.name,
    aadObjectId: person.oid,
    objectId: person.oid,
    givenName,
    surname: rest.join(" "),
    email: person.upn,
    userPrincipalName: person.upn,
    tenantId,
    userRole: "user",
  };
}

async function readBody(context: Ctx): Promise<Json | null> {
  const text = await context.req.text();
  if (text === "") return {};
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : null;
  } catch {
    return null;
  }
}

/** The Bot Connector API (v3), as far as Teams offers it to bots. Mounted at the service URL. */
export function connectorRoutes(options: ConnectorOptions): Hono<Env> {
  const { state, tenantId } = options;
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    const started = Date.now();
    const body = await readBody(context);
    const path = decodeURIComponent(context.req.path).replace(/^.*?\/v3\//, "/v3/");
    const call: ConnectorCall = { method: context.req.method, path, body, status: 0, at: started };
    options.calls.push(call);
    context.set("body", body ?? {});
    if (body === null) {
      call.status = 400;
      return refuse(context, 400, "BadSyntax", "The body is not a JSON object.");
    }
    await next();
    call.status = context.res.status;
    return undefined;
  });
  app.use(options.faults);
  app.use(async (context, next) => {
    const [scheme, token] = (context.req.header("authorization") ?? "").split(" ");
    const claims = scheme === "Bearer" && token ? await options.entra.verifyAccessToken(token) : null;
    const audience = claims?.["aud"];
    const application = claims?.["appid"] ?? claims?.["azp"];
    if (audience !== BOT_FRAMEWORK_AUDIENCE || application !== options.clientId) {
      return refuse(context, 401, "Unauthorized", "Authorization has been denied for this request.");
    }
    return next();
  });

  function target(context: Ctx): { conversation: Conversation; rootId: string | null } | Response {
    const { id, rootId } = splitConversationId(context.req.param("conversation") ?? "");
    const conversation = state.find(id);
    if (conversation === null || conversation.id !== id) {
      return refuse(context, 404, "ConversationNotFound", "Conversation not found.");
    }
    if (!conversation.installed) {
      return refuse(
        context,
        403,
        "BotNotInConversationRoster",
        "The bot is not part of the conversation roster.",
      );
    }
    return { conversation, rootId };
  }

  function budget(context: Ctx, conversationId: string): Response | null {
    const body = context.get("body");
    if (JSON.stringify(body).length * 2 > MAX_ACTIVITY_BYTES) {
      return refuse(context, 413, "MessageSizeTooBig", "Message size too large.");
    }
    const seconds = options.limiter.take(conversationId, Date.now());
    if (seconds === 0) return null;
    context.header("retry-after", String(seconds));
    return refuse(context, 429, "Throttled", "API calls quota exceeded! Maximum admitted requests reached.");
  }

  function post(context: Ctx, activity: Json, conversation: Conversation, rootId: string | null): Response {
    if (activity["type"] === "typing") {
      state.emit({ kind: "typing", conversationId: conversation.id, rootId, on: true });
      return context.json({}, 202);
    }
    if (rootId !== null && state.message(rootId)?.conversationId !== conversation.id) {
      return refuse(
        context,
        404,
        "ActivityNotFoundInConversation",
        "The thread's root message was not found.",
      );
    }
    const message = createBotMessage(state, conversation, rootId, activity);
    if (message === null) return refuse(context, 400, "BadSyntax", "Activity has no content.");
    state.emit({ kind: "typing", conversationId: conversation.id, rootId, on: false });
    state.add(message);
    options.onPosted(message);
    return context.json({ id: message.id }, 201);
  }

  app.post("/v3/conversations", (context) => {
    const body = context.get("body");
    const data = isRecord(body["channelData"]) ? body["channelData"] : {};
    const tenant = isRecord(data["tenant"]) ? data["tenant"]["id"] : body["tenantId"];
    if (tenant !== undefined && tenant !== tenantId) {
      return refuse(context, 403, "ForbiddenOperationException", "The tenant is not the bot's.");
    }
    const channelId = isRecord(data["channel"]) ? textOf(data["channel"]["id"]) : null;
    return channelId === null ? openChat(context, body) : openThread(context, body, channelId);
  });

  function openChat(context: Ctx, body: Json): Response {
    const members: readonly unknown[] = Array.isArray(body["members"]) ? body["members"] : [];
    const wanted = isRecord(members[0]) ? members[0]["id"] : null;
    const person = state.people.find(({ teamsId, oid }) => wanted === teamsId || wanted === `8:orgid:${oid}`);
    if (members.length !== 1 || person === undefined) {
      return refuse(context, 400, "BadSyntax", "Bad format of the conversation's members.");
    }
    const chat = state.conversation(person.key);
    if (!chat.installed) {
      return refuse(context, 403, "ForbiddenOperationException", "The app is not installed for the user.");
    }
    const refusal = budget(context, chat.id);
    return refusal ?? context.json({ id: chat.id }, 201);
  }

  function openThread(context: Ctx, body: Json, channelId: string): Response {
    const channel = state.find(channelId);
    if (channel === null || channel.kind !== "channel") {
      return refuse(context, 404, "ConversationNotFound", "Channel not found.");
    }
    const refusal = budget(context, channel.id);
    if (refusal !== null) return refusal;
    const message = isRecord(body["activity"])
      ? createBotMessage(state, channel, null, body["activity"])
      : null;
    if (message === null)
      return refuse(context, 400, "BadSyntax", "Incorrect conversation creation parameters");
    state.add(message);
    options.onPosted(message);
    return context.json({ id: `${channel.id};messageid=${message.id}`, activityId: message.id }, 201);
  }

  app.post("/v3/conversations/:conversation/activities", (context) => {
    const at = target(context);
    if (at instanceof Response) return at;
    const refusal = budget(context, context.req.param("conversation"));
    return refusal ?? post(context, context.get("body"), at.conversation, at.rootId);
  });

  // Without `;messageid=` in the conversation id a "reply" in a channel opens a new thread (BotFramework-Services #356).
  app.post("/v3/conversations/:conversation/activities/:activity", (context) => {
    const at = target(context);
    if (at instanceof Response) return at;
    const refusal = budget(context, context.req.param("conversation"));
    const body = { ...context.get("body"), replyToId: context.req.param("activity") };
    return refusal ?? post(context, body, at.conversation, at.rootId);
  });

  function own(context: Ctx): Message | Response {
    const at = target(context);
    if (at instanceof Response) return at;
    const message = state.message(context.req.param("activity") ?? "");
    if (message === null || message.conversationId !== at.conversation.id || message.deleted) {
      return refuse(context, 404, "ActivityNotFoundInConversation", "The activity was not found.");
    }
    if (message.author !== null) {
      return refuse(context, 403, "NotEnoughPermissions", "Only the bot's own messages can be changed.");
    }
    return budget(context, context.req.param("conversation") ?? "") ?? message;
  }

  app.put("/v3/conversations/:conversation/activities/:activity", (context) => {
    const message = own(context);
    if (message instanceof Response) return message;
    editBotMessage(message, context.get("body"));
    state.changed(message);
    options.onPosted(message);
    return context.json({ id: message.id }, 200);
  });

  app.delete("/v3/conversations/:conversation/activities/:activity", (context) => {
    const message = own(context);
    if (message instanceof Response) return message;
    message.deleted = true;
    message.revision += 1;
    state.changed(message);
    return context.body(null, 200);
  });

  function members(conversation: Conversation): readonly Json[] {
    return conversation.members.map((key) => memberOf(state.person(key), tenantId));
  }

  app.get("/v3/conversations/:conversation/members", (context) => {
    const at = target(context);
    return at instanceof Response ? at : context.json(members(at.conversation));
  });

  app.get("/v3/conversations/:conversation/pagedmembers", (context) => {
    const at = target(context);
    return at instanceof Response ? at : context.json({ members: members(at.conversation) });
  });

  app.get("/v3/conversations/:conversation/members/:member", (context) => {
    const at = target(context);
    if (at instanceof Response) return at;
    const wanted = context.req.param("member");
    const found = members(at.conversation).find(
      ({ id, aadObjectId }) => id === wanted || aadObjectId === wanted,
    );
    return found === undefined
      ? refuse(context, 404, "MemberNotFoundInConversation", "Member not found in the conversation.")
      : context.json(found);
  });

  app.get("/v3/teams/:team/conversations", (context) => {
    const channels = state.conversations.filter(({ teamId }) => teamId === context.req.param("team"));
    if (channels.length === 0) return refuse(context, 404, "TeamNotFound", "Team not found.");
    return context.json({ conversations: channels.map(({ id, name }) => ({ id, name })) });
  });

  app.notFound((context) => refuse(context, 404, "NotFound", "No such resource."));
  return app;
}
