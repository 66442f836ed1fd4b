import { say, type Text, type Words } from "../../texts/text.ts";
import { card, type LabelValue, type Tone } from "../../messaging/card.ts";
import type { AnyCommand, ChangeCommand } from "../change-command.ts";
import { changing } from "../change-commands.ts";
import type { CardButton, Content } from "../../messaging/content.ts";
import { severityTone } from "../../alerts/row.ts";
import { awaitsReview, emergencyBanner } from "../machine/emergency.ts";
import { withNamed } from "../../messaging/named-on.ts";
import { haltLine, isStoppable, type Halt } from "../machine/halt.ts";
import { reasonInWords } from "../machine/lease-release.ts";
import { warningsOn } from "../machine/relied.ts";
import type { Request } from "../machine/request.ts";
import { isResumedAnew } from "../machine/restored.ts";
import {
  isOffered,
  pageRef,
  refOf,
  REQUEST_VERBS,
  viewerOf,
  type RequestVerb,
  type Viewer,
} from "../machine/verbs.ts";
import { togetherOf, type StepsShown, type TogetherData } from "./steps-section.ts";
import { isFinal, type RequestState } from "../machine/state.ts";
import { nextStep } from "./next-step.ts";
import { requestFacts } from "./request-facts.ts";
import { namedRef, SHOW_NAMED, SHOW_TARGET, shownTarget } from "./shown-target.ts";
import { termsOf } from "./terms.ts";
import { proofWords } from "../machine/watched.ts";
import { titleOf } from "../title.ts";
import { wayOf, type WayStep } from "./way.ts";

/** From the top: what people decide by, their buttons, and what is folded away until somebody asks for it. */
export type RequestCardData = {
  readonly state: Words;
  readonly tone: Tone;
  /** "1 of 2 approvals · until 19:19 UTC · 7KQ2-M4XD": what stands beside the state. */
  readonly progress: Words;
  /** Who ran it without approval and whether that was reviewed; empty: it is no emergency. */
  readonly emergency: Words;
  /** "Isolate (Full)". */
  readonly what: Words;
  readonly target: Words;
  readonly targetSize: "Default" | "Medium" | "Large" | "ExtraLarge";
  /** "For 4 hours, then released by itself": what has to be read beside these two. */
  readonly terms: readonly Words[];
  readonly id: Words;
  readonly reason: Words;
  /** Who asked, and when. */
  readonly asked: Words;
  /** The alert that it was opened from; empty: none. */
  readonly alert: readonly {
    readonly severity: Words;
    readonly tone: Tone;
    readonly title: Words;
    /** The telling command line, or empty. */
    readonly line: Words;
  }[];
  /** Of a request of several steps: how far they have come. */
  readonly together: TogetherData;
  readonly warnings: readonly Words[];
  /** What keeps it from going its way: a halt, or that nobody who could approve is told. */
  readonly alarms: readonly Words[];
  readonly outcome: Words;
  /** What a look behind it has found; empty: nothing yet. */
  readonly proof: Words;
  /** For whoever has just clicked, right at the buttons: what came of it; or empty. */
  readonly notice: Words;
  /** Whether the review is open: then the card takes a comment. */
  readonly reviewOpen: boolean;
  readonly buttons: readonly CardButton[];
  readonly steps: readonly WayStep[];
  readonly facts: readonly LabelValue[];
  readonly history: readonly LabelValue[];
  /** The views that only these people get; null: none. */
  readonly refresh: {
    readonly verb: string;
    readonly ref: string;
    readonly userIds: readonly string[];
  } | null;
};

const TONES: Readonly<Record<RequestState, Tone>> = {
  Requested: "warning",
  Approved: "accent",
  Executing: "accent",
  Pending: "accent",
  InProgress: "accent",
  Succeeded: "good",
  Failed: "attention",
  Denied: "attention",
  Expired: "neutral",
  Cancelled: "neutral",
  TimedOut: "attention",
  Partial: "warning",
  Interrupted: "attention",
};

const MAX_HISTORY = 8;
/** Characters in one line of a phone, 390 px wide, in a channel, in bold type of that size: a longer name would break within. */
const FITS = { ExtraLarge: 18, Large: 23, Medium: 30 } as const;
/** Of several names, in two lines of the larger type. */
const MOST_IN_LARGE = 40;

/** The verbs of the buttons that lead from a request to something else; the bot's room acts on them. */
export const SHOW_ALERT = "show-alert";
export const GO_ON = "go-on";

/** What a card shows beside its request. */
export interface Surroundings {
  readonly commands: readonly AnyCommand[];
  readonly halt: Halt | null;
  /** Of a request of several steps; null or absent: it is none. */
  readonly steps?: StepsShown | null;
  /** For whoever has just clicked: what came of it, where the card alone does not tell; empty or absent: nothing. */
  readonly notice?: Text | "";
}

/** The card of a request as it stands. Times are absolute, so that an old card does not lie. */
export function requestCard(
  request: Request,
  { commands, halt, steps = null, notice = "" }: Surroundings,
  viewer: Viewer = "anyone",
): Content {
  const command = changing(commands, request.command);
  const what = titleOf(commands, request);
  const open = !isFinal(request.state);
  const data: RequestCardData = {
    state: request.state,
    tone: TONES[request.state],
    progress: progressOf(request),
    emergency: emergencyBanner(request),
    what,
    target: request.target.name,
    targetSize: sizeOf(request.target.name),
    terms: termsOf(request, commands, steps),
    id: request.id,
    reason: reasonOf(request, command),
    asked: askedBy(request),
    alert: alertBehind(request),
    together: togetherOf(request, steps, viewer, (step) => titleOf(commands, step)),
    warnings: open ? warningsOn(request) : [],
    alarms: alarmsOf(request, halt),
    outcome: request.outcome ?? "",
    proof: proofWords(request),
    notice,
    reviewOpen: awaitsReview(request),
    buttons: buttonsOf(request, viewer, commands, steps),
    steps: wayOf(request, command),
    facts: requestFacts(request),
    history: historyOf(request),
    refresh: refreshOf(request),
  };
  const { id, state, target } = request;
  const summary = { emergency: awaitsReview(request), id, state, what, target: target.name };
  return leading(card<RequestCardData>("request", data, say("requestCard.summary", summary)), request, steps);
}

/** What the card names is one click from its own card; of several steps each has a button of its own. */
function leading(content: Content, { id, target }: Request, steps: StepsShown | null): Content {
  return withNamed(content, {
    // Its button shows the target; a device's id looks like the hash of a file, and is none.
    leadsTo: (value) =>
      value === target.id || steps?.rows.some((step) => step.target.name === value) === true,
    button: (title, name, args) => ({ title, verb: SHOW_NAMED, ref: namedRef(id, name, args) }),
  });
}

function sizeOf(name: string): RequestCardData["targetSize"] {
  const longest = Math.max(...name.split(" ").map(({ length }) => length));
  if (longest > FITS.Medium) return "Default";
  if (longest > FITS.Large || name.length > MOST_IN_LARGE) return "Medium";
  return name.length > FITS.ExtraLarge ? "Large" : "ExtraLarge";
}

function progressOf(request: Request): Text {
  const { id, state, approvals, verdict, expiresAt } = request;
  if (state !== "Requested") return say("requestCard.named", { id });
  return say("requestCard.waiting", {
    id,
    given: approvals.length,
    needed: verdict.approvals,
    until: expiresAt,
  });
}

function askedBy({ requester, requestedAt }: Request): Text {
  const { name, upn } = requester;
  return say("requestCard.asked", { name, upn, at: requestedAt });
}

function alertBehind({ alert }: Request): RequestCardData["alert"] {
  if (alert === undefined) return [];
  const { severity, title, line } = alert;
  return [
    { severity: say("terms.graded", { severity }), tone: severityTone(severity), title, line: line ?? "" },
  ];
}

function alarmsOf(request: Request, halt: Halt | null): readonly Text[] {
  const waits = request.state === "Requested" || awaitsReview(request);
  return [
    ...(halt !== null && isHeldUp(request) ? [say("requestCard.heldUp", { halted: haltLine(halt) })] : []),
    ...(request.nobodyTold && waits ? [say("requestCard.nobodyTold")] : []),
  ];
}

/** Teams' way to name somebody in `userIds` of whom no more is known than the object id. */
function orgId(oid: string): string {
  return `8:orgid:${oid}`;
}

/** The requester and the approvers have views of their own while there is something to decide. */
function refreshOf(request: Request): RequestCardData["refresh"] {
  if (request.state !== "Requested") return null;
  const approvers = request.approvals
    .map(({ person }) => person)
    .filter((person) => viewerOf(request, person) === "approver");
  return {
    verb: "view",
    ref: refOf(request, "view"),
    userIds: [request.requesterTeamsId, ...approvers.map(({ oid }) => orgId(oid))],
  };
}

function historyOf(request: Request): RequestCardData["history"] {
  return request.history.slice(-MAX_HISTORY).map((entry) => ({
    label: say("common.time", { at: entry.at }),
    value: say("requestCard.did", { by: entry.by, what: entry.text }),
  }));
}

/** Empty: the command asks for none. */
function reasonOf(request: Request, command: ChangeCommand | null): Words {
  if (request.reason !== "") return reasonInWords(request);
  return command !== null && "reason" in command.args ? say("requestCard.noReason") : "";
}

/** Whether a halt stands between this request and Defender. */
function isHeldUp({ action, state, machineActionId }: Request): boolean {
  return isStoppable(action) && machineActionId === null && !isFinal(state);
}

/** Decisions first, then what leads on; what few need is in the menu. */
function buttonsOf(
  request: Request,
  viewer: Viewer,
  commands: readonly AnyCommand[],
  steps: StepsShown | null,
): readonly CardButton[] {
  const verbs = (Object.keys(REQUEST_VERBS) as RequestVerb[]).filter(
    (verb) => verb !== "page" && isOffered(verb, request, viewer) && !isHidden(verb, request, steps),
  );
  const own = verbs.map((verb): CardButton => {
    const button = { title: say(`requestCard.${verb}`), verb, ref: refOf(request, verb) };
    return isQuiet(verb, viewer) ? { ...button, mode: "secondary" } : button;
  });
  const next = nextStep(request, commands);
  const lead: readonly CardButton[] = [
    ...(next === null ? [] : [{ title: next.title, verb: GO_ON, ref: request.id }]),
    ...(request.alertId === null
      ? []
      : [{ title: say("requestCard.showAlert"), verb: SHOW_ALERT, ref: request.id }]),
  ];
  const shown = shownTarget(request);
  const target: readonly CardButton[] =
    shown === null ? [] : [{ title: shown.title, verb: SHOW_TARGET, ref: request.id, mode: "secondary" }];
  const isMenu = ({ mode }: CardButton): boolean => mode === "secondary";
  const decisions = own.filter((button) => !isMenu(button));
  return [...decisions, ...pageButtons(request, steps), ...lead, ...own.filter(isMenu), ...target];
}

/** Nobody approves what they have not been shown. */
function isHidden(verb: RequestVerb, request: Request, steps: StepsShown | null): boolean {
  const approves = verb === "approve" || (verb === "resume" && isResumedAnew(request));
  return approves && steps?.isWhole === false;
}

function pageButtons(request: Request, steps: StepsShown | null): readonly CardButton[] {
  if (steps === null) return [];
  const to = (page: number): string => pageRef(request, page);
  const { page, pages } = steps;
  return [
    ...(page > 0 ? [{ title: say("requestCard.back"), verb: "page", ref: to(page - 1) }] : []),
    ...(page < pages - 1 ? [{ title: say("requestCard.next"), verb: "page", ref: to(page + 1) }] : []),
  ];
}

/** A view of one's own shows by itself how things stand; and few of those who read everybody's have approved. */
function isQuiet(verb: RequestVerb, viewer: Viewer): boolean {
  return verb === "view" || (verb === "revoke" && viewer === "anyone");
}
