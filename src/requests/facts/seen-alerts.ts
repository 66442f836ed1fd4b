import type { Incident } from "../../defender/incident.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import { UserError } from "../../shared/errors.ts";
import { SEEN_ARG, type RawArgs } from "../../shared/raw-args.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import { say } from "../../texts/text.ts";
import { identityOf, type Relied } from "../machine/relied.ts";

/** Who resolves an incident resolves its alerts: those that they were shown, and none that joined it since. */

/** What is known of an incident's alerts. */
type Known = Pick<Incident, "alerts" | "alertsCut" | "updatedAt">;

/** What a card showed of an incident, for the buttons on it that close all of it. */
export function seenOf(found: Known): string {
  return `${String(idsOf(found).length)}.${whichOf(found)}`;
}

function idsOf({ alerts }: Pick<Known, "alerts">): readonly string[] {
  return (alerts ?? []).map(({ id }) => id).toSorted();
}

/** Where not all of them were told, one more could be among those: then any change of the incident counts. */
function whichOf(found: Known): string {
  const ids = idsOf(found);
  return isWhole(found) ? identityOf(ids) : identityOf(ids, found.updatedAt);
}

function isWhole({ alerts, alertsCut }: Known): boolean {
  return alerts !== null && alertsCut !== true;
}

/** @throws UserError `conflict`: more has come than the card showed whose button was pressed */
export function demandSeen(raw: RawArgs, id: string, found: Known): void {
  const seen = raw[SEEN_ARG];
  if (seen === undefined || seen === seenOf(found)) return;
  if (!isWhole(found)) throw new UserError("conflict", say("incidents.changedSince", { id }));
  const n = idsOf(found).length - Number(seen.split(".")[0]);
  throw new UserError("conflict", say("incidents.newSince", { id, n: Math.max(0, n) }));
}

/** What an approval is bound to: all of its alerts, as they are now. @throws UserError: they are not told */
export async function closedWith(defender: DefenderReads, id: string): Promise<readonly Relied[]> {
  if (!INCIDENT_ID.test(id)) return [];
  const found = await defender.incident(id);
  if (found.alerts === null) throw new UserError("could-not-check", say("incidents.alertsUntold"));
  const shown = say("incidents.closesAlerts", { n: found.alerts.length, isCut: !isWhole(found) });
  return [{ key: "alerts", is: whichOf(found), shown }];
}
