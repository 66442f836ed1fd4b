import { positional } from "../grammar/args.ts";
import { stepId } from "../grammar/step-id.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { UserError } from "../shared/errors.ts";
import { isSame } from "../shared/people.ts";
import { say } from "../texts/text.ts";
import { reads } from "./command.ts";

/** The link to what `collect` has brought: fetched anew each time, for who asked for it and nobody else. */
export const packageLink = reads({
  name: "package",
  summary: say("summary.package"),
  args: { id: positional(stepId, say("argument.requestId")) },
  example: "package 7KQ2-M4XD",
  shows: "private",
  permissions: ["Machine.CollectForensics"],
  signIn: "by-call",
  async run(context, args) {
    const { id } = args;
    const request = await context.store.read((tx) => tx.requests.get(id));
    if (request?.action !== "collect" || !isSame(request.requester, context.sender)) {
      throw new UserError("not-found", say("results.noPackage", { id }));
    }
    const { state, machineActionId, target } = request;
    if (state !== "Succeeded" || machineActionId === null) {
      throw new UserError("conflict", say("results.packageNotReady", { id, state }));
    }
    const linkUrl = await context.defender.packageLink(machineActionId);
    const heading = say("results.packageOf", { name: target.name });
    const intro = say("results.packageHint", { until: expiryOf(linkUrl) });
    return { ...factsCard({ heading, intro, linkUrl }, heading), isSecret: true };
  },
});

/** When a link ends by its own word (`se`, as Azure's storage writes it), in epoch milliseconds; null: it does not say. */
function expiryOf(link: string): number | null {
  const until = Date.parse(URL.parse(link)?.searchParams.get("se") ?? "");
  return Number.isNaN(until) ? null : until;
}
