import { createRequire } from "node:module";
import type * as Core from "botbuilder-core";
import type * as Connector from "botframework-connector";
import { Fault } from "../../shared/errors.ts";
import { afterStart } from "../../shared/after-start.ts";
import { lazily } from "../../texts/remembered.ts";
import type { RawActivity } from "./activity.ts";

/** The SDK: 600 modules, a fifth of a start, and none of them is needed before the first delivery. */
const connector = afterStart(
  () => createRequire(import.meta.url)("botframework-connector") as typeof Connector,
);
const core = afterStart(() => createRequire(import.meta.url)("botbuilder-core") as typeof Core);

/**
 * The SDK puts a connector and a token client into each turn's state, and uses them for what a turn sends through it:
 * here that is the answer to an invoke only, which leaves by the delivery's own connection.
 */
const noConnectors = lazily((): Connector.ConnectorFactory => {
  class NoConnectors extends connector().ConnectorFactory {
    override create(): Promise<Connector.ConnectorClient> {
      return Promise.resolve({} as Connector.ConnectorClient);
    }
  }
  return new NoConnectors();
});

/**
 * The SDK's environment with its doors shut: it validates nothing (that is done before), knows no token service and
 * has no credentials of its own.
 */
function verifiedOnly(): Connector.BotFrameworkAuthentication {
  class VerifiedOnly extends connector().BotFrameworkAuthentication {
    override authenticateRequest(): Promise<Connector.AuthenticateRequestResult> {
      return Promise.reject(new Fault("invariant", "an activity reached the SDK unverified"));
    }

    override authenticateStreamingRequest(): Promise<Connector.AuthenticateRequestResult> {
      return Promise.reject(new Fault("invariant", "streaming is not served"));
    }

    override createConnectorFactory(): Connector.ConnectorFactory {
      return noConnectors();
    }

    override createUserTokenClient(): Promise<Connector.UserTokenClient> {
      return Promise.resolve({} as Connector.UserTokenClient);
    }
  }
  return new VerifiedOnly();
}

/** Answer of a turn to the delivery itself; null: nothing but 200. */
export type Logic = () => Promise<Core.InvokeResponse | null>;

/** As much of an activity as the SDK needs to answer its delivery: what it asks is in our own turn. */
function forSdk({
  type,
  id,
  channelId,
  serviceUrl,
  conversation,
  from,
  recipient,
}: RawActivity): Core.Activity {
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

interface AdapterOptions {
  readonly clientId: string;
  readonly audience: string;
}

/** botbuilder's adapter for activities that were verified before. */
export interface VerifiedAdapter {
  /** Runs one turn through the SDK's pipeline; returns what an invoke is answered. */
  run(activity: RawActivity, logic: Logic): Promise<Core.InvokeResponse | undefined>;
}

/** The adapter; it is made with the first turn. */
export function createVerifiedAdapter(options: AdapterOptions): VerifiedAdapter {
  const adapter = lazily(() => adapterOf(options));
  return { run: (activity, logic) => adapter().run(activity, logic) };
}

function adapterOf({ clientId, audience }: AdapterOptions): VerifiedAdapter {
  const { ActivityTypes, CloudAdapterBase } = core();
  class Adapter extends CloudAdapterBase {
    async run(activity: RawActivity, logic: Logic): Promise<Core.InvokeResponse | undefined> {
      const verified: Connector.AuthenticateRequestResult = {
        audience,
        claimsIdentity: this.createClaimsIdentity(clientId),
        connectorFactory: noConnectors(),
      };
      return this.processActivity(verified, forSdk(activity), async (context: Core.TurnContext) => {
        const value = await logic();
        if (value !== null) await context.sendActivity({ type: ActivityTypes.InvokeResponse, value });
      });
    }
  }
  return new Adapter(verifiedOnly());
}
