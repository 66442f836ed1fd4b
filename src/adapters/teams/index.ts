import type { Clock, Log } from "../../shared/ports.ts";
import type { Turn, TurnAnswer } from "../../messaging/turn.ts";
import type { Transport } from "../transport/index.ts";
import { readActivity, type Reading } from "./activity.ts";
import { createChannelAuthentication, type ChannelClaims } from "./authenticate.ts";
import { createVerifiedAdapter } from "./bot-adapter.ts";
import { createConnector } from "./connector.ts";
import type { Answer } from "./invoke.ts";
import type { CardContent, Rendering } from "./messages.ts";
import { createMessenger } from "./messenger.ts";
import { runTurn } from "./run-turn.ts";
import type { Language } from "../../texts/locale.ts";
import type { Tongue } from "../../texts/render.ts";
import type { TongueFor } from "../../messaging/language.ts";
import type { Messenger } from "../../messaging/messenger.ts";

export interface TeamsOptions {
  readonly clientId: string;
  readonly tenantId: string;
  readonly publicUrl: string;
  /** BOT_OPENID_URL. */
  readonly openIdUrl: string;
  /** BOT_TOKEN_ISSUER. */
  readonly issuer: string;
  /** BOT_OAUTH_SCOPE. */
  readonly audience: string;
  /** BOT_SERVICE_HOSTS: exact `host[:port]`, lower case. */
  readonly serviceHosts: readonly string[];
}

export interface TeamsDeps {
  /** Runs a turn that passed every check. */
  readonly handle: (turn: Turn, signal: AbortSignal) => Promise<TurnAnswer>;
  /** Keeps that the author of a message which has failed could not be told. */
  readonly untold: (turn: Turn) => Promise<void>;
  /** The bot's own token for the connector; `force`: a new one, since the connector has refused the last. */
  readonly botToken: (signal: AbortSignal, force: boolean) => Promise<string>;
  /** The Adaptive Card for some content; does not throw. */
  readonly render: (content: CardContent, tongue: Tongue) => Readonly<Record<string, unknown>>;
  /** The language of those who read along in a conversation, or of the one who gets an answer there. */
  readonly tongueFor: TongueFor;
  /** LANGUAGE: where that can't be found out. */
  readonly usual: Language;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
}

export interface MessagesRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Reads the body; not called before the token has been judged. */
  readonly body: () => Promise<
    { readonly kind: "body"; readonly bytes: Buffer } | { readonly kind: keyof typeof UNREAD }
  >;
  readonly signal: AbortSignal;
}

/** What is answered when there is no body to look at. */
const UNREAD = { "too-large": 413, busy: 503, gone: 408 } as const;

export interface Teams {
  /**
   * `POST /api/messages` after the check of the length that it announces: 401 by the token alone, 413, 400, 401 and 403
   * by the body, then the turn. Whoever has no right token has no say in what else is looked at. Never rejects.
   */
  readonly messages: (request: MessagesRequest) => Promise<Answer>;
  readonly messenger: Messenger;
}

/** Microsoft Teams: what comes in is checked and handed on as plain turns, what goes out goes through `messenger`. */
export function createTeams(options: TeamsOptions, deps: TeamsDeps): Teams {
  const { clientId, publicUrl, audience, serviceHosts } = options;
  const rendering: Rendering = {
    clientId,
    publicUrl,
    render: deps.render,
    tongueOf: ({ id }, reader) => deps.tongueFor(id, reader),
  };
  const connector = createConnector({ serviceHosts, botToken: deps.botToken, transport: deps.transport });
  const authentication = createChannelAuthentication({ ...options, ...deps });
  const messenger = createMessenger({ connector, rendering, clock: deps.clock });
  const adapter = createVerifiedAdapter({ clientId, audience });

  function readSafely(bytes: Buffer, claims: ChannelClaims): Reading {
    try {
      return readActivity(bytes, claims, deps.clock.now(), options);
    } catch (error) {
      deps.log.error("an activity can't be read", { error });
      return { kind: "refused", status: 400, why: "malformed body" };
    }
  }

  async function messages({ headers, body, signal }: MessagesRequest): Promise<Answer> {
    const { authorization } = headers;
    const verdict = await authentication.verify(
      typeof authorization === "string" ? authorization : undefined,
    );
    if (verdict.kind === "unavailable") return { status: 503 };
    if (verdict.kind === "refused") return { status: 401 };
    const read = await body();
    if (read.kind !== "body") return { status: UNREAD[read.kind] };
    const reading = readSafely(read.bytes, verdict.claims);
    if (reading.kind === "refused") {
      deps.log.warn("activity refused", { status: reading.status, why: reading.why });
      return { status: reading.status };
    }
    return runTurn({ adapter, messenger, rendering, deps }, reading.delivery, signal);
  }

  return { messages, messenger };
}
