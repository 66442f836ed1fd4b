import {
  ActivityTypes,
  CloudAdapterBase,
  type Activity,
  type InvokeResponse,
  type TurnContext,
} from "botbuilder-core";
import {
  BotFrameworkAuthentication,
  ConnectorFactory,
  type AuthenticateRequestResult,
  type ConnectorClient,
  type UserTokenClient,
} from "botframework-connector";
import { Fault } from "../../shared/errors.ts";
import type { RawActivity } from "./activity.ts";

/**
 * The SDK puts a connector and a token client into each turn's state, and uses them for what a turn sends through it:
 * here that is the answer to an invoke only, which leaves by the delivery's own connection.
 */
class NoConnectors extends ConnectorFactory {
  override create(): Promise<ConnectorClient> {
    return Promise.resolve({} as ConnectorClient);
  }
}

/**
 * The SDK's environment with its doors shut: it validates nothing (that is done before), knows no token service and
 * has no credentials of its own.
 */
class VerifiedOnly extends BotFrameworkAuthentication {
  override authenticateRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Fault("invariant", "an activity reached the SDK unverified"));
  }

  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Fault("invariant", "streaming is not served"));
  }

  override createConnectorFactory(): ConnectorFactory {
    return new NoConnectors();
  }

  override createUserTokenClient(): Promise<UserTokenClient> {
    return Promise.resolve({} as UserTokenClient);
  }
}

/** Answer of a turn to the delivery itself; null: nothing but 200. */
export type Logic = () => Promise<InvokeResponse | null>;

/** botbuilder's adapter for activities that were verified before. */
export class VerifiedAdapter extends CloudAdapterBase {
  readonly #clientId: string;
  readonly #audience: string;

  constructor(options: { clientId: string; audience: string }) {
    super(new VerifiedOnly());
    this.#clientId = options.clientId;
    this.#audience = options.audience;
  }

  /** Runs one turn through the SDK's pipeline; returns what an invoke is answered. */
  async run(activity: RawActivity, logic: Logic): Promise<InvokeResponse | undefined> {
    const verified: AuthenticateRequestResult = {
      audience: this.#audience,
      claimsIdentity: this.createClaimsIdentity(this.#clientId),
      connectorFactory: new NoConnectors(),
    };
    // With `expectReplies` the SDK would answer with a buffer in place of the invoke's answer.
    const plain = { ...activity, deliveryMode: "normal" } as unknown as Activity;
    return this.processActivity(verified, plain, async (context: TurnContext) => {
      const value = await logic();
      if (value !== null) await context.sendActivity({ type: ActivityTypes.InvokeResponse, value });
    });
  }
}
