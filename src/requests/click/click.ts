import { demandStepUp, subjectOf } from "../machine/step-up.ts";
import { OLD_VIEW, tooLate } from "../machine/decision.ts";
import { UserError } from "../../shared/errors.ts";
import type { Checking } from "../facts/checking.ts";
import type { Halt } from "../machine/halt.ts";
import type { Request } from "../machine/request.ts";
import { isResumedAnew } from "../machine/restored.ts";
import {
  pageIn,
  readRef,
  REQUEST_VERBS,
  viewerOf,
  type EventVerb,
  type RequestVerb,
} from "../machine/verbs.ts";
import type { ClickTurn, TurnAnswer } from "../../messaging/turn.ts";
import { decidedAsShown, decideRequest } from "./decide.ts";
import { type Decided } from "../transition/apply.ts";
import type { Deps } from "../deps.ts";
import { canJoin } from "../transition/siblings.ts";
import { reviewEmergency } from "./review-emergency.ts";
import { denyForm, mayDeny, whyDenied, WHY_MARK } from "./deny-form.ts";
import { extendForm, extendLease, LONGER_INPUT } from "./extend-lease.ts";
import { requestJustPosted } from "../../messaging/outbox.ts";
import type { Tx } from "../rows.ts";
import { hasSeenAll, stepsShownTo } from "../card/steps-section.ts";
import { requestCard } from "../card/request-card.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { isSame, type Person } from "../../shared/people.ts";
import type { StepUpProof } from "../../identity/step-up.ts";

/**
 * A click on the card of a request. One rule for every verb: what the card no longer offers, or did not show, is not done,
 * and the answer is the card as it is now, with a line that says what happened instead.
 */

/** What is done here: to join requests is to open one. */
type OwnVerb = Exclude<RequestVerb, "join">;

interface Click {
  readonly verb: OwnVerb;
  /** The sign-in that was made for this click, if one was. */
  readonly proof: StepUpProof | null;
  readonly signal: AbortSignal;
  readonly checking: Checking;
}

/** A click that reads what may take long. */
export interface KeptClick extends Pick<Click, "proof"> {
  readonly verb: Extract<RequestVerb, "approve" | "resume">;
}

/** A request as it stands, and whether everything is halted. */
interface Found {
  readonly request: Request;
  readonly halt: Halt | null;
  /** The view that the button stood on; empty: it named none. */
  readonly mark: string;
}

/** What came of a click. */
export interface Clicked {
  readonly answer: TurnAnswer;
  /** What whoever clicked has to be told beside what the card shows; empty: nothing. */
  readonly told: Words;
}

/** @throws SignInRequired; UserError when it may not be used here or could not be checked: then nothing is recorded */
export async function clickOnRequest(deps: Deps, turn: ClickTurn, click: Click): Promise<Clicked> {
  const found = await requestOn(deps, turn);
  const { request, mark } = found;
  const row = REQUEST_VERBS[click.verb];
  // Before anything else is looked up: an old view of the card acts on nothing.
  const telling = async (told: Text | ""): Promise<Clicked> => ({
    answer: await cardFor(deps, turn, found, told),
    told,
  });
  if (!row.possible(request)) return telling(await missed(deps, request, turn));
  if (row.view !== null && row.view(request) !== mark) return telling(OLD_VIEW);
  const acted = await ACTS[click.verb](deps, turn, found, click);
  if ("kind" in acted) return { answer: acted, told: "" };
  const refusal = acted.refusal ?? "";
  if (refusal !== "" && acted.moved !== true)
    return { answer: { kind: "message", text: refusal }, told: refusal };
  const now = { ...found, request: acted.request };
  const told = refusal === "" && !standsBehind(now.request, turn.sender) ? whatInstead(now.request) : refusal;
  return { answer: await cardFor(deps, turn, now, refusal), told };
}

/** Whether this person has approved it, or has it sent. */
function standsBehind({ approvals, executor }: Request, who: Pick<Person, "oid" | "tid">): boolean {
  return approvals.some(({ person }) => isSame(person, who)) || (executor !== null && isSame(executor, who));
}

/** The card alone tells whoever sees it. */
function whatInstead(request: Request): Words {
  return request.outcome ?? tooLate(request);
}

/**
 * The stronger sign-in that a click lacks by what its card shows: asked for before the click is kept, since nobody can be
 * sent to a sign-in once they have their answer.
 * @throws StepUpRequired; UserError
 */
export async function demandSignInFirst(deps: Deps, turn: ClickTurn, click: KeptClick): Promise<void> {
  const known = await deps.identity.known(turn.sender);
  const { request, halt, mark: view } = await requestOn(deps, turn);
  if (known === null) return;
  const { verb: kind, proof } = click;
  const expected = decidedAsShown(request, { kind, by: known, now: deps.clock.now(), halt, proof, view });
  demandStepUp(expected, subjectOf(kind, request.id), proof);
}

/** The card as it is now, for whoever looks. @throws UserError */
export async function viewRequest(deps: Deps, turn: ClickTurn, notice: Text | "" = ""): Promise<TurnAnswer> {
  return cardFor(deps, turn, await requestOn(deps, turn), notice);
}

/** The request that a button leads on from, or the step of it that the button names. @throws UserError */
export async function requestBehind(deps: Deps, turn: ClickTurn): Promise<Request> {
  const { request, mark } = await requestOn(deps, turn);
  if (mark === "") return request;
  const steps = await deps.store.read((tx) => tx.steps.all(request.id));
  return steps.find(({ of }) => String(of?.n) === mark) ?? request;
}

/** Milliseconds in which a second click is the same hand's. */
const DOUBLE_CLICK_MS = 60_000;

/** Whoever pressed a button that is gone is told what happened instead, unless it was their own doing a moment ago. */
async function missed(deps: Deps, request: Request, { sender }: ClickTurn): Promise<Text | ""> {
  const known = await deps.identity.known(sender);
  const since = deps.clock.now() - DOUBLE_CLICK_MS;
  const isOwn = request.history.some(({ by, at }) => by === known?.person.upn && at >= since);
  return isOwn ? "" : tooLate(request);
}

type Act = (deps: Deps, turn: ClickTurn, found: Found, click: Click) => Promise<Decided | TurnAnswer>;

const ACTS: Readonly<Record<OwnVerb, Act>> = {
  review,
  approve,
  resume,
  extend,
  deny,
  revoke: deciding("revoke"),
  cancel: deciding("cancel"),
  stop: deciding("stop"),
  page: showPage,
  view: (deps, turn, found) => cardFor(deps, turn, found, ""),
};

function deciding(verb: EventVerb): Act {
  return async (deps, turn, { request, halt, mark: view }, click) => {
    const reason = whyDenied(turn.data);
    return decideRequest(deps, { ...click, verb, request, halt, sender: turn.sender, reason, view });
  };
}

/** The first click asks why, once it is sure that this person may deny; what the form sends is the denial. */
async function deny(deps: Deps, turn: ClickTurn, found: Found, click: Click): Promise<Decided | TurnAnswer> {
  const { request, mark } = found;
  const isAnswered = mark === WHY_MARK || whyDenied(turn.data) !== null;
  if (!isAnswered && (await mayDeny(deps, turn, request, click.signal)))
    return { kind: "card", content: denyForm(request) };
  return deciding("deny")(deps, turn, found, click);
}

/** Whoever leafs through an older view begins anew: its first page is not the one that they would approve. */
async function showPage(deps: Deps, turn: ClickTurn, found: Found): Promise<TurnAnswer> {
  const page = pageIn(found.mark, found.request);
  return page === null ? cardFor(deps, turn, found, OLD_VIEW) : cardFor(deps, turn, found, "", page);
}

/** What was not shown is not approved. */
function approve(...click: Parameters<Act>): ReturnType<Act> {
  return onceSeen("approve", ...click);
}

/** Where it is an approval as well, as one. */
function resume(...click: Parameters<Act>): ReturnType<Act> {
  const [, , { request }] = click;
  return isResumedAnew(request) ? onceSeen("resume", ...click) : deciding("resume")(...click);
}

async function onceSeen(
  verb: "approve" | "resume",
  ...click: Parameters<Act>
): Promise<Decided | TurnAnswer> {
  const [deps, turn, found] = click;
  const now = deps.clock.now();
  const isSeen = await deps.store.read((tx) => hasSeenAll(tx, found.request, turn.sender.oid, now));
  if (!isSeen) return cardFor(deps, turn, found, say("clicks.openAllPages"));
  return deciding(verb)(...click);
}

async function review(deps: Deps, turn: ClickTurn, found: Found, { signal }: Click): Promise<Decided> {
  const { request, mark: view } = found;
  const comment = typed(turn, "comment");
  return reviewEmergency(deps, request, { sender: turn.sender, signal, comment, view });
}

async function extend(
  deps: Deps,
  turn: ClickTurn,
  { request, mark: view }: Found,
  { proof, signal }: Click,
): Promise<Decided | TurnAnswer> {
  const longer = turn.data[LONGER_INPUT];
  if (longer === undefined) return { kind: "card", content: extendForm(request, deps.policy().lease) };
  return extendLease(deps, request, { sender: turn.sender, proof, signal, longer, view });
}

/** At most 500 characters of what was typed into a card's input; null: nothing. */
function typed(turn: ClickTurn, input: string): string | null {
  return turn.data[input]?.trim().slice(0, 500) || null;
}

/** The request whose card was clicked: only a card that the bot posted in this very conversation counts. */
async function requestOn(deps: Deps, turn: ClickTurn): Promise<Found> {
  const { id, mark } = readRef(turn.data["ref"] ?? "");
  const place = [turn.conversation.id, turn.cardActivityId ?? ""] as const;
  const { stored, request, halt } = await deps.store.read(async (tx) => ({
    stored: await storedAt(tx, ...place),
    request: await tx.requests.get(id),
    halt: await tx.switches.halt(),
  }));
  const shown = stored ?? (await postedAt(deps, ...place));
  if (request !== null && shown === id) return { request, halt, mark };
  // Of a forwarded card no more is told than its state: this conversation was not meant to see the rest.
  throw new UserError("forbidden", say("clicks.otherPlace", { id, state: request?.state ?? null }));
}

/** The request whose card stands there, as is written down; null: of none. */
async function storedAt(tx: Tx, conversationId: string, activityId: string): Promise<string | null> {
  const post = await tx.posts.find(conversationId, activityId);
  return post?.kind === "request" ? post.subject : null;
}

/**
 * The same for a card that was not written down a moment ago. A quick hand may be there before that, and it may be written
 * down between two looks: so the store is asked again after the memory.
 */
async function postedAt(deps: Deps, conversationId: string, activityId: string): Promise<string | null> {
  const posted = requestJustPosted(deps.outbox, conversationId, activityId);
  return posted ?? deps.store.read((tx) => storedAt(tx, conversationId, activityId));
}

async function cardFor(
  deps: Deps,
  turn: ClickTurn,
  { request, halt }: Found,
  notice: Text | "",
  page: number | null = null,
): Promise<TurnAnswer> {
  const viewer = viewerOf(request, turn.sender);
  const now = deps.clock.now();
  const look = async (tx: Tx) => ({
    steps: await stepsShownTo(tx, request, turn.sender, { page, now }),
    isApart: viewer === "requester" && !(await canJoin(tx, request, now)),
  });
  // Which pages a person has opened is kept; to look at the first writes nothing.
  const { steps, isApart } =
    page === null ? await deps.store.read(look) : await deps.store.transaction(look, "in-order");
  // What its siblings have come to is not on its own row.
  const shown = isApart ? { ...request, siblings: [] } : request;
  const content = requestCard(shown, { commands: deps.commands, halt, steps, notice }, viewer);
  return { kind: "card", content };
}
