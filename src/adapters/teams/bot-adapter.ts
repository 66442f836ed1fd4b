import {
  ActivityTypes,
  CloudAdapter,
  type Activity,
  type InvokeResponse,
  type TurnContext,
} from "botbuilder";
import {
  BotFrameworkAuthentication,
  ConnectorFactory,
  type AuthenticateRequestResult,
  type ConnectorClient,
  type UserTokenClient,
} from "botframework-connector";
import { Fault } from "../../core/errors.ts";
import type { RawActivity } from "./activity.ts";
import type { Connectors } from "./connector.ts";

/** Hands out our connector clients, which look after token, time-out and host themselves. */
class ListedConnectors extends ConnectorFactory {
  readonly #connectors: Connectors;

  constructor(connectors: Connectors) {
    super();
    this.#connectors = connectors;
  }

  override async create(serviceUrl: string): Promise<ConnectorClient> {
    return this.#connectors.at(serviceUrl);
  }
}

/**
 * The SDK's environment with its doors shut: it validates nothing (that is done before), knows no token service and
 * has no credentials of its own.
 */
class VerifiedOnly extends BotFrameworkAuthentication {
  readonly #connectors: Connectors;

  constructor(connectors: Connectors) {
    super();
    this.#connectors = connectors;
  }

  override authenticateRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Fault("invariant", "an activity reached the SDK unverified"));
  }

  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Fault("invariant", "streaming is not served"));
  }

  override createConnectorFactory(): ConnectorFactory {
    return new ListedConnectors(this.#connectors);
  }

  override createUserTokenClient(): Promise<UserTokenClient> {
    // The SDK puts it into each turn's state and uses it in its OAuth dialogs only, of which there are none here.
    return Promise.resolve({} as UserTokenClient);
  }
}

/** Answer of a turn to the delivery itself; null: nothing but 200. */
export type Logic = () => Promise<InvokeResponse | null>;

/** botbuilder's adapter for activities that were verified before. */
export class VerifiedAdapter extends CloudAdapter {
  readonly #clientId: string;
  readonly #audience: string;
  readonly #connectors: Connectors;

  constructor(options: { clientId: string; audience: string; connectors: Connectors }) {
    super(new VerifiedOnly(options.connectors));
    this.#clientId = options.clientId;
    this.#audience = options.audience;
    this.#connectors = options.connectors;
  }

  /** Runs one turn through the SDK's pipeline; returns what an invoke is answered. */
  async run(activity: RawActivity, logic: Logic): Promise<InvokeResponse | undefined> {
    const verified: AuthenticateRequestResult = {
      audience: this.#audience,
      claimsIdentity: this.createClaimsIdentity(this.#clientId),
      connectorFactory: new ListedConnectors(this.#connectors),
    };
    // With `expectReplies` the SDK would answer with a buffer in place of the invoke's answer.
    const plain = { ...activity, deliveryMode: "normal" } as unknown as Activity;
    return this.processActivity(verified, plain, async (context: TurnContext) => {
      const value = await logic();
      if (value !== null) await context.sendActivity({ type: ActivityTypes.InvokeResponse, value });
    });
  }
}
