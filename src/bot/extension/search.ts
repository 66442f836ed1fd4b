import type { DefenderClient } from "../../defender/client.ts";
import type { Alert } from "../../defender/alert.ts";
import { allOf, type Listed } from "../../defender/listed.ts";
import { findAccounts } from "../../defender/account-lookup.ts";
import { portalPage } from "../../defender/portal.ts";
import type { Found } from "../../messaging/turn.ts";
import { accountTarget } from "../../grammar/account-target.ts";
import { deviceTarget } from "../../grammar/args.ts";
import { findingId } from "../../grammar/ids.ts";
import { UserError } from "../../shared/errors.ts";
import { INCIDENT_ID } from "../../shared/shapes.ts";
import { findDevices } from "../../defender/lookup.ts";
import { alertTold, deviceTold, foundOf, incidentTold, personTold } from "./found.ts";

/** With whose rights, when, and for whose eyes. */
export interface Asked {
  readonly defender: DefenderClient;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isOpen: boolean;
}

type Search = (asked: Asked, text: string) => Promise<readonly Found[]>;

/** Most that the compose box lists. */
const MOST = 10;
const LOOKED_AT = 100;
const BACK_MS = 7 * 86_400_000;

/** By the ids of the manifest's commands: whatever is typed, each makes at most two calls. */
export const SEARCHES: Readonly<Record<string, Search>> = {
  async alerts({ defender, now, isOpen }, text) {
    const named = await alertNamed(defender, text);
    if (named !== null) return [foundOf(alertTold(named, now), isOpen)];
    const query = { severities: [], statuses: [], createdSince: now - BACK_MS, top: LOOKED_AT } as const;
    const fitting = among(await defender.alerts(query), text, ({ title, deviceName }) => [title, deviceName]);
    return fitting.map((one) => foundOf(alertTold(one, now), isOpen));
  },
  async incidents({ defender, now, isOpen }, text) {
    const id = findingId.parse(text);
    if (id !== null && INCIDENT_ID.test(id)) {
      const [one] = await known(defender.incident(id));
      if (one !== undefined) return [foundOf(incidentTold(one), isOpen)];
    }
    const query = { severities: [], statuses: [], createdSince: now - BACK_MS, top: LOOKED_AT } as const;
    const fitting = among(await defender.incidents(query), text, ({ title }) => [title]);
    return fitting.map((one) => foundOf(incidentTold(one), isOpen));
  },
  async devices({ defender, now, isOpen }, text) {
    const target = text === "" ? null : deviceTarget.parse(text);
    if (target === null) return [];
    const { devices } = await findDevices(defender, target);
    return devices.slice(0, MOST).map((one) => foundOf(deviceTold(one, now), isOpen));
  },
  async people({ defender, isOpen }, text) {
    const target = text === "" ? null : accountTarget.parse(text);
    if (target === null) return [];
    const { accounts } = await findAccounts(defender, target);
    return accounts.slice(0, MOST).map((one) => foundOf(personTold(one), isOpen));
  },
};

/** The alert of that id; null: it is a word, or there is none. One word of a title looks like an id, though without a digit. */
async function alertNamed(defender: DefenderClient, text: string): Promise<Alert | null> {
  const id = findingId.parse(text);
  if (id === null || INCIDENT_ID.test(id) || !/\d/.test(id)) return null;
  const [alert] = await known(defender.alert(id));
  return alert ?? null;
}

/** What Defender knows by that id: one, or none. */
async function known<T>(asked: Promise<T>): Promise<readonly T[]> {
  try {
    return [await asked];
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return [];
    throw error;
  }
}

/** What a link to the Defender portal leads to; null: it is none. */
export async function behindLink({ defender, now, isOpen }: Asked, url: string): Promise<Found | null> {
  const page = portalPage(url);
  switch (page?.kind) {
    case "alert":
      return foundOf(alertTold(await defender.alert(page.id), now), isOpen);
    case "incident":
      return foundOf(incidentTold(await defender.incident(page.id)), isOpen);
    case "device":
      return foundOf(deviceTold(await defender.device(page.id), now), isOpen);
    case undefined:
      return null;
  }
}

/** @throws UserError `could-not-check` where nothing fits, and something on the list can't be read */
function among<T>(
  listed: Listed<T>,
  text: string,
  words: (one: T) => readonly (string | null)[],
): readonly T[] {
  const wanted = text.toLowerCase();
  const fits = (one: T) => words(one).some((word) => word?.toLowerCase().includes(wanted) === true);
  const fitting = listed.items.filter((one) => wanted === "" || fits(one)).slice(0, MOST);
  return fitting.length > 0 ? fitting : allOf({ items: fitting, unread: listed.unread });
}
