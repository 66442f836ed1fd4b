import { awaitsReview } from "./emergency.ts";
import { isScheduled } from "./lease.ts";
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

/** The view for everybody, or the one that the requester alone gets. */
export type Viewer = "anyone" | "requester";

export interface VerbRow {
  /** Whether the card of a request as it stands has this button. */
  offered(request: Request, viewer: Viewer): boolean;
  /** The mark of the view that the click counts on, and on no other; null: it counts on any. */
  readonly view: ((request: Request) => string) | null;
}

function isWaiting({ state }: Request): boolean {
  return state === "Requested";
}

/** Whether something of it waits until a person says that it goes on. */
export function isResumable({ state, steps }: Request): boolean {
  if (steps === undefined) return state === "Interrupted";
  if (FINAL_STATES.includes(state) || state === "Requested") return false;
  return steps.held !== undefined || countOf(steps.tally, "Interrupted") > 0;
}

function deciding(verb: DecidingVerb, offered: VerbRow["offered"]): VerbRow {
  return { offered, view: (request) => viewOf(request, verb) };
}

/** In the order in which the buttons stand on a card. */
export const REQUEST_VERBS: Readonly<Record<RequestVerb, VerbRow>> = {
  review: deciding("review", awaitsReview),
  approve: deciding("approve", isWaiting),
  resume: deciding("resume", (request) => isResumable(request) && !isBeyondResuming(request)),
  stop: { offered: isStoppableNow, view: null },
  extend: deciding("extend", isScheduled),
  deny: {
    offered: canBeStopped,
    view: null,
  },
  revoke: {
    offered: (request) => request.approvals.length > 0 && isRevocable(request),
    view: null,
  },
  cancel: {
    offered: (request, viewer) => (isWaiting(request) || waitsAgain(request)) && viewer === "requester",
    view: null,
  },
  /** Another page of its steps. */
  page: { offered: ({ steps }) => steps !== undefined, view: null },
  view: { offered: ({ state }) => !FINAL_STATES.includes(state), view: null },
};

export function isRequestVerb(verb: string): verb is RequestVerb {
  return Object.hasOwn(REQUEST_VERBS, verb);
}

/** The data of a button: the request, and the view that it stands on where the click depends on that. */
export function refOf(request: Request, verb: RequestVerb): string {
  const mark = REQUEST_VERBS[verb].view?.(request);
  return mark === undefined ? request.id : `${request.id}.${mark}`;
}

/** What a button's data names; the mark is empty where it has none. */
export function readRef(ref: string): { readonly id: string; readonly mark: string } {
  const [id = "", mark = ""] = ref.split(".", 2);
  return { id, mark };
}
