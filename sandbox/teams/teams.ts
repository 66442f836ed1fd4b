import { Hono } from "hono";
import { startDrive } from "../drive/server.ts";
import type { SandboxDrive } from "../drive/server.ts";
import { createFaults } from "../faults.ts";
import type { Faults, SandboxEnv } from "../faults.ts";
import { startListener } from "../listener.ts";
import type { Listener } from "../listener.ts";
import type { ChannelFacts } from "./activities.ts";
import { actionOf } from "./cards.ts";
import { createClient } from "./client.ts";
import { createComposeBox } from "./compose-box.ts";
import { connectorRoutes } from "./connector.ts";
import type { ConnectorCall } from "./connector.ts";
import { createLimiter } from "./limits.ts";
import type { Limiter } from "./limits.ts";
import type { Outcome } from "./outcomes.ts";
import { buildConversations } from "./roster.ts";
import { createInstaller, createSender, createWaiter } from "./sending.ts";
import type { Parts, SendOptions, Sent } from "./sending.ts";
import { createSigner } from "./signing.ts";
import type { ChannelSigner, TokenOverrides } from "./signing.ts";
import { ChannelState } from "./state.ts";
import type {
  CardAction,
  ChannelEntra,
  ChannelPerson,
  ComposeAsk,
  Composed,
  Conversation,
  Json,
  Message,
} from "./types.ts";
import { createWire } from "./wire.ts";
import type { Answer, Delivered, Wire } from "./wire.ts";

const SERVICE_PATH = "/teams/";
const DEFAULT_ISSUER = "https://api.botframework.com";

export interface TeamsOptions {
  readonly entra: ChannelEntra;
  readonly people: readonly ChannelPerson[];
  readonly clientId: string;
  readonly tenantId: string;
  /** Origin of the bot; may be set later through `setBotUrl`. */
  readonly botUrl?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Everybody's OneDrive; default: any free port. */
  readonly drivePort?: number;
  readonly issuer?: string;
  readonly botName?: string;
  /** Where chats are kept between runs; left out: memory only. */
  readonly stateFile?: string;
  /** Teams' rate limits; default on. */
  readonly limits?: boolean;
  /** Milliseconds until a client gives up on the bot; default 15 000. */
  readonly invokeTimeoutMs?: number;
}

export interface Teams {
  /** Service URL that activities carry; ends with a slash. */
  readonly url: string;
  readonly openIdUrl: string;
  readonly issuer: string;
  /** `host:port`, for BOT_SERVICE_HOSTS. */
  readonly serviceHost: string;
  /** Where people keep their files. */
  readonly drive: SandboxDrive;
  readonly state: ChannelState;
  readonly conversations: readonly Conversation[];
  readonly faults: Faults;
  readonly limiter: Limiter;
  /** Calls of the bot at the connector. */
  readonly calls: ConnectorCall[];
  /** Deliveries to the bot. */
  readonly deliveries: Delivered[];
  readonly signer: ChannelSigner;
  readonly wire: Wire;
  setBotUrl(url: string): void;
  /** Types a message; conversation by id or alias (`ana` = Ana's 1:1 chat, `soc`, `general`, `night-shift`). */
  send(person: string, conversation: string, text: string, options?: SendOptions): Sent;
  /** Forwards a message, card and all, to the channel General: the copy is the person's, and the bot hears nothing. */
  forward(person: string, messageId: string): Message;
  /** Delivers a person's message again, as Teams sometimes does. */
  redeliver(messageId: string): Promise<Answer>;
  /** Clicks the button of that title on the card as this person sees it, or sends the given action. */
  click(person: string, messageId: string, button: string | CardAction, inputs?: Json): Promise<Outcome>;
  /** Accepts or declines the file that a message offers; null: it offers none. */
  answerFile(person: string, messageId: string, action: "accept" | "decline"): Promise<Answer | null>;
  /** Asks the app from the compose box: first silently signed in where that works; `code`: of the sign-in window. */
  compose(person: string, conversation: string, ask: ComposeAsk, code?: string): Promise<Composed>;
  /** The person sees the message: automatic refresh if due, else null. */
  see(person: string, messageId: string): Promise<Outcome | null>;
  /** Silent token exchange of this person's client for an OAuth card. */
  exchange(person: string, messageId: string): Promise<boolean>;
  /** The sign-in window opened from this message came back with a code. */
  signedIn(person: string, messageId: string, code: string): Promise<void>;
  /** The card as this person sees it, or null. */
  card(person: string, messageId: string): unknown;
  /** Messages of a conversation, oldest first. */
  messages(conversation: string): readonly Message[];
  /** Resolves with the first message for which `test` holds, at once if there is one. Rejects after `timeoutMs`. */
  waitFor(test: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** Tells the bot of its installation everywhere. */
  install(): Promise<void>;
  /** Adds or removes the app in one conversation. */
  setInstalled(conversation: string, installed: boolean): Promise<void>;
  /** Posts any activity, with the channel's token or a tampered one. */
  deliver(activity: Json, overrides?: TokenOverrides): Promise<Answer>;
  reset(): void;
  close(): Promise<void>;
}

/** Starts the fake Teams channel: connector API, signing keys, clients of all people. */
export async function startTeams(options: TeamsOptions): Promise<Teams> {
  const issuer = options.issuer ?? DEFAULT_ISSUER;
  const state = new ChannelState(
    options.people,
    buildConversations(options.people, options.clientId, options.tenantId),
    options.stateFile ?? null,
  );
  const app = new Hono<SandboxEnv>();
  let listener: Listener | null = null;
  const origin = () => `http://127.0.0.1:${listener?.port ?? 0}`;
  const signer = await createSigner({
    issuer,
    audience: options.clientId,
    serviceUrl: () => `${origin()}${SERVICE_PATH}`,
  });
  let botUrl = options.botUrl ?? "http://127.0.0.1:3978";
  const wire = createWire(signer, () => botUrl, options.invokeTimeoutMs);
  const facts: ChannelFacts = {
    clientId: options.clientId,
    tenantId: options.tenantId,
    serviceUrl: () => `${origin()}${SERVICE_PATH}`,
    botName: options.botName ?? "Defender",
  };
  const drive = await startDrive({ port: options.drivePort ?? 0 });
  const client = createClient({ state, wire, facts, entra: options.entra, drive });
  const parts: Parts = { state, facts, wire, drive };
  const { faults, middleware } = createFaults({
    down: async () => listener?.down(),
    up: async () => listener?.up(),
  });
  const limiter = createLimiter(options.limits ?? true);
  const calls: ConnectorCall[] = [];

  app.get("/v1/.well-known/openidconfiguration", (context) =>
    context.json({
      issuer,
      jwks_uri: `${origin()}/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["private_key_jwt"],
    }),
  );
  app.get("/v1/.well-known/keys", (context) => context.json(signer.jwks));
  app.route(
    SERVICE_PATH,
    connectorRoutes({
      state,
      entra: options.entra,
      clientId: options.clientId,
      tenantId: options.tenantId,
      faults: middleware,
      limiter,
      calls,
      onPosted: (message) => void client.arrived(message).catch(() => undefined),
    }),
  );

  listener = await startListener(app, { port: options.port ?? 0 });

  function known(messageId: string): Message {
    const message = state.message(messageId);
    if (message === null) throw new Error(`No such message: ${messageId}`);
    return message;
  }

  return {
    url: facts.serviceUrl(),
    openIdUrl: `${origin()}/v1/.well-known/openidconfiguration`,
    issuer,
    serviceHost: new URL(origin()).host,
    drive,
    state,
    conversations: state.conversations,
    faults,
    limiter,
    calls,
    deliveries: wire.log,
    signer,
    wire,
    setBotUrl(next) {
      botUrl = next;
    },
    ...createSender(parts),
    ...createInstaller(parts),
    async click(personKey, messageId, button, inputs) {
      const message = known(messageId);
      const card = state.cardFor(personKey, message);
      const action = typeof button === "string" ? actionOf(card, button, inputs) : button;
      if (action === null)
        throw new Error(
          `No button "${typeof button === "string" ? button : button.title}" on that card for ${personKey}`,
        );
      return client.act(state.person(personKey), message, action);
    },
    answerFile: (personKey, messageId, action) =>
      client.answerFile(state.person(personKey), known(messageId), action),
    compose: createComposeBox(parts, options.entra),
    see: (personKey, messageId) => client.see(state.person(personKey), known(messageId)),
    exchange: (personKey, messageId) => client.exchange(state.person(personKey), known(messageId)),
    signedIn: (personKey, messageId, code) =>
      client.signedIn(state.person(personKey), known(messageId), code),
    card: (personKey, messageId) => state.cardFor(personKey, known(messageId)),
    messages: (place) => state.messagesOf(state.conversation(place).id),
    waitFor: createWaiter(state),
    deliver: (activity, overrides) => wire.deliver(activity, overrides),
    reset: () => state.reset(),
    async close() {
      state.flush();
      await Promise.all([listener?.down(), drive.close()]);
    },
  };
}
