import type { Clock, Log, Messenger } from "../../core/ports.ts";
import type { Turn, TurnAnswer } from "../../core/turn.ts";
import type { Transport } from "../transport/index.ts";
import { readActivity } from "./activity.ts";
import { createChannelAuthentication } from "./authenticate.ts";
import { VerifiedAdapter } from "./bot-adapter.ts";
import { createConnector } from "./connector.ts";
import type { Answer } from "./invoke.ts";
import type { CardContent, Rendering } from "./messages.ts";
import { createMessenger } from "./messenger.ts";
import { runTurn } from "./run-turn.ts";

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
  /** The bot's own token for the connector; `force`: a new one, since the connector has refused the last. */
  readonly botToken: (signal: AbortSignal, force: boolean) => Promise<string>;
  /** The Adaptive Card for some content; does not throw. */
  readonly render: (content: CardContent) => Readonly<Record<string, unknown>>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
}

export interface MessagesRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most 256 KiB: whoever reads it sees to that. */
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

export interface Teams {
  /** `POST /api/messages` after the size check: 401, 400, 403, then the turn (CONTRACT §3). Never rejects. */
  readonly messages: (request: MessagesRequest) => Promise<Answer>;
  readonly messenger: Messenger;
}

/** Microsoft Teams: what comes in is checked and handed on as plain turns, what goes out goes through `messenger`. */
export function createTeams(options: TeamsOptions, deps: TeamsDeps): Teams {
  const { clientId, publicUrl, audience, serviceHosts } = options;
  const rendering: Rendering = { clientId, publicUrl, render: deps.render };
  const connector = createConnector({ serviceHosts, botToken: deps.botToken, transport: deps.transport });
  const authentication = createChannelAuthentication({ ...options, ...deps });
  const messenger = createMessenger({ connector, rendering, clock: deps.clock });
  const adapter = new VerifiedAdapter({ clientId, audience });

  async function messages({ headers, body, signal }: MessagesRequest): Promise<Answer> {
    const { authorization } = headers;
    const verdict = await authentication.verify(
      typeof authorization === "string" ? authorization : undefined,
    );
    if (verdict.kind === "unavailable") return { status: 503 };
    if (verdict.kind === "refused") return { status: 401 };
    const reading = readActivity(body, verdict.claims, deps.clock.now(), options);
    if (reading.kind === "refused") {
      deps.log.warn("activity refused", { status: reading.status, why: reading.why });
      return { status: reading.status };
    }
    return runTurn({ adapter, messenger, rendering, deps }, reading.delivery, signal);
  }

  return { messages, messenger };
}
