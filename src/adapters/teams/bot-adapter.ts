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

/** As much of an activity as the SDK needs to answer its delivery: what it asks is in our own turn. */
function forSdk({ type, id, channelId, serviceUrl, conversation, from, recipient }: RawActivity): Activity {
  return {
    ...{ type, channelId, serviceUrl, ...(id == null ? {} : { id }) },
    conversation: {
      id: conversation.id,
      name: "",
      isGroup: conversation.isGroup === true,
      conversationType: conversation.conversationType ?? "",
    },
    ...{ from: { id: from?.id ?? "", name: "" }, recipient: { id: recipient?.id ?? "", name: "" } },
    // With `expectReplies` the SDK would answer with a buffer in place of the invoke's answer.
    deliveryMode: "normal",
    ...{ text: "", label: "", valueType: "", localTimezone: "", callerId: "", listenFor: [] },
  };
}

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
    return this.processActivity(verified, forSdk(activity), async (context: TurnContext) => {
      const value = await logic();
      if (value !== null) await context.sendActivity({ type: ActivityTypes.InvokeResponse, value });
    });
  }
}
