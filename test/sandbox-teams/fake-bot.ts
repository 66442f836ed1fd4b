import { Hono } from "hono";
import { startListener } from "../../sandbox/listener.ts";
import type { SandboxEnv } from "../../sandbox/faults.ts";
import { PEOPLE, SANDBOX_CLIENT_ID, SANDBOX_TENANT_ID } from "../../sandbox/people.ts";
import { startTeams } from "../../sandbox/teams/teams.ts";
import type { Teams, TeamsOptions } from "../../sandbox/teams/teams.ts";
import { isRecord } from "../../sandbox/teams/types.ts";
import type { ChannelEntra, Json } from "../../sandbox/teams/types.ts";

const BOT_TOKEN = "bot-token";

/** An Entra that knows one bot token, and SSO tokens that say whose they are. */
export const entra: ChannelEntra = {
  ssoToken: (key) => `sso-of-${key}`,
  verifyAccessToken: (token) =>
    token === BOT_TOKEN ? { aud: "https://api.botframework.com", appid: SANDBOX_CLIENT_ID } : null,
};

export interface Received {
  readonly activity: Json;
  readonly authorization: string;
}

/** A bot that answers as the test says, and a channel that talks to it. */
export interface Rig {
  readonly teams: Teams;
  readonly received: Received[];
  /** What the bot answers to an activity; null: 200 without a body. */
  answer: (activity: Json) => { status: number; body?: unknown } | null | Promise<null>;
  /** A call at the connector. */
  call(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; body: Json; headers: Headers }>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startRig(options: Partial<TeamsOptions> = {}): Promise<Rig> {
  const received: Received[] = [];
  const app = new Hono<SandboxEnv>();
  const rig: Partial<Rig> = { received, answer: () => null };
  app.post("/api/messages", async (context) => {
    const activity: unknown = await context.req.json();
    if (!isRecord(activity)) return context.body(null, 400);
    received.push({ activity, authorization: context.req.header("authorization") ?? "" });
    const answer = await rig.answer?.(activity);
    if (answer == null) return context.body(null, 200);
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status,
    });
  });
  const bot = await startListener(app);
  const teams = await startTeams({
    entra,
    people: PEOPLE,
    clientId: SANDBOX_CLIENT_ID,
    tenantId: SANDBOX_TENANT_ID,
    botUrl: `http://127.0.0.1:${bot.port}`,
    ...options,
  });
  async function call(method: string, path: string, body?: unknown, token: string = BOT_TOKEN) {
    const response = await fetch(`${teams.url}v3${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === "" ? {} : JSON.parse(text);
    const json = isRecord(parsed) ? parsed : { list: parsed };
    return { status: response.status, body: json, headers: response.headers };
  }
  return Object.assign(rig, {
    teams,
    call,
    async [Symbol.asyncDispose]() {
      await teams.close();
      await bot.down();
    },
  }) as Rig;
}

export function path(conversation: string, activity?: string): string {
  const base = `/conversations/${encodeURIComponent(conversation)}/activities`;
  return activity === undefined ? base : `${base}/${encodeURIComponent(activity)}`;
}

export function cardActivity(card: Json, more: Json = {}): Json {
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }],
    ...more,
  };
}

export function cardWith(...actions: readonly Json[]): Json {
  return { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text: "Card" }], actions };
}
