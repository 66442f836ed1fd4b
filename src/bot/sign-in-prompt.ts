import { delegatedGrant } from "../defender/operations.ts";
import type { Content } from "../messaging/content.ts";
import { UserError } from "../shared/errors.ts";
import { StepUpRequired } from "../requests/machine/step-up.ts";
import { storable, type MessageTurn } from "../messaging/turn.ts";
import type { Deps } from "./deps.ts";
import { say, type Text } from "../texts/text.ts";
import type { Sender } from "../shared/people.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import type { PendingRow } from "../identity/rows.ts";

/** A command waits this long for its author's sign-in. */
const PENDING_LIFE_MS = 600_000;

/** What a sign-in prompt is made of. */
export interface Prompt {
  /** Of the token exchange, and of the command that waits for it. */
  readonly id: string;
  /** Whether a silent exchange may help; else only the popup does. */
  readonly silent: boolean;
  /** Single-use ticket of the popup. */
  readonly ticket: string;
  readonly text: Text;
}

/**
 * A prompt for this person; with a turn: that turn runs again, once, after its author has signed in. `tried`: a silent
 * exchange has just not been enough, and another one would be the second round of an endless one.
 */
export async function preparePrompt(
  deps: Deps,
  sender: Sender,
  why: SignInRequired,
  turn: MessageTurn | null,
  tried = false,
): Promise<Prompt> {
  const id = deps.ids.uuid();
  if (turn !== null) {
    const { oid, tid } = sender;
    const expiresAt = deps.clock.now() + PENDING_LIFE_MS;
    const row: PendingRow = { id, oid, tid, turn: storable(turn), expiresAt };
    await deps.store.transaction((tx) => tx.pending.insert(row));
  }
  const stepUp = why instanceof StepUpRequired ? why.demand : null;
  const ticket = await deps.identity.popupTicket(sender, why, stepUp);
  return { id, silent: !tried && isSilent(why), ticket, text: promptText(deps, why, turn !== null) };
}

/** Whether a sign-in may help. */
export function isCurable(error: unknown): error is SignInRequired {
  return error instanceof SignInRequired && error.advice === null;
}

/** What to tell a person whose sign-in can't succeed, so that it is not asked for again and again; null: it may. */
export function beyondSignIn(error: unknown): Text | null {
  if (error instanceof SignInRequired) return error.advice;
  return error instanceof UserError && error.code === "could-not-check" ? error.text : null;
}

/** Nobody agrees to anything silently: a consent, a second factor or a step-up needs the person. */
function isSilent({ reason }: SignInRequired): boolean {
  return reason === "no-token" || reason === "refused";
}

function promptText(
  { defender }: Deps,
  { reason, permission: missing }: SignInRequired,
  resumes: boolean,
): Text {
  // As the administrator finds it, who may have to agree.
  const permission = missing === null ? null : delegatedGrant(missing, defender.alertsApi).permission;
  switch (reason) {
    case "consent":
      return say("signIn.signInConsent", { permission, resumes });
    case "interaction":
      return say("signIn.signInAgain", { resumes });
    case "refused":
      return say("signIn.signInRefused", { resumes });
    case "step-up":
      return say("signIn.signInStepUp");
    case "no-token":
      return say("signIn.signInFirst", { resumes });
  }
}

/** The prompt as an OAuth card: the client's own exchange, when that may help, and the popup's button. */
export function oauthOf({ id, silent, ticket, text }: Prompt): Extract<Content, { kind: "oauth" }> {
  return { kind: "oauth", exchangeId: silent ? id : null, ticket, text };
}

/** The message that asks for the sign-in: an OAuth card in chats, an Action.Execute button in channels. */
export function promptContent(prompt: Prompt, sender: Sender, inChannel: boolean): Content {
  if (!inChannel) return oauthOf(prompt);
  const data = {
    text: say("signIn.toPerson", { name: sender.name, words: prompt.text }),
    buttons: [{ title: say("signIn.signIn"), verb: "sign-in", ref: prompt.id }],
  };
  return { kind: "card", card: "sign-in", data, summary: say("signIn.pleaseSignIn") };
}
