import { say, type Text } from "../texts/text.ts";
import type { LeftOut } from "../requests/open/draft-leader.ts";
import { openSeveral, type OpenedSeveral } from "../requests/open/open-several.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import type { Invocation } from "../requests/invocation.ts";
import { sendText } from "./answer.ts";
import type { Deps } from "./deps.ts";
import { noticeOf } from "./form.ts";
import type { Done, Job } from "./job.ts";
import { showStanding } from "./standing.ts";

/** A change of several targets: one request that leads a step for each, or several where the policy asks for that. */
export async function changeSeveral(
  deps: Deps,
  job: Invocation & Job & { readonly command: ChangeCommand },
  each: readonly [Invocation, ...Invocation[]],
): Promise<Done> {
  const opened = await openSeveral(deps, job, each);
  if (opened.kind === "standing") return showStanding(deps, job, opened.standing);
  if (opened.kind === "nothing") {
    const text = say("steps.nothingLeft", { each: wordsOf(opened.leftOut) });
    return { kind: "content", content: noticeOf(say("bot.soAlready"), text, "good") };
  }
  deps.kick();
  for (const words of besides(opened)) await sendText(deps, job.place, words, job.replyTo);
  return { kind: "request", request: opened.requests[0] };
}

/** What the cards alone don't tell. */
function besides({ requests, leftOut }: Extract<OpenedSeveral, { kind: "opened" }>): readonly Text[] {
  return [
    ...(leftOut.length === 0 ? [] : [say("steps.leftOut", { each: wordsOf(leftOut) })]),
    ...(requests.length === 1 ? [] : [say("steps.splitInto", { ids: requests.map(({ id }) => id) })]),
  ];
}

function wordsOf(leftOut: readonly LeftOut[]): readonly Text[] {
  return leftOut.map(({ name, why }) => say("steps.leftOutOne", { name, why }));
}
