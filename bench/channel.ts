import { Agent, request } from "node:http";
import { invokeActivity, messageActivity, type ChannelFacts } from "../sandbox/teams/activities.ts";
import type { ChannelState } from "../sandbox/teams/state.ts";
import type { CardAction, Json, Message } from "../sandbox/teams/types.ts";
import type { Tenant } from "./tenant.ts";

/** One delivery's answer. */
export interface Delivered {
  readonly status: number;
  readonly body: string;
  /** Milliseconds until the whole answer was there. */
  readonly ms: number;
}

/** Teams' way to a bot, over so many connections that stay open. */
export interface Channel {
  deliver(url: string, activity: Json): Promise<Delivered>;
  /** Signs a new token, as Teams does now and then. */
  renew(): Promise<void>;
  close(): void;
}

/** Makes a channel; `renew` first. */
export function openChannel(tenant: Tenant, connections: number): Channel {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let token = "";
  return {
    async renew() {
      token = await tenant.teams.signer.token();
    },
    deliver: (url, activity) => post(agent, `${url}/api/messages`, token, JSON.stringify(activity)),
    close: () => agent.destroy(),
  };
}

function post(agent: Agent, url: string, token: string, body: string): Promise<Delivered> {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    authorization: `Bearer ${token}`,
  };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, method: "POST", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const answer = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, body: answer, ms: performance.now() - started });
      });
    });
    call.once("error", reject);
    call.end(body);
  });
}

function factsOf({ entra, teams }: Tenant): ChannelFacts {
  return {
    clientId: entra.clientId,
    tenantId: entra.tenantId,
    serviceUrl: () => teams.url,
    botName: "Defender",
  };
}

/** What Teams delivers when this person types that into a conversation. */
export function typed(tenant: Tenant, person: string, place: string, text: string): Json {
  const { state } = tenant.teams;
  const conversation = state.conversation(place);
  const message = { id: state.nextId(), rootId: null, replyToId: null, text, attachments: [] };
  const mention = conversation.kind !== "personal";
  return messageActivity(factsOf(tenant), state.person(person), conversation, message, { mention });
}

/** What Teams delivers when this person clicks. */
export function clicked(tenant: Tenant, person: string, on: Message, action: CardAction): Json {
  const { state } = tenant.teams;
  const conversation = state.conversation(on.conversationId);
  return invokeActivity(factsOf(tenant), state.person(person), conversation, {
    name: "adaptiveCard/action",
    value: { action, trigger: "manual" },
    rootId: on.rootId,
    replyToId: on.id,
  });
}

/** Signs people in, each in their own chat, as a Teams client does it without asking. */
export async function signIn({ teams }: Tenant, url: string, people: readonly string[]): Promise<void> {
  teams.setBotUrl(url);
  for (const person of people) {
    const { message, answer } = teams.send(person, person, "signin");
    await answer;
    const prompt = await teams.waitFor(
      ({ author, conversationId, id }) =>
        author === null && conversationId === message.conversationId && Number(id) > Number(message.id),
    );
    await taken(teams.state, person, prompt.id);
  }
}

/** Resolves once the client has exchanged the token of that prompt. */
async function taken(state: ChannelState, person: string, messageId: string): Promise<void> {
  if (state.view(person, messageId).signedIn) return;
  await new Promise<void>((resolve) => {
    const off = state.on(() => {
      if (!state.view(person, messageId).signedIn) return;
      off();
      resolve();
    });
  });
}
