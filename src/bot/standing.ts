import { say, type Text } from "../texts/text.ts";
import { isStep } from "../requests/machine/steps.ts";
import type { Request } from "../requests/machine/request.ts";
import type { Standing } from "../requests/machine/standing.ts";
import type { Deps } from "./deps.ts";
import type { Tx } from "./rows.ts";
import { noticeOf } from "./form.ts";
import { flushPosts } from "../messaging/flush.ts";
import { postCopy } from "../requests/transition/notify.ts";
import { CardRefs } from "../messaging/card-actions.ts";
import { type Sender, isSame } from "../shared/people.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import type { Done, Job } from "./job.ts";

/** An invocation that meets an open request for the same action and target. */

/** A copy of the open request's card stands in a conversation already, if one was posted there so lately. */
const COPY_EVERY_MS = 60_000;

/**
 * The open request is shown in place of a new one: its card, what is different, and, but for one's own very same invocation, a
 * button that asks all the same.
 */
export async function showStanding(
  deps: Deps,
  job: Job & { readonly command: ChangeCommand },
  standing: Standing,
): Promise<Done> {
  const { request, isOwn } = standing;
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const { oid, tid, name } = job.sender;
  const known = await deps.identity.known(job.sender);
  const own = { oid, tid, called: known?.person.upn ?? name, what: "all-the-same" } as const;
  const { each } = job;
  const stored = { command: job.command.name, args: job.raw, own, ...(each && { each }) };
  const buttons = isOwn ? [] : [refs.ownButton(say("joining.allTheSame"), stored)];
  await deps.store.transaction(async (tx) => {
    const now = deps.clock.now();
    if (!isStep(request) && (await isTimeForCopy(tx, request, job, now)))
      await postCopy(deps, tx, request.id, job);
    await refs.save(tx, now);
  });
  await flushPosts(deps);
  return {
    kind: "content",
    content: noticeOf(
      say("joining.standingTitle", { id: cardOf(request) }),
      wordsOf(standing, job.sender),
      "warning",
      buttons,
    ),
  };
}

async function isTimeForCopy(tx: Tx, { id }: Request, { place }: Job, now: number): Promise<boolean> {
  return (await tx.once.take(`copy|${id}|${place.id}`, now, COPY_EVERY_MS)).kind === "taken";
}

/**
 * The request whose card shows it. A step has none; its leader's names targets that not everybody may see, so it is shown
 * to whoever asks for it by its id, and may.
 */
function cardOf({ id, of }: Request): string {
  return of?.leader ?? id;
}

function wordsOf({ request, differs, isOwn }: Standing, asker: Sender): Text {
  const { requester, requestedAt: at, state } = request;
  const by = isSame(requester, asker) ? null : requester.upn;
  return say("joining.standing", { by, at, target: request.target.name, state, isOwn, differs });
}
