import { say, type Text, type Words } from "../../texts/text.ts";
import { needsNobody } from "../../policy/approvals.ts";
import { UserError } from "../../shared/errors.ts";
import { isStoppable, type Halt } from "../machine/halt.ts";
import type { Request } from "../machine/request.ts";
import { standingFor, type Standing } from "../machine/standing.ts";
import type { Tx } from "../rows.ts";
import { alreadySo } from "../facts/already.ts";
import { recordFlood, tooMuchOf } from "./asking.ts";
import { recordHalted, recordOpening } from "../transition/audit-record.ts";
import type { Deps } from "../deps.ts";
import { roomFor } from "../transition/limits.ts";
import { openedAskingMore } from "../machine/asking-more.ts";
import { postRequest } from "../transition/notify.ts";
import { demandCounted } from "../facts/together.ts";
import { togetherGuard, togetherRefuse } from "../transition/keeps-holders.ts";
import type { Appraised } from "../facts/sight.ts";
import type { Invocation } from "../invocation.ts";

/** What became of a request that was to be opened. */
export type Recorded =
  | { readonly kind: "opened"; readonly request: Request }
  /** The policy's limits are used up. */
  | { readonly kind: "full"; readonly why: Words }
  | { readonly kind: "halted"; readonly halt: Halt }
  /** The person has asked for too much. */
  | { readonly kind: "flood"; readonly why: Text }
  /** An open one is shown in its place. */
  | { readonly kind: "standing"; readonly standing: Standing }
  /** Nothing is left to ask for; why, in words. */
  | { readonly kind: "so"; readonly why: Text; readonly request: Request };

/**
 * The transaction that opens a request: halt, what is open or so already, limits, the request, its cards and its audit
 * record.
 * @param found of the device, as it was read for its card, or who holds the roles, where it is about an account
 */
export async function record(
  deps: Deps,
  invocation: Invocation,
  drafted: Request,
  found: Pick<Appraised, "facts" | "holders">,
): Promise<Recorded> {
  return deps.store.transaction(async (tx) => {
    const earlier = await tx.requests.byOrigin(invocation.origin);
    if (earlier !== null) return { kind: "opened", request: earlier };
    const halt = await tx.switches.halt();
    if (halt !== null && isStoppable(drafted.action)) {
      await recordHalted(tx, halt, drafted);
      return { kind: "halted", halt };
    }
    const { command, allTheSame = false } = invocation;
    const others = await tx.requests.openOn(drafted.target.id, drafted.action);
    const standing = standingFor(command, drafted, others, allTheSame);
    if (standing !== null) return { kind: "standing", standing };
    const actions = found.facts?.actions ?? null;
    const so = await alreadySo(deps, tx, command, drafted, actions, drafted.requestedAt);
    if (so !== null) return { kind: "so", why: so, request: drafted };
    const flood = await floodOf(tx, invocation, drafted);
    if (flood !== null) return flood;
    if (drafted.state === "Approved" && drafted.emergency === undefined)
      await demandCounted(deps, tx, { request: drafted }, drafted.verdict);
    return openWithin(deps, tx, invocation, drafted, found.holders);
  });
}

/** Who asks for too much is told, and it is on record. */
export async function floodOf(
  tx: Tx,
  invocation: Invocation,
  { requester, state, requestedAt: now }: Pick<Request, "requester" | "state" | "requestedAt">,
): Promise<Extract<Recorded, { kind: "flood" }> | null> {
  const why = await tooMuchOf(tx, invocation, requester, state === "Requested", now);
  if (why === null) return null;
  await recordFlood(tx, invocation, requester, why, now);
  return { kind: "flood", why };
}

/** As far as the limits and those who would be left allow. */
async function openWithin(
  deps: Deps,
  tx: Tx,
  invocation: Invocation,
  drafted: Request,
  holders: Appraised["holders"],
): Promise<Recorded> {
  const room = await roomFor(deps, tx, drafted, [drafted], drafted.requestedAt);
  if (room.kind === "full") return room;
  const within =
    room.kind === "more" ? openedAskingMore(drafted, { because: "limit", why: room.why }) : drafted;
  const refusal = await leftAlone(tx, [within], holders);
  if (refusal !== null) return { kind: "full", why: refusal };
  const [asked = within] = await leftWithDevices(tx, [within], holders);
  return { kind: "opened", request: await write(deps, tx, invocation, asked) };
}

/** Of what needs nobody's approval, this is the transaction that would take holders away. */
export async function leftAlone(
  tx: Tx,
  drafts: readonly Request[],
  holders: Appraised["holders"],
): Promise<Text | null> {
  const atOnce = drafts.filter(({ state }) => state === "Approved");
  return togetherRefuse(tx, atOnce, holders, drafts[0]?.requestedAt ?? 0);
}

/** The same of what cuts off their devices: then all of these wait for two people. */
export async function leftWithDevices(
  tx: Tx,
  drafts: readonly Request[],
  holders: Appraised["holders"],
): Promise<readonly Request[]> {
  const atOnce = drafts.filter(({ state }) => state === "Approved");
  const why = await togetherGuard(tx, atOnce, holders, drafts[0]?.requestedAt ?? 0);
  return why === null ? drafts : drafts.map((one) => openedAskingMore(one, { because: "guard", why }));
}

async function write(deps: Deps, tx: Tx, invocation: Invocation, drafted: Request): Promise<Request> {
  const quiet = invocation.command.triage && needsNobody(drafted.verdict);
  const told = quiet ? true : await postRequest(deps, tx, drafted, invocation.replyTo);
  const request: Request = { ...drafted, nobodyTold: !told };
  if (!(await tx.requests.insert(request))) {
    throw new UserError("conflict", say("joining.askedMeanwhile"));
  }
  await recordOpening(tx, request);
  return request;
}
