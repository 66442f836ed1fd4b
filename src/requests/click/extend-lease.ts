import { decide } from "../machine/decide.ts";
import { durationText } from "../../shared/duration.ts";
import { card, type FormCardData } from "../../messaging/card.ts";
import type { Content } from "../../messaging/content.ts";
import { UserError } from "../../shared/errors.ts";
import { leaseDuration, leaseRefusal, type Scheduled } from "../machine/lease.ts";
import { verdictOn } from "../machine/lease-release.ts";
import type { LeaseBounds } from "../../policy/model.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import { refOf } from "../machine/verbs.ts";
import { demandStepUp, subjectOf } from "../machine/step-up.ts";
import { type DecisionClick } from "./decide.ts";
import { applyEvent, type Decided } from "../transition/apply.ts";
import type { Deps } from "../deps.ts";
import { lookForClick } from "../facts/recheck.ts";
import { say } from "../../texts/text.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

const CHOICES = ["1h", "4h", "24h"] as const;

/** The usual lengths that the policy allows, or else the longest that it does. */
function choicesIn(lease: LeaseBounds): readonly string[] {
  const usual = CHOICES.filter((one) => leaseRefusal(leaseDuration.parse(one) ?? 0, lease) === null);
  return usual.length > 0 ? usual : [durationText(lease.max)];
}

/** The name of the form's input: what `isolate` calls the length of a lease. */
export const LONGER_INPUT = "for";

/** Asks by how much an isolation is to be prolonged. */
export function extendForm(request: Scheduled, lease: LeaseBounds): Content {
  const choices = choicesIn(lease);
  const data = {
    title: say("lease.extendTitle", { name: request.target.name }),
    text: say("lease.extendText", { at: request.lease.endsAt }),
    problem: "",
    fields: [
      {
        id: LONGER_INPUT,
        kind: "choice" as const,
        label: say("lease.longerBy"),
        required: true,
        placeholder: "",
        multiline: false,
        longest: 100,
        value: choices[0] ?? "",
        choices: choices.map((value) => ({ title: value, value })),
        error: say("lease.chooseOne"),
        problem: "",
        fills: [],
      },
    ],
    buttons: [{ title: say("lease.extend"), verb: "extend", ref: refOf(request, "extend") }],
    back: [{ title: say("messaging.back"), verb: "view", ref: request.id }],
  };
  return card<FormCardData>("form", data, say("lease.extend"));
}

/**
 * Moves the end of a lease: an Approver by a fresh token, who can read the device themselves, under the policy as it is.
 * @throws SignInRequired; UserError when something could not be checked: then nothing is recorded
 */
export async function extendLease(
  deps: Deps,
  request: Request,
  click: Pick<DecisionClick, "sender" | "signal" | "proof" | "view"> & { readonly longer: string },
): Promise<Decided> {
  const { lease } = deps.policy();
  const addMs = leaseDuration.parse(click.longer);
  if (addMs === null) {
    const { allowed } = leaseDuration;
    throw new UserError("usage", say("lease.noLength", { allowed }));
  }
  const outside = leaseRefusal(addMs, lease);
  if (outside !== null) throw new UserError("usage", outside);
  const { person, roles } = await deps.identity.fresh(click.sender, ROLE_MAX_AGE_MS, click.signal);
  const { device, alertOwners } = await lookForClick(deps, click.sender, request, click.signal);
  const now = deps.clock.now();
  const longer = { ...request, action: "isolate", args: { for: click.longer } } as const;
  const verdict = verdictOn(longer, { device, now }, deps.policy());
  const by = { person, roles };
  const { proof, view } = click;
  const maxMs = lease.max;
  const event: ApprovalEvent = { kind: "extend", by, now, addMs, maxMs, verdict, alertOwners, proof, view };
  demandStepUp(decide(request, event), subjectOf("extend", request.id), proof);
  const decided = await applyEvent(deps, request.id, event);
  deps.kick();
  return decided;
}
