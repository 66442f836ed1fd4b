import canonicalize from "canonicalize";
import { isSame } from "../../shared/people.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import type { Request } from "../machine/request.ts";
import { standingFor, type Standing } from "../machine/standing.ts";
import type { Tx } from "../rows.ts";
import type { Together } from "./draft-leader.ts";

/** An invocation for several targets that meets open requests for each of them. */

/**
 * What is shown in the place of a new request; null: not all of it is asked for already. The same person's very same one is
 * one with it; what others have asked for, or in other words, is shown before anybody asks all the same.
 */
export async function standingForAll(
  deps: Pick<Deps, "commands">,
  tx: Tx,
  groups: readonly Together[],
): Promise<Standing | null> {
  const same = await sameAsked(tx, groups);
  if (same !== null) return { request: same, differs: [], isOwn: true };
  const drafts = groups.flatMap(({ each }) => each.map(({ drafted }) => drafted));
  const [first] = drafts;
  // What is contained is chosen on its form: it says what is open.
  if (first === undefined || drafts.some(({ command }) => command !== first.command)) return null;
  const covering: Standing[] = [];
  for (const drafted of drafts) {
    const others = await tx.requests.openOn(drafted.target.id, drafted.action);
    const standing = standingFor(changeCommand(deps, drafted.command), drafted, others, false);
    if (standing === null) return null;
    covering.push(standing);
  }
  const [found] = covering;
  return found === undefined ? null : { ...found, ...(await shownAs(tx, covering, found)), isOwn: false };
}

/** Its leader's card names all that it is about: it is shown where that is no more than what was asked for. */
async function shownAs(
  tx: Tx,
  covering: readonly Standing[],
  { request }: Standing,
): Promise<Partial<Standing>> {
  const { of } = request;
  if (of === undefined) return {};
  const leader = await tx.requests.get(of.leader);
  const isWhole = covering.every((one) => one.request.of?.leader === of.leader);
  return leader !== null && isWhole && leader.steps?.count === covering.length ? { request: leader } : {};
}

/** The open request of the same person that covers the first target, where each of them waits so; null: not all do. */
async function sameAsked(tx: Tx, groups: readonly Together[]): Promise<Request | null> {
  const covering: Request[] = [];
  for (const { drafted } of groups.flatMap(({ each }) => each)) {
    const others = await tx.requests.openOn(drafted.target.id, drafted.action);
    const same = others.find((other) => other.state === "Requested" && isAlike(other, drafted));
    if (same === undefined) return null;
    covering.push(same);
  }
  const [first] = covering;
  return first?.of === undefined ? (first ?? null) : tx.requests.get(first.of.leader);
}

/** Whether the same person has asked for the same of this target, in the same words. */
function isAlike(other: Request, asked: Request): boolean {
  return (
    isSame(other.requester, asked.requester) &&
    other.reason === asked.reason &&
    canonicalize(other.args) === canonicalize(asked.args) &&
    asked.requestedAt < other.expiresAt
  );
}
