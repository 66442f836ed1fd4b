import { card, type FormCardData } from "../../messaging/card.ts";
import type { Content } from "../../messaging/content.ts";
import type { ClickTurn } from "../../messaging/turn.ts";
import { recorded } from "../../texts/render.ts";
import { say } from "../../texts/text.ts";
import { ROLE_MAX_AGE_MS } from "../../identity/identity.ts";
import { decide } from "../machine/decide.ts";
import type { Request } from "../machine/request.ts";
import type { Deps } from "../deps.ts";

/** "Deny" asks why before it denies: whoever asked has to go on from the answer. */

/** What the form's button names beside the request: to deny without a word is possible there. */
export const WHY_MARK = "why";

/** The reasons that are given most, by the name of their sentence. */
const USUAL = ["falseAlarm", "wrongDevice", "askOwner", "otherWay", "planned"] as const;

/** Why somebody denies: a usual reason, words of their own, or both, in at most 500 characters; null: nothing. */
export function whyDenied(data: ClickTurn["data"]): string | null {
  const usual = USUAL.find((name) => name === data["usual"]);
  const given = [
    usual === undefined ? "" : recorded(say(`requestCard.${usual}`)),
    data["reason"]?.trim() ?? "",
  ];
  return (
    given
      .filter((one) => one !== "")
      .join(": ")
      .slice(0, 500) || null
  );
}

/**
 * Whether a denial by this person would count now; one that would not is recorded and answered like any other.
 * @throws SignInRequired; UserError when it could not be checked
 */
export async function mayDeny(
  deps: Deps,
  { sender }: ClickTurn,
  request: Request,
  signal: AbortSignal,
): Promise<boolean> {
  const by = await deps.identity.fresh(sender, ROLE_MAX_AGE_MS, signal);
  return decide(request, { kind: "deny", by, now: deps.clock.now(), reason: null }).kind === "changed";
}

/** The form of a denial. */
export function denyForm(request: Request): Content {
  const { id, target } = request;
  const title = say("requestCard.denyTitle", { name: target.name });
  const field = {
    required: false,
    placeholder: "",
    longest: 500,
    value: "",
    error: "",
    problem: "",
    fills: [],
  } as const;
  const data: FormCardData = {
    title,
    text: say("requestCard.denyText", { name: request.requester.name }),
    problem: "",
    fields: [
      {
        ...field,
        id: "usual",
        kind: "choice",
        label: say("requestCard.usualReason"),
        placeholder: say("requestCard.withoutReason"),
        multiline: false,
        choices: USUAL.map((name) => ({ title: say(`requestCard.${name}`), value: name })),
      },
      {
        ...field,
        id: "reason",
        kind: "text",
        label: say("requestCard.whyDenied"),
        multiline: true,
        choices: [],
      },
    ],
    buttons: [{ title: say("requestCard.deny"), verb: "deny", ref: `${id}.${WHY_MARK}` }],
    back: [{ title: say("messaging.back"), verb: "view", ref: id }],
  };
  return card<FormCardData>("form", data, title);
}
