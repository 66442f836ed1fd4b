import { needsNobody } from "../../policy/approvals.ts";
import { text } from "../../messaging/content.ts";
import type { Request } from "../machine/request.ts";
import { isLeader } from "../machine/steps.ts";
import type { Concerned } from "../../subscriptions/filter.ts";
import type { PostRow } from "../../messaging/rows.ts";
import type { Tx } from "../rows.ts";
import type { Deps } from "../deps.ts";
import { titleOf } from "../title.ts";
import { say, type Words } from "../../texts/text.ts";
import { isTold, retell } from "./told.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import { refOf, postNotice, type More, newPost } from "../../messaging/new-post.ts";
import type { Writer } from "../../messaging/deps.ts";
import { approvalsConversations, tellApprovers } from "../../subscriptions/audience.ts";

/**
 * The request's card where it was asked and in every approvals conversation; false: nobody else would be told.
 * @param steps what it leads, while that is not in the store yet
 */
export async function postRequest(
  deps: Deps,
  tx: Tx,
  request: Request,
  replyTo: string | null,
  steps?: readonly Request[],
): Promise<boolean> {
  await tx.posts.insert(copyOf(deps, request, await askersPlace(tx, request), { replyTo }));
  if (needsNobody(request.verdict) && request.emergency === undefined) return true;
  await postForApproval(deps, tx, request, { steps });
  return isTold(tx, request, deps.clock.now());
}

/** The same where its card is missing: what a request is about may come to be what somebody chose to hear of. */
export async function postWhereMissing(deps: Deps, tx: Tx, request: Request): Promise<void> {
  const there = (await tx.posts.ofRequest(request.id)).map(({ conversation }) => conversation.id);
  await postForApproval(deps, tx, request, { there });
}

interface Known {
  readonly steps?: readonly Request[] | undefined;
  /** Conversations that have its card. */
  readonly there?: readonly string[];
}

/** Its card in every approvals conversation that wants to see such requests, but the one where it was asked. */
export async function postForApproval(
  deps: Deps,
  tx: Tx,
  request: Request,
  { steps, there = [] }: Known = {},
): Promise<void> {
  // What nobody was asked about is told everywhere: a mute, or what was chosen, is no reason not to.
  const isEmergency = request.emergency !== undefined;
  const now = isEmergency ? null : deps.clock.now();
  const about = isEmergency ? null : await concerned(tx, request, steps);
  const subscribed = await approvalsConversations(tx, now, about);
  const asked = await askersPlace(tx, request);
  const others = subscribed.filter(({ id }) => id !== asked.id && !there.includes(id));
  for (const row of others) {
    await tx.posts.insert(copyOf(deps, request, refOf(row), { audience: "approvals" }));
  }
  await retell(tx, request.id, deps.clock.now());
}

function copyOf(deps: Writer, { id, requester }: Request, to: ConversationRef, more: More): PostRow {
  return newPost(deps, to, "request", id, { asker: requester.oid, ...more });
}

/** One more copy of a request's card, e.g. for `request ID`. */
export async function postCopy(
  deps: Deps,
  tx: Tx,
  id: string,
  { place, replyTo, sender }: CopyFor,
): Promise<void> {
  await tx.posts.insert(newPost(deps, place, "request", id, { replyTo, asker: sender.oid }));
}

/** Who has asked to see it, and where. */
interface CopyFor {
  readonly place: ConversationRef;
  readonly replyTo: string | null;
  readonly sender: { readonly oid: string };
}

/** Where who asked hears of it: where it was asked, or, if the bot was removed there since, in their 1:1 chat. */
export async function askersPlace(
  tx: Tx,
  { askedIn, requester }: Pick<Request, "askedIn" | "requester">,
): Promise<ConversationRef> {
  if ((await tx.conversations.get(askedIn.id)) !== null) return askedIn;
  const own = await tx.conversations.personalOf(requester.oid);
  return own === null ? askedIn : refOf(own);
}

/** What it takes to tell people what became of a request, in the words of its card. */
export type Teller = Writer & Pick<Deps, "commands">;

/** News for the person who asked, in the place where they asked. */
export async function tellRequester(deps: Teller, tx: Tx, request: Request, news: Words): Promise<void> {
  const { requester, target } = request;
  const about = { name: requester.name, what: titleOf(deps.commands, request), target: target.name, news };
  const content = text(say("outcomes.toRequester", about));
  await postNotice(deps, tx, await askersPlace(tx, request), content, { asker: requester.oid });
}

/** News for all who may have to act: where it was asked, and every approvals conversation. */
export async function tellEverybody(deps: Deps, tx: Tx, request: Request, news: Words): Promise<void> {
  const { target, id } = request;
  const what = titleOf(deps.commands, request);
  const content = text(say("outcomes.toEverybody", { what, target: target.name, id, news }));
  const asker = request.requester.oid;
  const place = await askersPlace(tx, request);
  await postNotice(deps, tx, place, content, { asker });
  await tellApprovers(deps, tx, content, place, asker, await concerned(tx, request));
}

/** The devices that a request is about, one that could not be looked up as null; none where it is about something else. */
async function concerned(
  tx: Tx,
  request: Request,
  known?: readonly Request[],
): Promise<readonly Concerned[]> {
  const steps = known ?? (isLeader(request) ? await tx.steps.all(request.id) : [request]);
  return steps.flatMap(({ target, device }) => (target.kind === "device" ? [device] : []));
}
