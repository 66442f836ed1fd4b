import { owner } from "../../grammar/people.ts";
import { keyed, names, word, type ArgsOf } from "../../grammar/args.ts";
import { incidentId } from "../../grammar/ids.ts";
import { hasTechnique, sourcesOf } from "../../subscriptions/filter.ts";
import { fitting } from "../../policy/canonical.ts";
import { say } from "../../texts/text.ts";
import type { Alert } from "../../defender/alert.ts";
import type { ReadContext } from "../command.ts";
import { ownerCalled } from "./owner.ts";

/** What a list of alerts is narrowed by that Microsoft's APIs can't be asked for, at least not both. */
export const ALERT_FILTERS = {
  user: keyed({ ...word("ana.ruiz@contoso.com"), person: "upn" }, say("argument.alertsUser")),
  assigned: keyed(owner, say("argument.assigned")),
  technique: keyed(names("T1059"), say("argument.alertsTechnique")),
  source: keyed(names("Identity"), say("argument.alertsSource")),
  incident: keyed(incidentId, say("argument.alertsIncident")),
} as const;

type Given = Partial<ArgsOf<typeof ALERT_FILTERS>>;

/** Whether an alert is among those that are asked for. */
export async function alertFilter(context: ReadContext, args: Given): Promise<(alert: Alert) => boolean> {
  const { user, assigned, technique, source, incident } = args;
  const whose = assigned === undefined ? undefined : await ownerCalled(context, assigned);
  return (alert) =>
    (user === undefined || isAbout(alert, user)) &&
    (whose === undefined || (alert.assignedTo?.toLowerCase() ?? null) === (whose?.toLowerCase() ?? null)) &&
    (technique === undefined || hasTechnique(alert, technique)) &&
    (source === undefined || sourcesOf(alert).some((one) => fitting(source, one) !== null)) &&
    (incident === undefined || alert.incidentId === incident);
}

/** "user ana.ruiz@… · technique T1059": what of it is asked for, besides the owner. */
export function filterParts(args: Given): readonly string[] {
  const { assigned: _, ...others } = ALERT_FILTERS;
  return Object.keys(others).flatMap((key) => {
    const value = args[key as keyof Given];
    return value === undefined ? [] : [`${key} ${String(value)}`];
  });
}

/** Whether somebody is named in an alert, by UPN or account: `ana@contoso.com` also stands for `CONTOSO\ana`. */
function isAbout({ relatedUser, evidence }: Alert, user: string): boolean {
  const wanted = [user.toLowerCase(), user.toLowerCase().split("@", 1)[0] ?? ""];
  const named = evidence.flatMap(({ headline, facts }) => [
    headline,
    ...facts.flatMap(([label, value]) => (/^(?:Account|UPN|User)$/.test(label) ? [value] : [])),
  ]);
  return [relatedUser ?? "", ...named]
    .map((one) => one.toLowerCase())
    .some((one) => wanted.includes(one) || wanted.includes(one.split("\\").at(-1) ?? ""));
}
