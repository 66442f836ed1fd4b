import { createRequire } from "node:module";
import type * as Msal from "@azure/msal-node";
import {
  ActivityHandler,
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  TurnContext,
  type AdaptiveCardInvokeResponse,
  type ConversationReference,
  type Request,
} from "botbuilder";
import { MsalServiceClientCredentialsFactory } from "botframework-connector";
import restify from "restify";

/**
 * What an ordinary developer writes with botbuilder 4.23 and restify 12: the yardstick of the benchmark. The SDK checks
 * the channel's token and gets its own; a message is repeated, a click on a card is answered with a small card, and
 * whoever asks for it gets a small card into the conversation of the last message.
 */

const { PORT, TENANT_ID, CLIENT_ID, CLIENT_SECRET, ENTRA_AUTHORITY, BOT_OPENID_URL, BOT_TOKEN_ISSUER } =
  process.env;
const SCOPE = "https://api.botframework.com";

// The copy of msal that the SDK has loaded already: a second one would be charged to the echo without need.
const requireFromSdk = createRequire(createRequire(import.meta.url).resolve("botframework-connector"));
const { ConfidentialClientApplication } = requireFromSdk("@azure/msal-node") as typeof Msal;

// The configuration of the samples, for another cloud; without `knownAuthorities` msal asks Microsoft about the host.
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID ?? "",
    clientSecret: CLIENT_SECRET ?? "",
    authority: `${ENTRA_AUTHORITY}/${TENANT_ID}`,
    knownAuthorities: [new URL(ENTRA_AUTHORITY ?? "").host],
  },
});
const authentication = new ConfigurationBotFrameworkAuthentication(
  {
    ToChannelFromBotLoginUrl: `${ENTRA_AUTHORITY}/${TENANT_ID}`,
    ToChannelFromBotOAuthScope: SCOPE,
    ToBotFromChannelTokenIssuer: BOT_TOKEN_ISSUER ?? SCOPE,
    ToBotFromChannelOpenIdMetadataUrl: BOT_OPENID_URL ?? "",
    ToBotFromEmulatorOpenIdMetadataUrl: BOT_OPENID_URL ?? "",
    OAuthUrl: "https://token.botframework.com",
    CallerId: "urn:botframework:azure",
  },
  new MsalServiceClientCredentialsFactory(
    CLIENT_ID ?? "",
    application as unknown as ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1],
  ),
);
const adapter = new CloudAdapter(authentication);
adapter.onTurnError = async (_, error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
};

let lastPlace: Partial<ConversationReference> = {};

function smallCard(text: string): Record<string, unknown> {
  return { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text }] };
}

class Echo extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      lastPlace = TurnContext.getConversationReference(context.activity);
      await context.sendActivity(`echo: ${context.activity.text}`);
      await next();
    });
  }

  protected override onAdaptiveCardInvoke(): Promise<AdaptiveCardInvokeResponse> {
    return Promise.resolve({
      statusCode: 200,
      type: "application/vnd.microsoft.card.adaptive",
      value: smallCard("Thank you."),
    });
  }
}

const bot = new Echo();
const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post("/api/messages", async (request, response) => {
  await adapter.process(request as Request, response, (context) => bot.run(context));
});
server.post("/api/notify", async (_, response) => {
  await adapter.continueConversationAsync(CLIENT_ID ?? "", lastPlace, async (context) => {
    await context.sendActivity({ attachments: [CardFactory.adaptiveCard(smallCard("A proactive card"))] });
  });
  response.send(204);
});
server.get("/readyz", async (_, response) => {
  response.send(200);
});
server.listen(Number(PORT));
