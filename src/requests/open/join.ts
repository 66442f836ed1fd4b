import { strictest } from "../../policy/evaluate.ts";
import { CONTAIN } from "../../policy/model.ts";
import { readsOf } from "../../defender/read-only.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";
import { isSame, type Person, type Sender } from "../../shared/people.ts";
import { UserError } from "../../shared/errors.ts";
import { say } from "../../texts/text.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import { guardOf } from "../facts/guard.ts";
import { openedAskingMore } from "../machine/asking-more.ts";
import { decide } from "../machine/decide.ts";
import { bound } from "../machine/drift.ts";
import { waitingDue } from "../machine/expiry.ts";
import { haltedText, isStoppable } from "../machine/halt.ts";
import type { Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";
import { auditRefusal, recordNotes } from "../transition/audit-record.ts";
import { roomFor } from "../transition/limits.ts";
import { lookAtParts, type Part, type PartRows } from "../transition/siblings.ts";
import { leading, underWay, type Led } from "./draft-leader.ts";
import { write } from "./save-several.ts";
import { nobodyCould } from "./unapprovable.ts";

/** Requests that the policy has made of one command become one again, under the strictest of what it asks for each. */

/** Who joins them, and where the click came from. */
export interface Joining {
  readonly sender: Sender;
  readonly replyTo: string | null;
  readonly signal: AbortSignal;
}

/**
 * Opens the one request, and ends those that it is made of, in one transaction.
 * @throws UserError where it may not be done, or one of them has moved on; SignInRequired
 */
export async function joinRequests(deps: Deps, request: Request, joining: Joining): Promise<void> {
  const { requester } = await joiner(deps, request, joining);
  const found = await deps.store.read((tx) => partsOf(tx, request, deps.clock.now()));
  const verdict = found.map((one) => one.request.verdict).reduce(strictest);
  const targets = found.flatMap(({ steps }) => steps.map(({ target }) => target));
  const defender = readsOf(deps.defender.as(joining.sender, joining.signal, "deciding"));
  const guard = guardOf(deps, defender, joining.sender);
  const hopeless = await nobodyCould(deps, guard, { requester, targets, verdict });
  if (hopeless !== null) throw new UserError("policy", hopeless);
  await deps.store.transaction(async (tx) => {
    const parts = await partsOf(tx, request, deps.clock.now());
    await demandRunning(tx, parts);
    const opened = await open(deps, tx, parts, joining.replyTo);
    for (const { request: part } of parts) await end(deps, tx, part, opened.id);
  });
  deps.kick();
}

/** Who asked for them, and still may. @throws UserError; SignInRequired */
async function joiner(
  deps: Deps,
  request: Request,
  { sender, signal }: Joining,
): Promise<{ readonly requester: Person }> {
  const { person, roles } = await deps.identity.fresh(sender, ROLE_MAX_AGE_MS, signal);
  const role = request.action === CONTAIN ? "Responder" : changeCommand(deps, request.command).role;
  const text = !isSame(person, request.requester)
    ? say("joining.onlyRequesterJoins")
    : role === null || roles.includes(role)
      ? null
      : say("asking.needsRole", { role, command: request.command });
  if (text === null) return { requester: person };
  await auditRefusal(deps, { person, command: request.command, target: request.target, args: {}, text });
  throw new UserError("forbidden", text);
}

/** In the order in which they were opened. @throws UserError `conflict`: one of them has moved on */
async function partsOf(tx: PartRows, request: Request, now: number): Promise<readonly Part[]> {
  const found = await lookAtParts(tx, request, now);
  if ("parts" in found) return found.parts;
  throw new UserError("conflict", say("joining.notJoined", { other: found.movedOn }));
}

/** @throws UserError */
async function demandRunning(tx: Tx, parts: readonly Part[]): Promise<void> {
  const halt = await tx.switches.halt();
  const isStopped = parts.some(({ request }) => isStoppable(request.action));
  if (halt !== null && isStopped) throw new UserError("halted", haltedText(halt));
}

async function open(deps: Deps, tx: Tx, parts: readonly Part[], replyTo: string | null): Promise<Request> {
  const now = deps.clock.now();
  const led = asOne(parts, deps.ids.requestId(), now);
  const room = await roomFor(deps, tx, led.leader, led.steps, now);
  if (room.kind === "full") throw new UserError("policy", room.why);
  const leader =
    room.kind === "more" ? openedAskingMore(led.leader, { because: "limit", why: room.why }) : led.leader;
  return write(deps, tx, { replyTo }, leader, led.steps);
}

/** Each target as it was read when it was asked for: whoever approves has it read again. */
function asOne(parts: readonly Part[], id: string, now: number): Led {
  const verdict = parts.map(({ request }) => request.verdict).reduce(strictest);
  const expiresAt = now + verdict.expires;
  const drafts = parts.flatMap(({ request, steps }) =>
    steps.map((step): Request => {
      const { of: _, siblings: __, ...plain } = step;
      const { history } = request;
      const asked = {
        ...plain,
        id,
        version: 0,
        verdict,
        requestedAt: now,
        expiresAt,
        remindedAt: null,
        history: history.slice(0, 1),
      };
      return bound({ ...asked, dueAt: waitingDue(asked) }, now);
    }),
  );
  const origin = `joined|${parts.map(({ request }) => request.id).join(" ")}`;
  return leading(drafts, origin, underWay(parts.flatMap(({ steps }) => steps)));
}

/** Its card says what it has become, and so does its record. */
async function end(deps: Deps, tx: Tx, part: Request, into: string): Promise<void> {
  const now = deps.clock.now();
  const decision = decide(part, { kind: "moot", now, why: say("joining.joinedInto", { id: into }) });
  if (decision.kind !== "changed" || !(await tx.requests.replace(decision.request)))
    throw new UserError("conflict", say("joining.notJoined", { other: part.id }));
  await recordNotes(tx, part, decision.audit, now);
  await tx.posts.want(part.id, now);
}
