import { isOtherTenants, portalPage } from "../../defender/portal.ts";
import { leadsElsewhere } from "../../grammar/foreign-link.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import type { ExtensionTurn, TurnAnswer } from "../../messaging/turn.ts";
import { say } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import { isCurable, preparePrompt } from "../sign-in-prompt.ts";
import { wordsFor } from "../words-for.ts";
import { behindLink, SEARCHES, type Asked } from "./search.ts";

/** Teams waits 5 s for an extension's answer. */
const PATIENCE_MS = 4_000;

/**
 * A search in the compose box, or a link that somebody pastes there. It reads with that person's own token, changes
 * nothing, and is remembered by nobody: where it is typed the bot may never have been.
 */
export async function onExtension(deps: Deps, turn: ExtensionTurn, signal: AbortSignal): Promise<TurnAnswer> {
  // Other pages are nobody's business, and nobody is asked to sign in for them.
  if (turn.asks.kind === "link" && !isOurPage(turn.asks.url, turn.sender.tid)) return { kind: "none" };
  const timed = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    if (!(await signedIn(deps, turn, timed))) throw new SignInRequired("refused");
    return await answer(deps, turn, timed);
  } catch (error) {
    if (!isCurable(error)) return { kind: "message", text: wordsFor(deps, error) };
    const { ticket, text } = await preparePrompt(deps, turn.sender, error, null);
    return { kind: "login", exchangeId: null, ticket, text };
  }
}

/** Another tenant's page has ids that mean other things here. */
function isOurPage(url: string, tid: string): boolean {
  return portalPage(url) !== null && !isOtherTenants(url, tid);
}

/** The sign-in that the client brings along; false: it was not accepted. */
async function signedIn({ identity }: Deps, turn: ExtensionTurn, signal: AbortSignal): Promise<boolean> {
  if (turn.ssoToken !== null) await identity.signIn(turn.sender, turn.ssoToken, signal);
  return turn.code === null || (await identity.popupRedeem(turn.sender, turn.code)) !== null;
}

async function answer(deps: Deps, turn: ExtensionTurn, signal: AbortSignal): Promise<TurnAnswer> {
  const asked: Asked = {
    defender: deps.defender.as(turn.sender, signal, "reading"),
    now: deps.clock.now(),
    isOpen: await isOpenTo(deps, turn),
  };
  const { asks } = turn;
  if (asks.kind === "link") {
    const found = await behindLink(asked, asks.url);
    return found === null ? { kind: "none" } : { kind: "found", found: [found] };
  }
  const search = Object.hasOwn(SEARCHES, asks.command) ? SEARCHES[asks.command] : undefined;
  if (search === undefined) return { kind: "message", text: say("extension.unknown") };
  if (leadsElsewhere(asks.text, turn.sender.tid))
    return { kind: "message", text: say("typed.otherTenantsLink") };
  const found = await search(asked, asks.text);
  return found.length === 0
    ? { kind: "message", text: say("extension.nothing", { typed: asks.text !== "" }) }
    : { kind: "found", found };
}

/** Whether all of it may be shown there: in the person's own chat with the bot, and where an Admin has said so. */
async function isOpenTo({ store }: Deps, { conversation, sender }: ExtensionTurn): Promise<boolean> {
  const { here, own } = await store.read(async (tx) => ({
    here: await tx.conversations.get(conversation.id),
    own: await tx.conversations.personalOf(sender.oid),
  }));
  if (conversation.kind === "personal") return own?.id === conversation.id;
  return here?.enabled === true;
}
