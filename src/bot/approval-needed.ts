import type { Command } from "../commands/command.ts";
import { isOfIncident } from "../grammar/incident-target.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import { needsNobody } from "../policy/approvals.ts";
import { concerns } from "../policy/match.ts";
import type { Verdict } from "../policy/model.ts";
import { targetArg, type ChangeCommand } from "../requests/change-command.ts";
import { appraise } from "../requests/facts/appraise.ts";
import { isEmergency } from "../requests/machine/emergency.ts";
import { withoutHunt } from "../requests/machine/hunted.ts";
import { haltLine, isStoppable } from "../requests/machine/halt.ts";
import { sightOf } from "../requests/open/open.ts";
import { UserError } from "../shared/errors.ts";
import type { Sender } from "../shared/people.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { say, type Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";

/**
 * What a command will take, said on its form before anybody asks: as the policy judges its target now, found as it will be
 * found when it is asked for. It promises nothing: whatever is asked for is judged anew.
 */

/** A form does not wait longer for it, milliseconds. */
const PATIENCE_MS = 2_500;

/** Null: it needs nobody by its nature (it reads, it is triage that no rule names), or it is an emergency. */
export async function approvalNeeded(
  deps: Deps,
  sender: Sender,
  command: Command,
  raw: RawArgs,
  signal: AbortSignal,
): Promise<Text | null> {
  if (command.effect !== "changes" || isEmergency(raw)) return null;
  const halt = await deps.store.read((tx) => tx.switches.halt());
  if (halt !== null && isStoppable(command.action)) return haltLine(halt);
  try {
    const isNamed = deps.policy().rules.some((rule) => concerns(rule, command.action));
    if (command.triage && !isNamed) return null;
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const verdict = await verdictSoFar(deps, { sender, command, raw, signal: patience });
    return verdict === null ? say("forms.needDepends", { on: command.target }) : needOf(verdict);
  } catch (error) {
    // It is no promise and no check: what can't be found out now is found out when it is asked for.
    if (error instanceof UserError || error instanceof SignInRequired) {
      return say("forms.needDepends", { on: command.target });
    }
    throw error;
  }
}

interface Filled {
  readonly sender: Sender;
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly signal: AbortSignal;
}

/** Null: its target is not known yet, is several, or nobody has signed in to look. */
async function verdictSoFar(deps: Deps, filled: Filled): Promise<Verdict | null> {
  const { sender, command, raw } = filled;
  const known = await deps.identity.known(sender);
  const args = boundSoFar(command, raw);
  const target = args[targetArg(command)];
  const one = Array.isArray(target) && target.length === 1 ? (target[0] as unknown) : target;
  if (known === null || one === undefined || Array.isArray(one) || isOfIncident(one)) return null;
  const asked = {
    command,
    raw: withoutHunt(raw),
    args: { ...args, [targetArg(command)]: one },
    requester: known.person,
  };
  const appraisal = await appraise(sightOf(deps, filled, deps.clock.now(), "reading"), asked);
  return appraisal.kind === "appraised" ? appraisal.verdict : null;
}

/** What is filled in and can be read. */
export function boundSoFar({ args }: Pick<Command, "args">, raw: RawArgs): Readonly<Record<string, unknown>> {
  const bound = Object.entries(args).flatMap(([name, { kind }]) => {
    const given = raw[name] ?? "";
    const value = given === "" ? null : kind.parse(given);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(bound);
}

function needOf(verdict: Verdict): Text {
  if (verdict.deny !== null) return say("forms.needRefused", { why: verdict.deny });
  if (needsNobody(verdict)) return say("forms.needNobody");
  return say("forms.needApprovals", { n: verdict.approvals, own: verdict.selfApproval });
}
