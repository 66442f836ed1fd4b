import type { Content } from "../core/content.ts";
import type { SignInRequired } from "../core/errors.ts";
import type { Sender } from "../core/model.ts";
import type { Standing } from "../core/ports.ts";
import { StepUpRequired } from "../core/step-up.ts";
import type { MessageTurn, Turn } from "../core/turn.ts";
import type { Deps } from "./deps.ts";

/** A command waits this long for its author's sign-in (CONTRACT §4). */
const PENDING_LIFE_MS = 600_000;

/** What a sign-in prompt is made of. */
export interface Prompt {
  readonly exchangeId: string;
  /** Single-use ticket of the popup. */
  readonly ticket: string;
  readonly text: string;
  /** A silent token would not do. */
  readonly popupOnly: boolean;
}

/** A prompt for this person; with a turn: that turn runs again, once, after its author has signed in. */
export async function preparePrompt(
  deps: Deps,
  sender: Sender,
  why: SignInRequired,
  turn: MessageTurn | null,
): Promise<Prompt> {
  const exchangeId = deps.ids.uuid();
  if (turn !== null) {
    const row = {
      id: exchangeId,
      oid: sender.oid,
      tid: sender.tid,
      turn: JSON.stringify(turn),
      expiresAt: deps.clock.now() + PENDING_LIFE_MS,
    };
    await deps.store.transaction((tx) => tx.pending.insert(row));
  }
  const stepUp = why instanceof StepUpRequired ? why.demand : null;
  const ticket = await deps.identity.popupTicket(sender, why.claims, stepUp);
  return { exchangeId, ticket, text: promptText(why, turn !== null), popupOnly: stepUp !== null };
}

function promptText(why: SignInRequired, resumes: boolean): string {
  const then = resumes ? " Your command goes on by itself afterwards." : "";
  switch (why.reason) {
    case "consent":
      return `Microsoft asks for your consent before I can use Defender for you.${then}`;
    case "interaction":
      return `Microsoft asks you to sign in again, perhaps with a second factor.${then}`;
    case "refused":
      return `Your sign-in is no longer valid. Please sign in again.${then}`;
    case "step-up":
      return "The policy asks for a stronger sign-in for this click, however fresh yours is. Please sign in once more.";
    case "no-token":
      return `Please sign in, so that I can work with your own Defender rights.${then}`;
  }
}

/** The message that asks for the sign-in: silent exchange in chats, an Action.Execute button in channels. */
export function promptContent(prompt: Prompt, sender: Sender, inChannel: boolean): Content {
  if (!inChannel) {
    return { kind: "oauth", exchangeId: prompt.exchangeId, ticket: prompt.ticket, text: prompt.text };
  }
  const data = {
    text: `${sender.name}: ${prompt.text}`,
    buttons: [{ title: "Sign in", verb: "sign-in", ref: prompt.exchangeId }],
  };
  return { kind: "card", card: "sign-in", data, summary: "Please sign in" };
}

/** Turns that waited for this person; each is handed out once. */
export async function takePending(deps: Deps, sender: Sender): Promise<readonly MessageTurn[]> {
  const rows = await deps.store.transaction((tx) => tx.pending.takeAllOf(sender, deps.clock.now()));
  return rows.map((row) => JSON.parse(row.turn) as MessageTurn);
}

/** Records that a person signed in. */
export async function auditSignIn(deps: Deps, standing: Standing, turn: Turn): Promise<void> {
  const { oid, tid, upn } = standing.person;
  await deps.store.transaction((tx) =>
    tx.audit.append({
      at: deps.clock.now(),
      actor: { oid, tid, upn },
      event: "signed-in",
      command: "signin",
      args: {},
      outcome: turn.kind,
    }),
  );
}
