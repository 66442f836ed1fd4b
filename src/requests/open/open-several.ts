import { UserError } from "../../shared/errors.ts";
import { say } from "../../texts/text.ts";
import { digestOfTerms } from "../../policy/combine.ts";
import { isEmergency, mostTargets } from "../machine/emergency.ts";
import { appraiseEach } from "../facts/appraise-each.ts";
import { haltedText } from "../machine/halt.ts";
import { guardedBy } from "../../policy/approvals.ts";
import { changeCommand } from "../change-commands.ts";
import { kindTogether } from "../machine/joined.ts";
import type { Request } from "../machine/request.ts";
import type { Standing } from "../machine/standing.ts";
import { isGone } from "../facts/hunted-row.ts";
import type { Appraised, AppraisedOne, Asked, Sight } from "../facts/sight.ts";
import { countingVain } from "../facts/sparing.ts";
import { auditRefusal } from "../transition/audit-record.ts";
import type { Deps } from "../deps.ts";
import type { Invocation } from "../invocation.ts";
import type { Person } from "../../shared/people.ts";
import { alertBehind } from "./alert-behind.ts";
import { draft, runsAtOnce } from "./draft.ts";
import type { LeftOut, Together } from "./draft-leader.ts";
import { refuseTooMany, whatIsMeant } from "./of-incident.ts";
import { admitted, denied, hopelessBecause, sightOf } from "./open.ts";
import { recordSeveral } from "./save-several.ts";

/** What an invocation for several targets has come to. */
export type OpenedSeveral =
  | {
      readonly kind: "opened";
      /** One, or several where the policy asks for different things. */
      readonly requests: readonly [Request, ...Request[]];
    }
  | { readonly kind: "standing"; readonly standing: Standing }
  /** Nothing is left to ask for. */
  | { readonly kind: "nothing"; readonly leftOut: readonly LeftOut[] };

type OfInvocation = Invocation & Asked;

/**
 * Opens the request for an invocation with several targets; as `openRequest`, in one transaction. Targets that the policy denies,
 * or that are so already, are left out; where it asks for different things, there is a request for each of them.
 * @throws UserError when it may not or can't be asked for; SignInRequired
 */
export async function openSeveral(
  deps: Deps,
  invocation: Invocation,
  each: readonly [Invocation, ...Invocation[]],
): Promise<OpenedSeveral> {
  const asked = { sender: invocation.sender, isUrgent: isEmergency(invocation.raw) };
  return countingVain(
    deps,
    asked,
    (own) => open(own, invocation, each),
    ({ kind }) => kind === "opened",
  );
}

async function open(
  deps: Deps,
  invocation: Invocation,
  each: readonly [Invocation, ...Invocation[]],
): Promise<OpenedSeveral> {
  const existing = await deps.store.read((tx) => tx.requests.byOrigin(invocation.origin));
  if (existing !== null) return { kind: "opened", requests: [existing] };
  const most = mostTargets(deps.policy(), invocation.raw);
  refuseTooMany(each.length, most);
  const person = await admitted(deps, invocation);
  const now = deps.clock.now();
  const sight = sightOf(deps, invocation, now);
  const meant = await whatIsMeant(sight.defender, each, most);
  refuseTooMany(meant.each.length, most);
  const asked = meant.each.map((one): OfInvocation => ({ ...one, requester: person }));
  const [first = { ...invocation, requester: person }, ...others] = asked;
  const [found, alert] = await Promise.all([
    appraiseEach(sight, [first, ...others]),
    alertBehind(deps, invocation),
  ]);
  const { there, leftOut } = withoutGone(found);
  const watched = there.map(watchedBy);
  const allowed = watched.filter(({ appraised }) => appraised.verdict.deny === null);
  const refused: LeftOut[] = [...meant.leftOut, ...leftOut, ...(await leftOutBy(deps, person, watched))];
  if (allowed.length === 0) throw await allDenied(deps, invocation, person, watched, refused);
  const { hopeful, hopeless } = await byHope(deps, sight, invocation, byTerms(allowed));
  refused.push(...hopeless);
  if (hopeful.length === 0) throw nothingLeft(refused);
  const drafted = (one: OfInvocation, found: Appraised): Request => ({
    ...draft(deps, one, person, found, now),
    ...alert,
  });
  const groups = hopeful.map((group) => together(group, drafted));
  await holdWhatRunsAtOnce(deps, invocation, groups);
  return record(deps, invocation, groups, refused);
}

/** Got before anything is recorded: what can't be carried out is not asked for. @throws SignInRequired */
async function holdWhatRunsAtOnce(
  deps: Deps,
  invocation: Invocation,
  groups: readonly Together[],
): Promise<void> {
  const drafts = groups.flatMap(({ each }) => each.map(({ drafted }) => drafted));
  const free = drafts.filter(({ verdict }) => runsAtOnce(invocation, verdict));
  for (const permission of new Set(free.map((one) => changeCommand(deps, one.command).permissionFor(one)))) {
    await deps.identity.hold(invocation.sender, permission, invocation.signal);
  }
}

async function record(
  deps: Deps,
  invocation: Invocation,
  groups: readonly Together[],
  refused: readonly LeftOut[],
): Promise<OpenedSeveral> {
  const recorded = await recordSeveral(deps, invocation, groups, refused);
  switch (recorded.kind) {
    case "halted":
      throw new UserError("halted", haltedText(recorded.halt));
    case "flood":
      throw new UserError("policy", recorded.why);
    case "standing":
      return recorded;
    case "opened": {
      const { leftOut } = recorded;
      for (const id of recorded.calls) deps.firstHand.unsent(id);
      const [request, ...more] = recorded.requests;
      return request === undefined
        ? { kind: "nothing", leftOut }
        : { kind: "opened", requests: [request, ...more] };
    }
  }
}

/** What the hunt that it was found by does not find any more is not asked for. */
function withoutGone(found: readonly AppraisedOne<OfInvocation>[]) {
  const gone = found.filter(({ appraised }) => isGone(appraised.relied));
  const why = say("relied.rowGone");
  return {
    there: found.filter((one) => !gone.includes(one)),
    leftOut: gone.map(({ appraised }): LeftOut => ({ name: appraised.target.name, why })),
  };
}

async function leftOutBy(
  deps: Deps,
  person: Person,
  found: readonly AppraisedOne<OfInvocation>[],
): Promise<readonly LeftOut[]> {
  const left: LeftOut[] = [];
  for (const { asked, appraised } of found) {
    const { target, verdict } = appraised;
    if (verdict.deny === null) continue;
    const text = say("asking.deniedByPolicy", { command: asked.command.name, why: verdict.deny });
    await auditRefusal(deps, { person, command: asked.command.name, target, args: asked.raw, text });
    left.push({ name: target.name, why: verdict.deny });
  }
  return left;
}

async function allDenied(
  deps: Deps,
  invocation: Invocation,
  person: Person,
  found: readonly AppraisedOne<OfInvocation>[],
  refused: readonly LeftOut[],
): Promise<UserError> {
  const [first] = found;
  if (first !== undefined && found.length === 1) {
    const { target, verdict } = first.appraised;
    return denied(deps, invocation, person, target, verdict.deny ?? "");
  }
  return nothingLeft(refused);
}

function nothingLeft(refused: readonly LeftOut[]): UserError {
  const each = refused.map((one) => say("several.leftOutOne", one));
  return new UserError("policy", say("several.nothingLeft", { each }), "data");
}

function together(group: Group, drafted: (asked: OfInvocation, found: Appraised) => Request): Together {
  const each = group.map(({ asked, appraised }) => ({
    drafted: drafted(asked, appraised),
    actions: appraised.facts?.actions ?? null,
    holders: appraised.holders,
  }));
  return { each };
}

type Group = readonly AppraisedOne<OfInvocation>[];

/** Those that somebody could approve; the others are left out, which is on record. */
async function byHope(
  deps: Deps,
  sight: Sight,
  invocation: Invocation,
  groups: readonly Group[],
): Promise<{ readonly hopeful: readonly Group[]; readonly hopeless: readonly LeftOut[] }> {
  const hopeful: Group[] = [];
  const hopeless: LeftOut[] = [];
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const { requester, raw, command } = first.asked;
    const targets = group.map(({ appraised }) => appraised.target);
    const { verdict } = first.appraised;
    const why = await hopelessBecause(deps, sight, invocation, { requester, targets, verdict });
    if (why === null) {
      hopeful.push(group);
      continue;
    }
    const text = say("asking.deniedByPolicy", { command: command.name, why });
    await auditRefusal(deps, {
      person: requester,
      command: command.name,
      target: first.appraised.target,
      args: raw,
      text,
    });
    hopeless.push(...targets.map(({ name }) => ({ name, why })));
  }
  return { hopeful, hopeless };
}

/** What somebody who approves here has at stake takes two others. */
function watchedBy(one: AppraisedOne<OfInvocation>): AppraisedOne<OfInvocation> {
  if (one.asked.isGuarded !== true) return one;
  const { appraised } = one;
  const { verdict } = appraised;
  return {
    ...one,
    appraised: { ...appraised, verdict: guardedBy(verdict, verdict.guarded ?? say("contain.guarded")) },
  };
}

/** Targets that the policy asks the same for, in every term, in the order of the first of each. */
function byTerms(found: readonly AppraisedOne<OfInvocation>[]): readonly Group[] {
  const groups = new Map<string, AppraisedOne<OfInvocation>[]>();
  for (const one of found) {
    const { target, verdict } = one.appraised;
    const terms = JSON.stringify([kindTogether(target), digestOfTerms(verdict)]);
    groups.set(terms, [...(groups.get(terms) ?? []), one]);
  }
  return [...groups.values()];
}
