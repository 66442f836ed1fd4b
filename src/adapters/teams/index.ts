import { randomUUID } from "node:crypto";
import { text } from "../../core/content.ts";
import { Fault } from "../../core/errors.ts";
import type { Clock, Log, Messenger } from "../../core/ports.ts";
import type { Turn, TurnAnswer } from "../../core/turn.ts";
import { readActivity, type Delivery } from "./activity.ts";
import { createChannelAuthentication } from "./authenticate.ts";
import { VerifiedAdapter } from "./bot-adapter.ts";
import { createConnectors } from "./connector.ts";
import { CARD_ACTION, INVOKE } from "./invoke-value.ts";
import { failedInvoke, failureText, invokeAnswer, unknownInvoke, type Answer } from "./invoke.ts";
import type { CardContent, Rendering } from "./messages.ts";
import { createMessenger } from "./messenger.ts";

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
  /** The bot's own token for the connector. */
  readonly botToken: (signal: AbortSignal) => Promise<string>;
  /** The Adaptive Card for some content; does not throw. */
  readonly render: (content: CardContent) => Readonly<Record<string, unknown>>;
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
  messages(request: MessagesRequest): Promise<Answer>;
  readonly messenger: Messenger;
}

/** Bot Service gives up on a delivery after about 15 s. */
const TURN_MS = 14_000;

/** Microsoft Teams: what comes in is checked and handed on as plain turns, what goes out goes through `messenger`. */
export function createTeams(options: TeamsOptions, deps: TeamsDeps): Teams {
  const { clientId, publicUrl, audience, serviceHosts } = options;
  const rendering: Rendering = { clientId, publicUrl, render: deps.render };
  const connectors = createConnectors({ serviceHosts, botToken: deps.botToken });
  const authentication = createChannelAuthentication({ ...options, clock: deps.clock, log: deps.log });
  const messenger = createMessenger({ connectors, rendering, clock: deps.clock });
  const adapter = new VerifiedAdapter({ clientId, audience, connectors });

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
    return run(reading.delivery, signal);
  }

  async function run({ activity, turn }: Delivery, connection: AbortSignal): Promise<Answer> {
    const isInvoke = activity.type === INVOKE;
    if (turn === null) return unknownInvoke(activity.name === CARD_ACTION);
    const signal = AbortSignal.any([connection, AbortSignal.timeout(TURN_MS)]);
    try {
      const response = await adapter.run(activity, async () => {
        const answer = await withinSignal(deps.handle(turn, signal), signal);
        return isInvoke ? invokeAnswer(turn, answer, rendering) : null;
      });
      return response ?? { status: 200 };
    } catch (error) {
      const reference = randomUUID().slice(0, 8);
      deps.log.error("turn failed", { reference, kind: turn.kind, error });
      if (isInvoke) return failedInvoke(turn, reference, rendering);
      if (turn.kind === "message") await apologise(turn, reference);
      return { status: 200 };
    }
  }

  async function apologise({ conversation, activityId }: Turn, reference: string): Promise<void> {
    try {
      await messenger.post(conversation, text(failureText(reference)), activityId);
    } catch (error) {
      deps.log.warn("a failed turn could not be reported", { reference, error });
    }
  }

  return { messages, messenger };
}

/** Does not wait for work that ignores its signal. */
function withinSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new Fault("teams", "the turn took too long"));
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", stop));
}
