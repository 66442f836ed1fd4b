import { INCIDENT_ARG, type RawArgs } from "../../shared/raw-args.ts";
import { findAccounts } from "../../defender/account-lookup.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import { isOfIncident } from "../../grammar/incident-target.ts";
import type { BoundArgs } from "../../grammar/parse.ts";
import { UserError } from "../../shared/errors.ts";
import { fewAtOnce } from "../../shared/in-pieces.ts";
import { say, type Words } from "../../texts/text.ts";
import { targetArg, type ChangeCommand } from "../change-command.ts";
import type { Alert } from "../../defender/alert.ts";
import { devicesIn, peopleIn, unknownPeopleIn } from "../contain/proposed.ts";
import type { LeftOut } from "./draft-leader.ts";

/** `incident:ID` as a target: each device, or each person, that the incident's evidence names. */

interface Typed {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
}

/** What was typed, for each target that is meant, and what of an incident is not among them. */
export interface Meant<T extends Typed> {
  readonly each: readonly T[];
  readonly leftOut: readonly LeftOut[];
}

/** Whether one of them stands for what an incident names. */
export function namesIncident({ command, args }: Typed): boolean {
  return isOfIncident(args[targetArg(command)]);
}

/**
 * Each incident among the targets gives way to what it names, by id. What can't be known to be all of it is refused: half
 * of an attack must not look like the whole.
 * @param most targets that may be asked for together; more are not even looked up
 * @throws UserError; SignInRequired
 */
export async function whatIsMeant<T extends Typed>(
  defender: DefenderReads,
  each: readonly T[],
  most: number,
): Promise<Meant<T>> {
  const found: Meant<T>[] = [];
  for (const one of each) {
    const bound = one.args[targetArg(one.command)];
    if (isOfIncident(bound)) found.push(await inIncident(defender, one, bound.value, most));
    else found.push({ each: [one], leftOut: [] });
  }
  return {
    each: found.flatMap((one) => one.each),
    leftOut: found.flatMap(({ leftOut }) => leftOut),
  };
}

async function inIncident<T extends Typed>(
  defender: DefenderReads,
  typed: T,
  asked: string,
  most: number,
): Promise<Meant<T>> {
  const { id, alerts, alertsCut } = await defender.incident(asked);
  if (alerts === null || alertsCut === true || alerts.some(({ evidenceUnread }) => evidenceUnread === true)) {
    throw new UserError("could-not-check", say("several.incidentCut", { id }));
  }
  const name = targetArg(typed.command);
  const target = (value: string): T => ({
    ...typed,
    raw: { ...typed.raw, [name]: value, [INCIDENT_ARG]: id },
    args: { ...typed.args, [name]: { by: "id", value } },
  });
  const isPeople = typed.command.target === "user";
  const { ids, leftOut } = isPeople
    ? await idsOfPeople(defender, id, alerts, most)
    : await idsOfDevices(
        defender,
        id,
        devicesIn(alerts).map((device) => device.id),
        most,
      );
  if (ids.length === 0) {
    const why = leftOut.map((one) => say("several.leftOutOne", one));
    throw new UserError("not-found", say("several.incidentEmpty", { id, isPeople, why }));
  }
  const isUnnamed = !isPeople && alerts.some(({ unnamedDevice }) => unnamedDevice);
  const unnamed = isUnnamed ? [leftOutOf(id, say("contain.unnamed"))] : [];
  return { each: ids.map(target), leftOut: [...leftOut, ...unnamed] };
}

interface Named {
  readonly ids: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

async function idsOfDevices(
  defender: DefenderReads,
  incident: string,
  named: readonly string[],
  most: number,
): Promise<Named> {
  refuseTooMany(named.length, most);
  const seen = new Set((await defender.devicesById(named)).map(({ id }) => id.toLowerCase()));
  const ids = named.filter((id) => seen.has(id));
  const hidden = named.length - ids.length;
  return {
    ids,
    leftOut: hidden === 0 ? [] : [leftOutOf(incident, say("several.hiddenDevices", { n: hidden }))],
  };
}

async function idsOfPeople(
  defender: DefenderReads,
  incident: string,
  alerts: readonly Alert[],
  most: number,
): Promise<Named> {
  const involved = peopleIn(alerts);
  refuseTooMany(involved.length, most);
  const found = await fewAtOnce(involved, async ({ id, upn }) => {
    const target =
      id === null ? ({ by: "upn", value: upn ?? "" } as const) : ({ by: "id", value: id } as const);
    const { accounts, isCertain } = await findAccounts(defender, target);
    return isCertain ? accounts[0]?.id : undefined;
  });
  const ids = [...new Set(found.filter((id) => id !== undefined))];
  const unknown = involved.flatMap(({ id, upn }, index) =>
    found[index] === undefined ? [upn ?? id ?? ""] : [],
  );
  const why = say("several.unknownInIncident", { id: incident });
  return { ids, leftOut: [...unknown, ...unknownPeopleIn(alerts)].map((name) => ({ name, why })) };
}

function leftOutOf(incident: string, why: Words): LeftOut {
  return { name: say("several.incident", { id: incident }), why };
}

/** @throws UserError */
export function refuseTooMany(n: number, most: number): void {
  if (n > most) throw new UserError("policy", say("several.tooMany", { n, most }));
}
