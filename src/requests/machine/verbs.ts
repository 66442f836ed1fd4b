import { hasApproval } from "../../policy/approvals.ts";
import { awaitsReview } from "./emergency.ts";
import { isScheduled } from "./lease.ts";
import { isOfPending } from "./lease-model.ts";
import { isSame, type Person } from "../../shared/people.ts";
import { waitsAgain } from "./device-queue.ts";
import type { Request } from "./request.ts";
import { isJoinable } from "./joined.ts";
import { isBeyondResuming } from "./restored.ts";
import { viewOf, type DecidingVerb } from "./view.ts";
import { isStoppableNow } from "./lead.ts";
import { isRevocable, canBeStopped } from "./withdraw.ts";
import { isFinal } from "./state.ts";
import { countOf } from "./steps.ts";

/** What people do to a request by a click: one row for each verb (its title: `requestCard` of the catalogue), which the buttons, their clicks and their repeats follow. */

/** The view for everybody, the one that the requester alone gets, and that of those who have approved. */
export type Viewer = "anyone" | "requester" | "approver";

export interface VerbRow {
  /** Whether somebody can do this to a request as it stands: what no card offers any more, no click does. */
  readonly possible: (request: Request) => boolean;
  /** On whose view the button stands, where it is possible; absent: on everybody's. */
  readonly shownTo?: (viewer: Viewer, request: Request) => boolean;
  /** The mark of the view that the click counts on, and on no other; null: it counts on any. */
  readonly view: ((request: Request) => string) | null;
  /** The click is an event of its own name, made of what is found at the moment; the others ask for something first, or only look. */
  readonly event?: true;
}

function isWaiting({ state }: Request): boolean {
  return state === "Requested";
}

function isCancellable(request: Request): boolean {
  return isWaiting(request) || waitsAgain(request);
}

/** Whether something of it waits until a person says that it goes on. */
export function isResumable({ state, steps }: Request): boolean {
  if (steps === undefined) return state === "Interrupted";
  if (isFinal(state) || state === "Requested") return false;
  return steps.held !== undefined || countOf(steps.tally, "Interrupted") > 0;
}

/** A release that waits for its time, or isolations of several devices of which one has such a release. */
function isExtendable(request: Request): boolean {
  return (isScheduled(request) && !isOfPending(request.origin)) || (request.steps?.leases?.open ?? 0) > 0;
}

/** What is decided by what the card shows. */
function onView(verb: DecidingVerb): (request: Request) => string {
  return (request) => viewOf(request, verb);
}

/** Who is asked to decide: not the person who asks, unless the policy lets them, and nobody twice. */
function mayApprove(viewer: Viewer, { verdict }: Request): boolean {
  return viewer === "anyone" || (viewer === "requester" && verdict.selfApproval);
}

/** Everybody's view has it too, since a client may show no other one. */
function mayRevoke(viewer: Viewer, { approvals, requester }: Request): boolean {
  return viewer !== "requester" || approvals.some(({ person }) => isSame(person, requester));
}

/** In the order in which the buttons stand on a card. */
const ROWS = {
  review: { possible: awaitsReview, view: onView("review") },
  approve: { possible: isWaiting, shownTo: mayApprove, view: onView("approve"), event: true },
  resume: {
    possible: (request) => isResumable(request) && !isBeyondResuming(request),
    view: onView("resume"),
    event: true,
  },
  stop: { possible: isStoppableNow, view: null, event: true },
  extend: { possible: isExtendable, view: onView("extend") },
  revoke: {
    possible: (request) => hasApproval(request) && isRevocable(request),
    shownTo: mayRevoke,
    view: null,
    event: true,
  },
  deny: {
    possible: canBeStopped,
    shownTo: (viewer, request) => viewer !== "requester" || !isCancellable(request),
    view: null,
    event: true,
  },
  cancel: {
    possible: isCancellable,
    shownTo: (viewer) => viewer === "requester",
    view: null,
    event: true,
  },
  /** With the others of its command it becomes one request, under the strictest of what is asked for them. */
  join: { possible: isJoinable, shownTo: (viewer) => viewer === "requester", view: null },
  /** Another page of its steps. */
  page: { possible: ({ steps }) => steps !== undefined, view: null },
  view: { possible: (request) => !isFinal(request.state) || isExtendable(request), view: null },
} satisfies Readonly<Record<string, VerbRow>>;

export type RequestVerb = keyof typeof ROWS;

/** The verbs whose click is an event that the machine decides. */
export type EventVerb = {
  [V in RequestVerb]: (typeof ROWS)[V] extends { readonly event: true } ? V : never;
}[RequestVerb];

export const REQUEST_VERBS: Readonly<Record<RequestVerb, VerbRow>> = ROWS;

/** Whether that view of the card has this button. */
export function isOffered(verb: RequestVerb, request: Request, viewer: Viewer): boolean {
  const { possible, shownTo } = REQUEST_VERBS[verb];
  return possible(request) && (shownTo?.(viewer, request) ?? true);
}

/** The view of the card that this person gets. */
export function viewerOf({ requester, approvals }: Request, who: Pick<Person, "oid" | "tid">): Viewer {
  if (isSame(requester, who)) return "requester";
  return approvals.some(({ person }) => isSame(person, who)) ? "approver" : "anyone";
}

/** Whether a verb of a card is one of a request. */
export function isRequestVerb(verb: string): verb is RequestVerb {
  return Object.hasOwn(REQUEST_VERBS, verb);
}

/** The data of a button: the request, and the view that it stands on where the click depends on that. */
export function refOf(request: Request, verb: RequestVerb): string {
  const mark = REQUEST_VERBS[verb].view?.(request);
  return mark === undefined ? request.id : `${request.id}.${mark}`;
}

/** The data of a button that shows another page of a request's steps: of the view that it stands on, and of no other. */
export function pageRef(request: Request, page: number): string {
  return `${request.id}.${page}:${viewOf(request, "approve")}`;
}

/** The page that such a button's mark names, from 0 on; null: it is of an older view. */
export function pageIn(mark: string, request: Request): number | null {
  const [, page = "", view = ""] = /^(\d{1,3}):(.+)$/.exec(mark) ?? [];
  return view === viewOf(request, "approve") ? Number(page) : null;
}

/** The data of a button that leads on from one step of a request, by its number. */
export function stepRef(leader: string, n: number): string {
  return `${leader}.${n}`;
}

/** What a button's data names; the mark is empty where it has none. */
export function readRef(ref: string): { readonly id: string; readonly mark: string } {
  const [id = "", mark = ""] = ref.split(".", 2);
  return { id, mark };
}
