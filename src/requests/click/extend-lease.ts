import { decide } from "../machine/decide.ts";
import { durationText, parseDuration } from "../../shared/duration.ts";
import { card, type FormCardData } from "../../messaging/card.ts";
import type { Content } from "../../messaging/content.ts";
import { UserError } from "../../shared/errors.ts";
import { leaseDuration, leaseRefusal } from "../machine/lease.ts";
import { isLeader } from "../machine/steps.ts";
import { extendEach, verdictOnLonger, type ExtendClick } from "./extend-each.ts";
import type { LeaseBounds } from "../../policy/model.ts";
import type { ApprovalEvent, Request } from "../machine/request.ts";
import { refOf } from "../machine/verbs.ts";
import { demandStepUp, subjectOf } from "../machine/step-up.ts";
import { applyEvent, type Decided } from "../transition/apply.ts";
import type { Deps } from "../deps.ts";
import { lookForClick } from "../facts/recheck.ts";
import { say, type Text } from "../../texts/text.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";

const CHOICES = ["1h", "4h", "24h"] as const;

/** The usual lengths that the policy allows, or else the longest that it does. */
function choicesIn(lease: LeaseBounds): readonly string[] {
  const usual = CHOICES.filter((one) => leaseRefusal(leaseDuration.parse(one) ?? 0, lease) === null);
  return usual.length > 0 ? usual : [durationText(lease.max)];
}

/** The name of the form's input: what `isolate` calls the length of a lease. */
export const LONGER_INPUT = "for";

/** Asks by how much an isolation is to be prolonged, or each of several. */
export function extendForm(request: Request, lease: LeaseBounds): Content {
  const choices = choicesIn(lease);
  const data = {
    title: say("extend.extendTitle", { name: request.target.name }),
    text: endText(request),
    problem: "",
    fields: [
      {
        id: LONGER_INPUT,
        kind: "choice" as const,
        label: say("extend.longerBy"),
        required: true,
        placeholder: "",
        multiline: false,
        longest: 100,
        value: choices[0] ?? "",
        choices: choices.map((value) => ({
          title: say("allowed.length", { ms: parseDuration(value) ?? 0 }),
          value,
        })),
        error: say("forms.chooseOne"),
        problem: "",
        fills: [],
      },
    ],
    buttons: [{ title: say("extend.extend"), verb: "extend", ref: refOf(request, "extend") }],
    back: [{ title: say("messaging.back"), verb: "view", ref: request.id }],
  };
  return card<FormCardData>("form", data, say("extend.extend"));
}

function endText({ lease, steps }: Request): Text {
  if (lease !== undefined) return say("extend.extendText", { at: lease.endsAt });
  const { open: n, endsAt: at } = steps?.leases ?? { open: 0, endsAt: 0 };
  return say("extend.extendAllText", { n, at });
}

/**
 * Moves the end of a lease, or of each of a request's: an Approver by a fresh token, who can read the device themselves, under
 * the policy as it is.
 * @throws SignInRequired; UserError when something could not be checked: then nothing is recorded
 */
export async function extendLease(deps: Deps, request: Request, click: ExtendClick): Promise<Decided> {
  const { lease } = deps.policy();
  const addMs = lengthIn(click.longer, lease);
  const by = await deps.identity.fresh(click.sender, ROLE_MAX_AGE_MS, click.signal);
  const { proof, view } = click;
  const terms = { by, addMs, maxMs: lease.max, proof };
  if (isLeader(request)) return extendEach(deps, request, { ...click, ...terms });
  const { device, alertOwners } = await lookForClick(deps, click.sender, request, click.signal);
  const now = deps.clock.now();
  const verdict = verdictOnLonger(deps, request, click.longer, { device, now });
  const event: ApprovalEvent = { kind: "extend", now, verdict, alertOwners, view, ...terms };
  demandStepUp(decide(request, event), subjectOf("extend", request.id), proof);
  const decided = await applyEvent(deps, request.id, event);
  deps.kick();
  return decided;
}

/** Milliseconds. @throws UserError `usage`: no length, or none that the policy allows */
function lengthIn(longer: string, lease: LeaseBounds): number {
  const ms = leaseDuration.parse(longer);
  const { allowed } = leaseDuration;
  if (ms === null) throw new UserError("usage", say("extend.noLength", { allowed }));
  const outside = leaseRefusal(ms, lease);
  if (outside !== null) throw new UserError("usage", outside);
  return ms;
}
