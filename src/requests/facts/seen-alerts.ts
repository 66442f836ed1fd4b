import type { Incident } from "../../defender/incident.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import { UserError } from "../../shared/errors.ts";
import { SEEN_ARG, type RawArgs } from "../../shared/raw-args.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import { say } from "../../texts/text.ts";
import { identityOf, type Relied } from "../machine/relied.ts";

/** Who resolves an incident resolves its alerts: those that they were shown, and none that joined it since. */

/** What a card showed of an incident, for the buttons on it that close all of it. */
export function seenOf({ alerts }: Pick<Incident, "alerts">): string {
  const ids = idsOf({ alerts });
  return `${String(ids.length)}.${identityOf(ids)}`;
}

function idsOf({ alerts }: Pick<Incident, "alerts">): readonly string[] {
  return (alerts ?? []).map(({ id }) => id).toSorted();
}

/** @throws UserError `conflict`: more has come than the card showed whose button was pressed */
export function demandSeen(raw: RawArgs, id: string, found: Pick<Incident, "alerts">): void {
  const seen = raw[SEEN_ARG];
  if (seen === undefined || seen === seenOf(found)) return;
  const n = idsOf(found).length - Number(seen.split(".")[0]);
  throw new UserError("conflict", say("incidents.newSince", { id, n: Math.max(0, n) }));
}

/** What an approval is bound to: all of its alerts, as they are now. */
export async function closedWith(defender: DefenderReads, id: string): Promise<readonly Relied[]> {
  if (!INCIDENT_ID.test(id)) return [];
  const { alerts } = await defender.incident(id);
  const ids = idsOf({ alerts });
  return [{ key: "alerts", is: identityOf(ids), shown: say("incidents.closesAlerts", { n: ids.length }) }];
}
