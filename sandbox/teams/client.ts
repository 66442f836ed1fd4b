import type { SandboxDrive } from "../drive/server.ts";
import { invokeActivity, messageActivity } from "./activities.ts";
import type { ChannelFacts } from "./activities.ts";
import { oauthCardOf } from "./bot-messages.ts";
import { refreshFor } from "./cards.ts";
import { fileCardOf } from "./file-cards.ts";
import { interpret } from "./outcomes.ts";
import type { Outcome } from "./outcomes.ts";
import type { ChannelState } from "./state.ts";
import { isRecord, textOf } from "./types.ts";
import type { CardAction, ChannelEntra, ChannelPerson, Conversation, Json, Message, Note } from "./types.ts";
import type { Answer, Wire } from "./wire.ts";

/** A client asks for the same card's refresh at most so often (msteams-docs, Universal Actions). */
const REFRESH_EVERY_MS = 60_000;

export interface ClientOptions {
  readonly state: ChannelState;
  readonly wire: Wire;
  readonly facts: ChannelFacts;
  readonly entra: ChannelEntra;
  readonly drive: Pick<SandboxDrive, "open">;
}

/** What a Teams client of a person does by itself, and on clicks. */
export interface Client {
  /** Clicks: an Action.Execute's invoke with its sign-in steps, or an Action.Submit's message. */
  act(person: ChannelPerson, message: Message, action: CardAction): Promise<Outcome>;
  /** The person sees the message: automatic refresh when it is due. Null: none was due. */
  see(person: ChannelPerson, message: Message): Promise<Outcome | null>;
  /** Accepts or declines the file that a message offers; null: it offers none. */
  answerFile(person: ChannelPerson, message: Message, action: "accept" | "decline"): Promise<Answer | null>;
  /** A message arrived: silent sign-in when it is an OAuth card for somebody. */
  arrived(message: Message): Promise<void>;
  /** One silent exchange for an OAuth card; true when the bot took the token. */
  exchange(person: ChannelPerson, message: Message): Promise<boolean>;
  /** The sign-in window of a card came back with a code. */
  signedIn(person: ChannelPerson, message: Message, code: string): Promise<void>;
}

interface ResumeProof {
  readonly authentication?: Json;
  readonly state?: string;
}

function signInNote(content: Json, action: CardAction | null): Note {
  const buttons: readonly unknown[] = Array.isArray(content["buttons"]) ? content["buttons"] : [];
  const button = isRecord(buttons[0]) ? buttons[0] : {};
  return {
    kind: "sign-in",
    text: textOf(content["text"]) ?? "Sign in to go on.",
    title: textOf(button["title"]) ?? "Sign in",
    url: textOf(button["value"]) ?? "",
    action,
  };
}

function exchangeResource(content: Json): { id: string; connectionName: string } | null {
  const resource = content["tokenExchangeResource"];
  const id = isRecord(resource) ? textOf(resource["id"]) : null;
  return id === null ? null : { id, connectionName: textOf(content["connectionName"]) ?? "" };
}

/** A Teams client, for all people of the tenant. */
export function createClient({ state, wire, facts, entra, drive }: ClientOptions): Client {
  function placeOf(message: Message): { conversation: Conversation; rootId: string | null } {
    const conversation = state.conversation(message.conversationId);
    return { conversation, rootId: conversation.kind === "channel" ? (message.rootId ?? message.id) : null };
  }

  function invoke(person: ChannelPerson, message: Message, name: string, value: Json): Promise<Answer> {
    const { conversation, rootId } = placeOf(message);
    return wire.deliver(
      invokeActivity(facts, person, conversation, { name, value, rootId, replyToId: message.id }),
    );
  }

  async function execute(
    person: ChannelPerson,
    message: Message,
    action: CardAction,
    trigger: "manual" | "automatic",
    proof: ResumeProof = {},
  ): Promise<Outcome> {
    const answer = await invoke(person, message, "adaptiveCard/action", { action, trigger, ...proof });
    return interpret(answer);
  }

  /** The SSO token, or null when this person's client or Entra doesn't give one without asking. */
  async function silentToken(person: ChannelPerson): Promise<string | null> {
    if (!state.settings(person.key).silentSso) return null;
    try {
      return await entra.ssoToken(person.key);
    } catch {
      return null;
    }
  }

  /** After a 401 loginRequest: once with a silent token; else the button. */
  async function withSignIn(
    person: ChannelPerson,
    message: Message,
    action: CardAction,
    content: Json,
  ): Promise<Outcome> {
    const resource = exchangeResource(content);
    const token = resource === null ? null : await silentToken(person);
    if (token === null) return { kind: "login", content };
    const outcome = await execute(person, message, action, "manual", {
      authentication: { ...resource, token },
    });
    const failed = outcome.kind === "error" && outcome.code === "412";
    return failed ? { kind: "login", content } : outcome;
  }

  function show(person: ChannelPerson, message: Message, action: CardAction, outcome: Outcome): void {
    const change = { busy: false };
    switch (outcome.kind) {
      case "card":
        state.setView(person.key, message.id, {
          ...change,
          card: outcome.card,
          cardRevision: message.revision,
          note: null,
        });
        return;
      case "message":
        state.setView(person.key, message.id, { ...change, note: { kind: "toast", text: outcome.text } });
        return;
      case "error":
        state.setView(person.key, message.id, { ...change, note: { kind: "error", text: outcome.text } });
        return;
      case "login":
        state.setView(person.key, message.id, { ...change, note: signInNote(outcome.content, action) });
        return;
    }
  }

  async function submit(person: ChannelPerson, message: Message, action: CardAction): Promise<Outcome> {
    const { conversation, rootId } = placeOf(message);
    const id = state.nextId();
    const sent: Message = { ...message, id, rootId, author: person.key, text: "", replyToId: message.id };
    const answer = await wire.deliver(
      messageActivity(facts, person, conversation, sent, { mention: false, value: action.data }),
    );
    if (answer.status >= 200 && answer.status < 300)
      return { kind: "message", text: "Your response was sent to the app" };
    return interpret(answer);
  }

  async function act(person: ChannelPerson, message: Message, action: CardAction): Promise<Outcome> {
    state.setView(person.key, message.id, { busy: true, note: null });
    let outcome =
      action.type === "Action.Submit"
        ? await submit(person, message, action)
        : await execute(person, message, action, "manual");
    if (outcome.kind === "login") outcome = await withSignIn(person, message, action, outcome.content);
    show(person, message, action, outcome);
    return outcome;
  }

  async function see(person: ChannelPerson, message: Message): Promise<Outcome | null> {
    if (message.deleted) return null;
    const { conversation } = placeOf(message);
    const action = refreshFor(state.cardFor(person.key, message), person, conversation.members.length);
    const view = state.view(person.key, message.id);
    const recent =
      Date.now() - view.refreshedAt < REFRESH_EVERY_MS && view.refreshedRevision === message.revision;
    if (action === null || recent) return null;
    const { revision } = message;
    Object.assign(view, { refreshedAt: Date.now(), refreshedRevision: revision });
    const outcome = await execute(person, message, action, "automatic");
    // Anything but a card is not shown for a refresh nobody asked for; an edit meanwhile is newer than this answer.
    if (outcome.kind === "card" && message.revision === revision) show(person, message, action, outcome);
    return outcome;
  }

  async function exchange(person: ChannelPerson, message: Message): Promise<boolean> {
    const content = oauthCardOf(message);
    const resource = content === null ? null : exchangeResource(content);
    if (content === null) return false;
    const token = resource === null ? null : await silentToken(person);
    if (token === null) {
      if (resource !== null) {
        await invoke(person, message, "signin/failure", {
          code: "resourcematchfailed",
          message: "The token could not be got silently.",
        });
      }
      state.setView(person.key, message.id, { note: signInNote(content, null) });
      return false;
    }
    const answers = await Promise.all(
      Array.from({ length: state.settings(person.key).devices }, () =>
        invoke(person, message, "signin/tokenExchange", { ...resource, token }),
      ),
    );
    const taken = answers.some(({ status }) => status === 200);
    state.setView(person.key, message.id, {
      signedIn: taken,
      note: taken ? null : signInNote(content, null),
    });
    return taken;
  }

  /** Whom an OAuth card is for: the chat's person, in a group the one who was answered. */
  function addressee(message: Message): ChannelPerson | null {
    const { conversation } = placeOf(message);
    if (conversation.kind === "personal") return state.person(conversation.alias);
    const asked = message.replyToId === null ? null : state.message(message.replyToId);
    const author =
      asked?.author ?? state.messagesOf(conversation.id).findLast((other) => other.author !== null)?.author;
    return author == null ? null : state.person(author);
  }

  async function arrived(message: Message): Promise<void> {
    const content = oauthCardOf(message);
    const person = content === null ? null : addressee(message);
    if (content === null || person === null || message.revision > 0) return;
    // Bots have no silent sign-in in channels: there the card only has its button.
    if (placeOf(message).conversation.kind === "channel") {
      state.setView(person.key, message.id, { note: signInNote(content, null) });
      return;
    }
    await exchange(person, message);
  }

  async function signedIn(person: ChannelPerson, message: Message, code: string): Promise<void> {
    const { note } = state.view(person.key, message.id);
    if (note?.kind !== "sign-in") return;
    if (note.action !== null) {
      state.setView(person.key, message.id, { busy: true, note: null });
      show(
        person,
        message,
        note.action,
        await execute(person, message, note.action, "manual", { state: code }),
      );
      return;
    }
    const answer = await invoke(person, message, "signin/verifyState", { state: code });
    if (answer.status === 200) state.setView(person.key, message.id, { note: null, signedIn: true });
    else
      state.setView(person.key, message.id, { note: { ...note, text: "Sign-in did not work. Try again." } });
  }

  async function answerFile(
    person: ChannelPerson,
    message: Message,
    action: "accept" | "decline",
  ): Promise<Answer | null> {
    const file = fileCardOf(message);
    if (file?.kind !== "offer") return null;
    const value =
      action === "accept"
        ? { context: file.acceptContext, uploadInfo: drive.open(person.key, file.name) }
        : { context: file.declineContext };
    return invoke(person, message, "fileConsent/invoke", { type: "fileUpload", action, ...value });
  }

  return { act, see, arrived, exchange, signedIn, answerFile };
}
