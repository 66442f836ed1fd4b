import { say, type Text } from "../../texts/text.ts";
import { text } from "../../messaging/content.ts";
import { postNotice } from "../../messaging/new-post.ts";
import { UserError } from "../../shared/errors.ts";
import { isStoppable, type Halt } from "../machine/halt.ts";
import type { Request } from "../machine/request.ts";
import { isJoinable, joinableAmong } from "../machine/joined.ts";
import type { Standing } from "../machine/standing.ts";
import { standingForAll } from "./standing-several.ts";
import type { StepRequest } from "../machine/steps.ts";
import { recordHalted, recordOpening } from "../transition/audit-record.ts";
import { roomFor } from "../transition/limits.ts";
import { originOfSplit } from "../machine/asking.ts";
import { openedAskingMore } from "../machine/asking-more.ts";
import { postRequest } from "../transition/notify.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import type { Tx } from "../rows.ts";
import type { Invocation } from "../invocation.ts";
import { alreadySo } from "../facts/already.ts";
import { floodOf } from "./save.ts";
import { demandCounted } from "../facts/together.ts";
import { leftAlone, leftWithDevices } from "./save.ts";
import { busyAmong, leading, type Drafted, type LeftOut, type Together } from "./draft-leader.ts";

export type RecordedSeveral =
  | {
      readonly kind: "opened";
      readonly requests: readonly Request[];
      /** Ids of what will be sent. */
      readonly calls: readonly string[];
      readonly leftOut: readonly LeftOut[];
    }
  | { readonly kind: "standing"; readonly standing: Standing }
  | { readonly kind: "halted"; readonly halt: Halt }
  | { readonly kind: "flood"; readonly why: Text };

/**
 * The transaction that opens requests for several targets; as `record` for one. What the cards alone don't tell is told by
 * messages that are written with them.
 * @param refused what the policy has left out already
 */
export async function recordSeveral(
  deps: Deps,
  invocation: Invocation,
  groups: readonly Together[],
  refused: readonly LeftOut[],
): Promise<RecordedSeveral> {
  const [first] = groups[0]?.each ?? [];
  if (first === undefined) return { kind: "opened", requests: [], calls: [], leftOut: refused };
  const { requester, requestedAt: now, action } = first.drafted;
  return deps.store.transaction(async (tx) => {
    const earlier = await tx.requests.byOrigin(invocation.origin);
    if (earlier !== null) return { kind: "opened", requests: [earlier], calls: [], leftOut: [] };
    const halt = await tx.switches.halt();
    if (halt !== null && isStoppable(action)) {
      await recordHalted(tx, halt, first.drafted, true);
      return { kind: "halted", halt };
    }
    const standing = invocation.allTheSame === true ? null : await standingForAll(deps, tx, groups);
    if (standing !== null) return { kind: "standing", standing };
    const waits = groups.some(({ each }) => each.some(({ drafted }) => drafted.state === "Requested"));
    const flood = await floodOf(tx, invocation, {
      requester,
      state: waits ? "Requested" : "Approved",
      requestedAt: now,
    });
    if (flood !== null) return flood;
    await demandFreeCounted(deps, tx, groups);
    const opened = await open(deps, tx, invocation, groups, refused);
    await tellBesides(deps, tx, invocation, opened);
    return opened;
  });
}

/** What runs without anybody's approval is let pass here: others that came in between count. @throws UserError `conflict` */
async function demandFreeCounted(deps: Deps, tx: Tx, groups: readonly Together[]): Promise<void> {
  const steps = groups.flatMap(({ each }) => each.map(({ drafted }) => drafted));
  const free = steps.filter(({ state, emergency }) => state === "Approved" && emergency === undefined);
  const [request] = free;
  if (request === undefined) return;
  await demandCounted(deps, tx, { request, steps }, ...free.map(({ verdict }) => verdict));
}

type Opened = Extract<RecordedSeveral, { kind: "opened" }>;

/** What was left out and why, and into which requests it was split. Where nothing was opened, the answer says it. */
async function tellBesides(
  deps: Deps,
  tx: Tx,
  { place, replyTo, sender }: Invocation,
  { requests, leftOut }: Opened,
): Promise<void> {
  if (requests.length === 0) return;
  const words = [
    ...(leftOut.length === 0
      ? []
      : [say("several.leftOut", { each: leftOut.map((one) => say("several.leftOutOne", one)) })]),
    ...(requests.length === 1 ? [] : [splitWords(requests)]),
  ];
  for (const each of words) await postNotice(deps, tx, place, text(each), { replyTo, asker: sender.oid });
}

/** Alerts and incidents have calls of their own, whatever the policy asks. */
function splitWords(requests: Opened["requests"]): Text {
  const isOfKinds = new Set(requests.map(({ target }) => target.kind)).size > 1;
  const canJoin = requests.some(isJoinable);
  return say("several.splitInto", { ids: requests.map(({ id }) => id), isOfKinds, canJoin });
}

async function open(
  deps: Deps,
  tx: Tx,
  invocation: Invocation,
  groups: readonly Together[],
  refused: readonly LeftOut[],
): Promise<Opened> {
  const requests: Request[] = [];
  const calls: string[] = [];
  const leftOut = [...refused];
  for (const { each } of groups) {
    const { drafts: found, so } = await stillToDo(deps, tx, each);
    leftOut.push(...so);
    const holders = each.flatMap((one) => one.holders ?? [])[0];
    const drafts = await leftWithDevices(tx, found, holders);
    const [only, ...more] = drafts;
    if (only === undefined) continue;
    const origin = originOfSplit(invocation.origin, requests.length);
    const led =
      more.length === 0
        ? { leader: { ...only, origin }, steps: [] }
        : leading(drafts, origin, busyAmong(each));
    const room = await roomFor(deps, tx, led.leader, drafts, only.requestedAt);
    const why = room.kind === "full" ? room.why : await leftAlone(tx, drafts, holders);
    // Thrown, so that nothing of the others stays either.
    if (why !== null) throw new UserError("policy", why);
    const leader =
      room.kind === "more" ? openedAskingMore(led.leader, { because: "limit", why: room.why }) : led.leader;
    requests.push(await write(deps, tx, invocation, leader, led.steps));
    calls.push(...(led.steps.length === 0 ? [only.id] : led.steps.map(({ id }) => id)));
  }
  return { kind: "opened", requests: await withSiblings(tx, requests), calls, leftOut };
}

/** Each knows with which of the others whoever asked may join it. */
async function withSiblings(tx: Tx, requests: readonly Request[]): Promise<readonly Request[]> {
  const siblings = joinableAmong(requests);
  const known: Request[] = [];
  for (const request of requests) {
    const one = siblings.includes(request.id) ? { ...request, siblings } : request;
    if (one !== request) await tx.requests.replace(one);
    known.push(one === request ? request : { ...one, version: request.version + 1 });
  }
  return known;
}

/** Without what is so already; each with whoever else has asked for the same. */
async function stillToDo(
  deps: Deps,
  tx: Tx,
  each: readonly Drafted[],
): Promise<{ readonly drafts: readonly Request[]; readonly so: readonly LeftOut[] }> {
  const drafts: Request[] = [];
  const so: LeftOut[] = [];
  for (const { drafted, actions } of each) {
    const command = changeCommand(deps, drafted.command);
    const why = await alreadySo(deps, tx, command, drafted, actions, drafted.requestedAt);
    if (why !== null) so.push({ name: drafted.target.name, why });
    else drafts.push(await withOthers(tx, drafted));
  }
  return { drafts, so };
}

async function withOthers(tx: Tx, drafted: Request): Promise<Request> {
  const others = await tx.requests.openOn(drafted.target.id, drafted.action);
  const [other] = others.filter((one) => one.lease === undefined);
  if (other === undefined) return drafted;
  const id = other.of?.leader ?? other.id;
  const warning = say("joining.alsoOpen", { id, upn: other.requester.upn });
  return { ...drafted, warnings: [...drafted.warnings, warning] };
}

/** A request with its steps, its cards and its records. @throws UserError `conflict`: it is there already */
export async function write(
  deps: Deps,
  tx: Tx,
  { replyTo }: Pick<Invocation, "replyTo">,
  drafted: Request,
  steps: readonly StepRequest[],
): Promise<Request> {
  const told = await postRequest(deps, tx, drafted, replyTo, steps.length === 0 ? [drafted] : steps);
  const request: Request = { ...drafted, nobodyTold: !told };
  for (const row of [request, ...steps]) {
    if (!(await tx.requests.insert(row))) throw new UserError("conflict", say("joining.askedMeanwhile"));
    await recordOpening(tx, row);
  }
  return request;
}
