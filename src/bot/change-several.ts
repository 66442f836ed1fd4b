import { say } from "../texts/text.ts";
import { openSeveral } from "../requests/open/open-several.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import type { Invocation } from "../requests/invocation.ts";
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
    const each = opened.leftOut.map((one) => say("steps.leftOutOne", one));
    const text = say("steps.nothingLeft", { each });
    return { kind: "content", content: noticeOf(say("bot.soAlready"), text, "good") };
  }
  deps.kick();
  return { kind: "request", request: opened.requests[0] };
}
