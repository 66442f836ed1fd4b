import { isAskable } from "../../defender/device-name.ts";
import type { Device } from "../../defender/device.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import { UserError } from "../../shared/errors.ts";
import { fewAtOnce } from "../../shared/in-pieces.ts";
import { strictest } from "../../policy/evaluate.ts";
import type { Words } from "../../texts/text.ts";
import { say } from "../../texts/text.ts";
import { digestOfTerms } from "../../policy/combine.ts";
import { bound, digestOf, driftOf, thingDrift } from "../machine/drift.ts";
import { verdictOn } from "../machine/lease-release.ts";
import type { Look, Request } from "../machine/request.ts";
import { isDroppable } from "../machine/step-drift.ts";
import { actionOf, isStep, type Leader, type StepRequest } from "../machine/steps.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import type { Checking } from "./checking.ts";
import { guardOf, guardsOn, type GuardedDevice } from "./guard.ts";
import { listingOnce } from "./listing-once.ts";
import { orNull } from "../../defender/lookup.ts";
import { lookWith, type Counted, type Looking } from "./look-at-target.ts";
import { endedByEach } from "./acted.ts";
import { bothRelied, reliedNow } from "./relied.ts";
import { countedNow } from "./together.ts";

/** A step whose target is not what was shown. */
export interface Drop {
  readonly step: StepRequest;
  readonly look: Look;
  readonly why: Words;
}

/** What a click on a request of several steps stands under: each of its targets as it is now. */
export interface LookAtEach extends Look {
  /** Of each step that the click decides on, by its id: it is not sent yet, or is interrupted. */
  readonly looks: ReadonlyMap<string, Look>;
  /** Where only some are not what was shown; they leave, and nothing else is void. */
  readonly drops: readonly Drop[];
  /** Those that are not what was shown and may have been sent: they stay interrupted. */
  readonly left: readonly Drop[];
}

interface Progress {
  readonly signal: AbortSignal;
  readonly checking: Checking;
}

/**
 * All targets as they are now, with the token of whoever clicks. What has become stricter for all of them alike is the
 * policy's doing, and concerns the request as a whole.
 * @throws as `lookForClick`
 */
export async function lookAtEach(
  deps: Deps,
  who: Pick<Request["requester"], "oid" | "tid">,
  leader: Leader,
  progress: Progress,
): Promise<LookAtEach> {
  const all = await deps.store.read((tx) => tx.steps.all(leader.id));
  const steps = all.filter(isStep).filter(({ state }) => state === "Requested" || state === "Interrupted");
  progress.checking.total = steps.length;
  const found = await looksAt(deps, who, leader, steps, progress);
  const drifted = steps.flatMap((step): Drop[] => {
    const look = found.get(step.id);
    const why = look === undefined ? null : driftUnder(leader, step, look);
    return look === undefined || why === null ? [] : [{ step, look, why }];
  });
  const drops = areAlike(drifted, steps) ? [] : drifted.filter(({ step }) => isDroppable(step));
  const left = drifted.filter(({ step }) => step.state === "Interrupted" && !isDroppable(step));
  const gone = new Set([...drops, ...left].map(({ step }) => step.id));
  const looks = new Map([...found].filter(([id]) => !gone.has(id)));
  const kept = [...looks.values()].map((look) => look.verdict);
  const verdict = kept.length === 0 ? leader.verdict : kept.reduce(strictest);
  const [holders] = [...looks.values()].flatMap((look) => look.holders ?? []);
  const owned = [...found.values()].map((look) => (look.owners === undefined ? [] : look.owners));
  const owners = owned.includes(null) ? null : owned.flatMap((some) => some ?? []);
  return { verdict, device: null, newcomer: null, owners, looks, drops, left, ...(holders && { holders }) };
}

/** A step is approved under its leader's verdict as well, which may have become stricter since it was shown. */
function driftUnder(leader: Leader, step: StepRequest, look: Look): Words | null {
  if (digestOf(step) !== step.seen.digest) return driftOf(step, look);
  return driftOf(bound({ ...step, verdict: strictest(leader.verdict, step.verdict) }, step.seen.at), look);
}

/** Whether all of them are the same targets as before, and asked the same for from now on. */
function areAlike(drifted: readonly Drop[], steps: readonly StepRequest[]): boolean {
  const terms = new Set(drifted.map(({ look }) => JSON.stringify(digestOfTerms(look.verdict))));
  const isSame = drifted.every(({ step, look }) => thingDrift(step, look).length === 0);
  return drifted.length === steps.length && terms.size === 1 && isSame;
}

async function looksAt(
  deps: Deps,
  who: Pick<Request["requester"], "oid" | "tid">,
  leader: Leader,
  steps: readonly StepRequest[],
  { signal, checking }: Progress,
): Promise<ReadonlyMap<string, Look>> {
  const onDevices = steps.filter(({ target }) => target.kind === "device");
  const others = steps.filter(({ target }) => target.kind !== "device");
  const targets = await deps.store.read((tx) =>
    countedNow(deps, tx, { approver: who, request: leader, steps }),
  );
  const defender = listingOnce(deps.defender.as(who, signal));
  const [devices, looked] = await Promise.all([
    looksAtDevices(deps, { defender, who }, onDevices, { targets, checking }),
    looksOneByOne(deps, { defender, who }, others, { targets, checking }),
  ]);
  return new Map([...devices, ...looked]);
}

/** Few questions for all of them together. */
async function looksAtDevices(
  deps: Deps,
  { defender, who }: Looking,
  steps: readonly StepRequest[],
  { targets, checking }: Counted,
): Promise<readonly (readonly [string, Look])[]> {
  if (steps.length === 0) return [];
  const now = deps.clock.now();
  const [found, guards, ended] = await Promise.all([
    devicesOf(defender, steps),
    guardsOnSteps(deps, { defender, who }, steps),
    endedByEach(deps, defender, steps),
  ]);
  const guarded = steps.map((step, index) => ({ step, guard: guards[index] }));
  return fewAtOnce(guarded, async ({ step, guard }) => {
    const { device, others } = found(step);
    const asked = { ...step, action: actionOf(step) };
    const verdict = verdictOn(
      asked,
      { device, now, targets },
      deps.policy(),
      changeCommand(deps, step.command),
    );
    const told = step.namesakes ?? [];
    const newcomer = others.find(({ id }) => !told.includes(id))?.id ?? null;
    const namesakes = others.map(({ id }) => id);
    const relied = bothRelied(await reliedNow(deps, defender, step), ended.get(step.id) ?? {});
    checking.done += 1;
    return [step.id, { device, newcomer, namesakes, verdict, ...guard?.(verdict), ...relied }] as const;
  });
}

/** Up to so many each is asked for its users, where nobody else tells whose device it is. */
const CLOSELY = 10;

function guardsOnSteps(
  deps: Deps,
  { defender, who }: Looking,
  steps: readonly StepRequest[],
): Promise<readonly GuardedDevice[]> {
  const isMany = steps.length > CLOSELY;
  const on = steps.map((step) => ({
    action: actionOf(step),
    device: step.target,
    users: async () => (isMany ? null : orNull(defender.deviceUsers(step.target.id))),
  }));
  return guardsOn(guardOf(deps, defender, who), on, deps.clock.now());
}

async function looksOneByOne(
  deps: Deps,
  looking: Looking,
  steps: readonly StepRequest[],
  { targets, checking }: Counted,
): Promise<readonly (readonly [string, Look])[]> {
  return fewAtOnce(
    steps,
    async (step) => [step.id, await lookWith(deps, looking, step, targets, checking)] as const,
  );
}

type Named = (step: StepRequest) => { readonly device: Device; readonly others: readonly Device[] };

/** Few questions for many: by name, which tells of newcomers as well; what has another name now, by its id. */
async function devicesOf(defender: DefenderReads, steps: readonly StepRequest[]): Promise<Named> {
  const names = steps.map(({ target }) => target.name).filter(isAskable);
  const listed = (await defender.devicesByNames(names)).flat();
  const missing = steps.filter(({ target }) => !listed.some(({ id }) => id === target.id));
  const byId = await defender.devicesById(missing.map(({ target }) => target.id));
  const all = new Map([...listed, ...byId].map((device) => [device.id, device]));
  return ({ target }) => ({
    device: seen(all, target.id),
    others: listed.filter(({ id, name }) => id !== target.id && name === target.name),
  });
}

/** @throws UserError: who can't read every one of them can't decide on all */
function seen(all: ReadonlyMap<string, Device>, id: string): Device {
  const device = all.get(id);
  if (device === undefined) throw new UserError("forbidden", say("clicks.cantDecide", { what: "device" }));
  return device;
}
