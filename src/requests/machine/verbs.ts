import { awaitsReview } from "./emergency.ts";
import { isScheduled } from "./lease.ts";
import { isSame, type Person } from "../../shared/people.ts";
import { waitsAgain } from "./device-queue.ts";
import type { Request } from "./request.ts";
import { isBeyondResuming } from "./restored.ts";
import { viewOf, type DecidingVerb } from "./view.ts";
import { isStoppableNow } from "./lead.ts";
import { isRevocable, canBeStopped } from "./withdraw.ts";
import { FINAL_STATES } from "./state.ts";
import { countOf } from "./steps.ts";

/** What people do to a request by a click: one row for each verb (its title: `requestCard` of the catalogue), which the buttons, their clicks and their repeats follow. */

export type RequestVerb = DecidingVerb | "stop" | "deny" | "cancel" | "revoke" | "page" | "view";

/** The view for everybody, the one that the requester alone gets, and that of those who have approved. */
export type Viewer = "anyone" | "requester" | "approver";

export interface VerbRow {
  /** Whether somebody can do this to a request as it stands: what no card offers any more, no click does. */
  readonly possible: (request: Request) => boolean;
  /** On whose view the button stands, where it is possible; absent: on everybody's. */
  readonly shownTo?: (viewer: Viewer, request: Request) => boolean;
  /** The mark of the view that the click counts on, and on no other; null: it counts on any. */
  readonly view: ((request: Request) => string) | null;
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
  if (FINAL_STATES.includes(state) || state === "Requested") return false;
  return steps.held !== undefined || countOf(steps.tally, "Interrupted") > 0;
}

function deciding(verb: DecidingVerb, row: Omit<VerbRow, "view">): VerbRow {
  return { ...row, view: (request) => viewOf(request, verb) };
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
export const REQUEST_VERBS: Readonly<Record<RequestVerb, VerbRow>> = {
  review: deciding("review", { possible: awaitsReview }),
  approve: deciding("approve", { possible: isWaiting, shownTo: mayApprove }),
  resume: deciding("resume", { possible: (request) => isResumable(request) && !isBeyondResuming(request) }),
  stop: { possible: isStoppableNow, view: null },
  extend: deciding("extend", { possible: isScheduled }),
  revoke: {
    possible: (request) => request.approvals.length > 0 && isRevocable(request),
    shownTo: mayRevoke,
    view: null,
  },
  deny: {
    possible: canBeStopped,
    shownTo: (viewer, request) => viewer !== "requester" || !isCancellable(request),
    view: null,
  },
  cancel: {
    possible: isCancellable,
    shownTo: (viewer) => viewer === "requester",
    view: null,
  },
  /** Another page of its steps. */
  page: { possible: ({ steps }) => steps !== undefined, view: null },
  view: { possible: ({ state }) => !FINAL_STATES.includes(state), view: null },
};

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

/** What a button's data names; the mark is empty where it has none. */
export function readRef(ref: string): { readonly id: string; readonly mark: string } {
  const [id = "", mark = ""] = ref.split(".", 2);
  return { id, mark };
}
