import { say } from "../texts/text.ts";
import { AmbiguousTargets } from "../requests/facts/unclear.ts";
import { openSeveral, type OpenedSeveral } from "../requests/open/open-several.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import type { Invocation } from "../requests/invocation.ts";
import type { Deps } from "./deps.ts";
import { noticeOf } from "./form.ts";
import type { Done, Job } from "./job.ts";
import { pickEach } from "./pick-each.ts";
import { showStanding } from "./standing.ts";

/** A change of several targets: one request that leads a step for each, or several where the policy asks for that. */
export async function changeSeveral(
  deps: Deps,
  job: Invocation & Job & { readonly command: ChangeCommand },
  each: readonly [Invocation, ...Invocation[]],
): Promise<Done> {
  const opened = await openOrAsk(deps, job, each);
  if (opened instanceof AmbiguousTargets) return pickEach(deps, job, opened.names);
  if (opened.kind === "standing") return showStanding(deps, job, opened.standing);
  if (opened.kind === "nothing") {
    const each = opened.leftOut.map((one) => say("several.leftOutOne", one));
    const text = say("several.nothingLeft", { each });
    return { kind: "content", content: noticeOf(say("presses.soAlready"), text, "good") };
  }
  deps.kick();
  return { kind: "request", request: opened.requests[0] };
}

/** Names that fit several are no failure: who typed them is asked. */
async function openOrAsk(
  deps: Deps,
  job: Invocation,
  each: readonly [Invocation, ...Invocation[]],
): Promise<OpenedSeveral | AmbiguousTargets> {
  try {
    return await openSeveral(deps, job, each);
  } catch (error) {
    if (error instanceof AmbiguousTargets) return error;
    throw error;
  }
}
