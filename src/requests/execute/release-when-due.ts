import { say, type Words } from "../../texts/text.ts";
import { verdictOn } from "../machine/lease-release.ts";
import { UserError } from "../../shared/errors.ts";
import { LATE_MS } from "../machine/late.ts";
import { isOfPending } from "../machine/lease-model.ts";
import { judgeCancellation } from "../machine/lease-pending.ts";
import type { Scheduled } from "../machine/lease.ts";
import { judge, type Finding } from "../machine/lease-judge.ts";
import { actionOf } from "../machine/steps.ts";
import type { Device } from "../../defender/device.ts";
import type { Verdict } from "../../policy/model.ts";
import { changeCommand } from "../change-commands.ts";
import { applyEvent } from "../transition/apply.ts";
import type { Deps } from "../deps.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { DefenderError } from "../../defender/error.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";
import { allOf } from "../../defender/listed.ts";

/**
 * What lets a release go that nobody clicks for. What must hold: its time has come by every clock; whoever approved the
 * isolation still has the role, and device and policy are as they were agreed to; what can't be found out sends nothing, and
 * after half an hour people decide.
 */

const CHECK_TIMEOUT_MS = 12_000;
/** A check that can't be made is made again; after half an hour people have to decide. */
const RETRY_MS = 30_000;
const PATIENCE_MS = 30 * 60_000;

/**
 * Looks at a scheduled release that is due, or at what cancels an isolation that never took effect: reminds before its
 * time; at its time checks roles, device and policy afresh, with the token of the approver of the isolation. True: it may
 * be sent now. False: it has been dealt with, or is looked at again later. Nothing is sent here.
 */
export async function mayRelease(deps: Deps, request: Scheduled): Promise<boolean> {
  const now = deps.clock.now();
  if (now < request.lease.endsAt) {
    await applyEvent(deps, request.id, { kind: "remind", now });
    return false;
  }
  // By another clock its time has not come.
  if (deps.clock.earliest() < request.lease.endsAt) {
    if (now >= request.lease.endsAt + LATE_MS) await later(deps, request, CLOCKS_DISAGREE);
    return false;
  }
  const seen = await look(deps, request);
  const judged = isOfPending(request.origin) ? judgeCancellation : judge;
  const finding = "finding" in seen ? seen.finding : judged(request, seen);
  switch (finding.kind) {
    case "send":
      return true;
    case "end":
      await applyEvent(deps, request.id, { kind: "end-lease", now, why: finding.why });
      return false;
    case "later":
      if (now < request.lease.endsAt + PATIENCE_MS) {
        await later(deps, request, finding.why);
        return false;
      }
      await lapse(deps, request, finding.why, seen.device);
      return false;
    case "lapse":
      await lapse(deps, request, finding.why, seen.device);
      return false;
  }
}

const CLOCKS_DISAGREE = say("leaseEnd.clocksDisagree");

async function later(deps: Deps, { id }: Scheduled, why: Words): Promise<void> {
  await applyEvent(deps, id, { kind: "lease-later", now: deps.clock.now(), why, retryMs: RETRY_MS });
}

async function lapse(deps: Deps, request: Scheduled, why: Words, device: Device | null): Promise<void> {
  const now = deps.clock.now();
  const verdict = verdictNow(deps, request, device);
  await applyEvent(deps, request.id, { kind: "lapse", now, why, verdict, device });
}

/** The policy on it now. A device that could not be read may be any: stricter rules hold. */
function verdictNow(deps: Deps, request: Scheduled, device: Device | null): Verdict {
  return verdictOn(
    { ...request, action: actionOf(request) },
    { device, now: deps.clock.now() },
    deps.policy(),
  );
}

type Seen =
  | (Parameters<typeof judge>[1] & { readonly device: Device })
  | { readonly finding: Finding; readonly device: Device | null };

/** Everything that the decision needs, read with the executor's own token. */
async function look(deps: Deps, request: Scheduled): Promise<Seen> {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const executor = request.executor ?? request.requester;
  let device: Device | null = null;
  try {
    const { roles } = await deps.identity.fresh(executor, ROLE_MAX_AGE_MS, signal);
    await deps.identity.hold(executor, changeCommand(deps, request.command).permissionFor(request), signal);
    const defender = deps.defender.as(executor, signal);
    device = await defender.device(request.target.id);
    const actions = allOf(await defender.machineActions({ deviceId: device.id }));
    return { roles, actions, device, verdict: verdictNow(deps, request, device) };
  } catch (error) {
    return { finding: findingOf(deps, error, executor.upn), device };
  }
}

function findingOf(deps: Deps, error: unknown, upn: string): Finding {
  if (error instanceof SignInRequired) {
    return { kind: "lapse", why: say("leaseEnd.tokenRefused", { upn }) };
  }
  if (error instanceof DefenderError && (error.code === "forbidden" || error.code === "not-found")) {
    return { kind: "lapse", why: say("leaseEnd.deviceHidden", { upn }) };
  }
  if (!(error instanceof UserError)) deps.log.error("a lease's end could not be checked", { error });
  const why = error instanceof UserError ? error.text : say("leaseEnd.wentWrong");
  return { kind: "later", why: say("leaseEnd.notChecked", { why }) };
}
