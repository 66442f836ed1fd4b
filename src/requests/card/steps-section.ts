import { CONTAIN } from "../../policy/model.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { minutesFor } from "../machine/hold-rest.ts";
import { warningsOn } from "../machine/relied.ts";
import type { Request } from "../machine/request.ts";
import { calledOff, countOf, isLeader, type Leader } from "../machine/steps.ts";
import type { RequestState } from "../machine/state.ts";
import { isOffered, stepRef, type Viewer } from "../machine/verbs.ts";
import { viewOf } from "../machine/view.ts";
import type { CardButton } from "../../messaging/content.ts";
import type { Tx } from "../rows.ts";
import { SHOW_TARGET, shownTarget } from "./shown-target.ts";
import { isSentWhole, LONGEST_NAME } from "../title.ts";

/** What the card of a request says of its steps: how far they have come, and each of them, the risky ones first. */

/** Steps on one page: a card has room for so many with their warnings. */
const PAGE = 20;
/** What failed is named with its reason, where it is no more than so many. */
const MOST_NAMED = 3;
const FAILED: readonly RequestState[] = ["Failed", "TimedOut"];

/** A page of a request's steps. */
export interface StepsShown {
  readonly rows: readonly Request[];
  /** The first of those that failed, wherever their pages are. */
  readonly failed: readonly Request[];
  /** One of each kind and how many there are, where they do not all do the same. */
  readonly mixed: readonly { readonly one: Request; readonly n: number }[];
  /** From 0 on. */
  readonly page: number;
  readonly pages: number;
  /** Whether whoever sees this card has had every page of this view before them. */
  readonly isWhole: boolean;
}

/** As the template is bound with it. */
export type TogetherData = {
  /** "12 of 40 done, 2 waiting for the device, 1 failed: web07 (…)". */
  readonly line: Words;
  readonly page: Words;
  /** What is done to which target, its comment included: as long as it is. */
  readonly each: readonly { readonly step: Words; readonly line: Words; readonly opens: CardButton | null }[];
};

const NOT_TOGETHER: TogetherData = { line: "", page: "", each: [] };

/** Everybody's card of a request: its first page. */
export async function stepsShown(tx: Tx, request: Request): Promise<StepsShown | null> {
  return isLeader(request) ? pageOf(tx, request, 0, []) : null;
}

/**
 * One person's card: a page that they ask for, or the first. Which pages of this view they have had before them is kept, so
 * that nobody approves what they have not been shown.
 * @param now epoch milliseconds
 */
export async function stepsShownTo(
  tx: Tx,
  request: Request,
  { oid }: { readonly oid: string },
  { page, now }: { readonly page: number | null; readonly now: number },
): Promise<StepsShown | null> {
  if (!isLeader(request)) return null;
  const seen = await pagesSeen(tx, request, oid, now);
  if (page === null) return pageOf(tx, request, 0, seen);
  const shown = await pageOf(tx, request, page, [...seen, page]);
  const body = JSON.stringify([...new Set([...seen, shown.page])]);
  const expiresAt = request.expiresAt + KEPT_MS;
  await tx.refs.put({ id: keyOf(request, oid), kind: KIND, body, expiresAt });
  return shown;
}

/** Whether this person has had every page of the request as it stands before them. @param now epoch milliseconds */
export async function hasSeenAll(tx: Tx, request: Request, oid: string, now: number): Promise<boolean> {
  if (!isLeader(request)) return true;
  return isWhole(pagesIn(request), await pagesSeen(tx, request, oid, now));
}

const KIND = "pages";
const KEPT_MS = 86_400_000;

function keyOf(leader: Leader, oid: string): string {
  return `pages|${leader.id}|${oid}|${viewOf(leader, "approve")}`;
}

async function pagesSeen(tx: Tx, leader: Leader, oid: string, now: number): Promise<readonly number[]> {
  const row = await tx.refs.get(keyOf(leader, oid), now);
  return row === null ? [] : (JSON.parse(row.body) as readonly number[]);
}

function pagesIn({ steps }: Leader): number {
  return Math.ceil(steps.count / PAGE);
}

/** The first page is on everybody's card. */
function isWhole(pages: number, seen: readonly number[]): boolean {
  return Array.from({ length: pages }, (_, page) => page).every((page) => page === 0 || seen.includes(page));
}

async function pageOf(tx: Tx, leader: Leader, wanted: number, seen: readonly number[]): Promise<StepsShown> {
  const pages = pagesIn(leader);
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const rows = await tx.steps.riskiest(leader.id, page * PAGE, PAGE);
  const failed = await tx.steps.inState(leader.id, FAILED, MOST_NAMED);
  const mixed = leader.action === CONTAIN ? kindsOf(await tx.steps.all(leader.id)) : [];
  return { rows, failed, mixed, page, pages, isWhole: isWhole(pages, seen) };
}

function kindsOf(all: readonly Request[]): StepsShown["mixed"] {
  return [...Map.groupBy(all, ({ action }) => action).values()].flatMap((some) =>
    some.slice(0, 1).map((one) => ({ one, n: some.length })),
  );
}

/** The section of the card; empty for a request of one step. What is asked of a step and not of all stands with its name. */
export function togetherOf(
  request: Request,
  shown: StepsShown | null,
  viewer: Viewer,
  titleOf: (step: Request) => Words,
): TogetherData {
  if (!isLeader(request) || shown === null) return NOT_TOGETHER;
  const { page, pages, rows, isWhole } = shown;
  const unseen = request.state === "Requested" && !isWhole && isOffered("approve", request, viewer);
  const asked = JSON.stringify(titleOf(request));
  const nameOf = (step: Request): Words => {
    const target = targetOf(step, request);
    return JSON.stringify(titleOf(step)) !== asked
      ? say("requestList.requestOn", { what: titleOf(step), target })
      : target;
  };
  return {
    line: progressOf(request, shown.failed),
    page: pages === 1 ? "" : say("steps.page", { page: page + 1, pages, unseen }),
    each: rows.map((step) => ({ step: nameOf(step), line: stepLine(step), opens: opensStep(request, step) })),
  };
}

/** From a step to the card of its target; null: there is nothing more to see. */
function opensStep({ id }: Request, step: Request): CardButton | null {
  const shown = shownTarget(step);
  const n = step.of?.n;
  return shown === null || n === undefined
    ? null
    : { title: shown.title, verb: SHOW_TARGET, ref: stepRef(id, n) };
}

/** Its target, with the comment that is written to Defender for it alone: no title says that. */
function targetOf({ target, args }: Request, leader: Leader): Words {
  const { comment } = args;
  const name = isSentWhole(target) ? target.name : cleanLine(target.name, LONGEST_NAME);
  if (comment === undefined || comment === leader.args["comment"]) return name;
  return say("steps.withComment", { name, comment });
}

/** "12 of 40 done, 2 waiting for the device, 1 failed: web07 (…)" */
function progressOf({ state, steps, action, target }: Leader, failed: readonly Request[]): Text {
  const { count } = steps;
  const minutes = minutesFor(count, action === CONTAIN ? "device" : target.kind);
  if (state === "Requested") return say("steps.together", { n: count, minutes });
  const tally = calledOff(steps);
  return say("steps.progress", {
    count,
    done: countOf(tally, "Succeeded"),
    waiting: countOf(tally, "Requested"),
    sending: countOf(tally, "Approved", "Executing"),
    onDevice: countOf(tally, "Pending", "InProgress"),
    interrupted: countOf(tally, "Interrupted"),
    failed: countOf(tally, ...FAILED),
    failures: failed.map((step) =>
      say("several.leftOutOne", { name: step.target.name, why: step.outcome ?? step.state }),
    ),
    notSent: countOf(tally, "Cancelled", "Denied", "Expired"),
  });
}

function stepLine(step: Request): Text {
  const { state, outcome, proof, of } = step;
  const isWaiting = state === "Requested";
  return say("steps.line", {
    n: of?.n ?? 0,
    state: isWaiting ? null : state,
    outcome: isWaiting ? null : (outcome ?? proof?.says ?? null),
    warnings: isWaiting ? warningsOn(step) : [],
  });
}
