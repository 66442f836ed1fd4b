import { invokeActivity } from "./activities.ts";
import { CARD_TYPE } from "./outcomes.ts";
import type { Parts } from "./sending.ts";
import { isRecord, textOf } from "./types.ts";
import type {
  ChannelEntra,
  ChannelPerson,
  ComposeAsk,
  Composed,
  Conversation,
  Found,
  Json,
} from "./types.ts";
import type { Answer } from "./wire.ts";

const NO_APP: Composed = { kind: "message", text: "Unable to reach the app." };
/** The parameter of each search in the app's manifest. */
const PARAMETER = "query";

function foundIn(attachment: unknown): readonly Found[] {
  if (!isRecord(attachment) || attachment["contentType"] !== CARD_TYPE || !isRecord(attachment["content"]))
    return [];
  const { content: card, preview } = attachment;
  const shown = isRecord(preview) && isRecord(preview["content"]) ? preview["content"] : {};
  return [{ title: textOf(shown["title"]) ?? "Card", text: textOf(shown["text"]) ?? "", card }];
}

function signInOf(extension: Json): Composed {
  const suggested = extension["suggestedActions"];
  const actions: readonly unknown[] =
    isRecord(suggested) && Array.isArray(suggested["actions"]) ? suggested["actions"] : [];
  const action = isRecord(actions[0]) ? actions[0] : {};
  const [title, url] = [textOf(action["title"]) ?? "Sign in", textOf(action["value"])];
  return url === null ? NO_APP : { kind: "sign-in", title, url };
}

function composed(extension: Json): Composed {
  const attachments: readonly unknown[] = Array.isArray(extension["attachments"])
    ? extension["attachments"]
    : [];
  switch (extension["type"]) {
    case "result":
      return { kind: "found", found: attachments.flatMap(foundIn) };
    case "message":
      return { kind: "message", text: textOf(extension["text"]) ?? "" };
    case "auth":
    case "silentAuth":
      return signInOf(extension);
    default:
      return NO_APP;
  }
}

/** The answer's `composeExtension`; null: the app has nothing to say; undefined: there was none that can be read. */
function extensionOf({ status, body }: Answer): Json | null | undefined {
  if (status !== 200) return undefined;
  if (!isRecord(body)) return null;
  const { composeExtension } = body;
  return isRecord(composeExtension) ? composeExtension : null;
}

/** The compose box of a Teams client: searches of the app, and links that it unfurls. Nothing of it is a message. */
export function createComposeBox({ state, facts, wire }: Parts, entra: ChannelEntra) {
  function send(person: ChannelPerson, place: Conversation, ask: ComposeAsk, proof: Json): Promise<Answer> {
    const [name, value] =
      ask.kind === "link"
        ? ["composeExtension/queryLink", { url: ask.url }]
        : [
            "composeExtension/query",
            { commandId: ask.command, parameters: [{ name: PARAMETER, value: ask.text }] },
          ];
    return wire.deliver(
      invokeActivity(facts, person, place, {
        name,
        value: { ...value, ...proof },
        rootId: null,
        replyToId: null,
      }),
    );
  }

  async function silentToken(person: ChannelPerson): Promise<string | null> {
    if (!state.settings(person.key).silentSso) return null;
    return Promise.resolve(entra.ssoToken(person.key)).catch(() => null);
  }

  return async function compose(
    personKey: string,
    where: string,
    ask: ComposeAsk,
    code?: string,
  ): Promise<Composed> {
    const [person, place] = [state.person(personKey), state.conversation(where)];
    let extension = extensionOf(await send(person, place, ask, code === undefined ? {} : { state: code }));
    if (extension?.["type"] === "silentAuth") {
      const token = await silentToken(person);
      if (token !== null)
        extension = extensionOf(await send(person, place, ask, { authentication: { token } }));
    }
    if (extension === undefined) return NO_APP;
    return extension === null ? { kind: "nothing" } : composed(extension);
  };
}
