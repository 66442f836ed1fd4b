import { say, type Words } from "../../texts/text.ts";
import type { AnyCommand } from "../change-command.ts";
import { changing } from "../change-commands.ts";
import { leaseInBrief } from "../machine/lease-release.ts";
import type { Request } from "../machine/request.ts";
import type { StepsShown } from "./steps-section.ts";
import { isSentWhole, LONGEST_NAME, titleOf } from "../title.ts";

/**
 * What stands beneath the target, for nobody should approve without having read it: for how long, what it comes to, and where
 * its steps do different things, how many do which.
 */
export function termsOf(
  request: Request,
  commands: readonly AnyCommand[],
  steps: StepsShown | null,
): readonly Words[] {
  const kinds = steps?.mixed.map(({ one, n }) =>
    say("steps.kind", { n, what: titleOf(commands, one), terms: ownTerms(one, commands) }),
  );
  return kinds === undefined || kinds.length === 0 ? ownTerms(request, commands) : kinds;
}

function ownTerms(request: Request, commands: readonly AnyCommand[]): readonly Words[] {
  const lease = leaseInBrief(request);
  const more = changing(commands, request.command)?.terms(request.args) ?? [];
  const { target, steps } = request;
  const isCut = steps === undefined && isSentWhole(target) && target.name.length > LONGEST_NAME;
  return [...(isCut ? [target.name] : []), ...(lease === null ? [] : [lease]), ...more];
}
