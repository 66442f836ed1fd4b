import { DefenderError } from "../../defender/error.ts";
import { likelyUser } from "../../defender/likely-user.ts";
import type { OwnDevice } from "../../defender/account.ts";
import type { LogonUser, Device } from "../../defender/device.ts";
import { orNull } from "../../defender/lookup.ts";
import type { PeopleReads } from "../../defender/people-client.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import type { Person } from "../../shared/people.ts";
import type { Clock } from "../../shared/ports.ts";
import { GUARDED_ROLES, type Holders } from "../machine/lock-out.ts";

/**
 * Which devices belong to people who approve here, as Entra has them registered. Many devices are asked about at once, and
 * each again before its call, so what was found is kept for a little while, and so is that it is not granted; what merely could not
 * be read is asked for again. Either way a failure stays one: who looks goes by what is known without.
 */

/** How long the list of holders is good, in milliseconds: as long as what a token says of somebody's roles. */
const HOLDERS_MS = 60_000;
/** How long the list of a person's registered devices is good, in milliseconds. */
const DEVICES_MS = 600_000;
/** So long, in milliseconds, a refusal is taken for an answer: each click would ask again for what was not granted. */
const REFUSED_MS = 60_000;
/** More holders than these are not locked out by the devices of an attack, and nobody's are looked up one by one. */
const MOST_HOLDERS = 20;

interface Kept<T> {
  readonly at: number;
  readonly ms: number;
  readonly value: Promise<T>;
}

/** What a process keeps of it, for each who has looked: one person's token shows less than another's. */
export interface HolderBook {
  /** @param oid of whose token it is looked up with */
  seenBy(oid: string): SeenHolders;
}

/** What one person has seen of it. */
export interface SeenHolders {
  /** Asks only where the last list is too old. @throws as `look` */
  holders(look: () => Promise<Holders>): Promise<Holders>;
  /** What a person's computers are known by (`keysOf`). @throws as `look` */
  devices(oid: string, look: () => Promise<readonly string[]>): Promise<readonly string[]>;
}

/** Of a process that has looked nothing up yet. */
export function createHolderBook(clock: Pick<Clock, "now">): HolderBook {
  const kept = new Map<string, Kept<unknown>>();
  function keep<T>(key: string, ms: number, look: () => Promise<T>): Promise<T> {
    const found = kept.get(key) as Kept<T> | undefined;
    if (found !== undefined && clock.now() - found.at < found.ms) return found.value;
    const value = look();
    const own: Kept<T> = { at: clock.now(), ms, value };
    kept.set(key, own);
    value.catch((error: unknown) => {
      if (kept.get(key) !== own) return;
      if (isRefused(error)) kept.set(key, { at: clock.now(), ms: REFUSED_MS, value });
      else kept.delete(key);
    });
    return value;
  }
  return {
    seenBy: (who) => ({
      holders: (look) => keep(`${who} holders`, HOLDERS_MS, look),
      devices: (oid, look) => keep(`${who} ${oid}`, DEVICES_MS, look),
    }),
  };
}

/** What asking again at once does not mend: it is not granted to the bot, or not to whoever looks. */
function isRefused(error: unknown): boolean {
  if (error instanceof SignInRequired) return error.reason === "consent";
  return error instanceof DefenderError && error.code === "forbidden";
}

/** Whose devices are whose, as Entra tells. */
export interface Owners {
  /** Object ids of holders by what their computers are known by (`keysOf`). */
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  /** Object ids of those to whom no computer is registered: Entra has no owner of what is joined on premises. */
  readonly without: readonly string[];
}

const PHONE = /^(?:ios|ipad|iphone|android)/i;

/** @throws as the calls of PeopleReads: then it is not known of any device */
export async function ownersOf(
  book: SeenHolders,
  people: Pick<PeopleReads, "accountDevices">,
  holders: Holders,
): Promise<Owners> {
  const few = GUARDED_ROLES.filter((role) => holders[role].length <= MOST_HOLDERS);
  const ids = [...new Set(few.flatMap((role) => holders[role]))];
  const each = await Promise.all(
    ids.map(async (oid) => {
      const keys = await book.devices(oid, async () =>
        (await people.accountDevices(oid)).filter(isComputer).flatMap(keysOf),
      );
      return { oid, keys };
    }),
  );
  const known = each.flatMap(({ oid, keys }) => keys.map((key) => ({ key, oid })));
  const byKey = new Map(
    [...Map.groupBy(known, ({ key }) => key)].map(([key, some]) => [key, some.map(({ oid }) => oid)]),
  );
  return { byKey, without: each.flatMap(({ oid, keys }) => (keys.length === 0 ? [oid] : [])) };
}

function isComputer({ os }: OwnDevice): boolean {
  return !PHONE.test(os ?? "");
}

/** Defender has whole DNS names, Entra short ones. */
function firstLabel(name: string): string {
  return name.toLowerCase().split(".", 1)[0] ?? "";
}

/** By its name, and by its id at Entra where that is told: one of them may be an older one, and either is enough. */
function keysOf({ name, entraId }: Pick<Device, "name" | "entraId">): readonly string[] {
  return [firstLabel(name), ...(entraId == null ? [] : [entraId.toLowerCase()])];
}

/** Object ids of those to whom a device is registered. */
export function ownersOn({ byKey }: Owners, device: Pick<Device, "name" | "entraId">): readonly string[] {
  return [...new Set(keysOf(device).flatMap((key) => byKey.get(key) ?? []))];
}

/** What may be asked about one device. */
export interface AboutDevice {
  readonly device: Pick<Device, "name" | "entraId">;
  /** Who was seen on it; null: that can't be read. */
  readonly users: () => Promise<readonly LogonUser[] | null>;
}

/**
 * Whose device it is, of those who approve here. Of whom Entra does not tell any computer, they count who look like its users
 * to Defender; null: nobody tells.
 */
export async function holdersAt(
  { device, users }: AboutDevice,
  owners: Owners | null,
  known: () => Promise<readonly Person[]>,
): Promise<readonly string[] | null> {
  const own = owners === null ? [] : ownersOn(owners, device);
  if (owners?.without.length === 0) return own;
  const seen = await users();
  if (seen === null) return owners === null ? null : own;
  const isUntold = ({ oid }: Person) => owners?.without.includes(oid) ?? true;
  const likely = (await known()).filter((one) => isUntold(one) && likelyUser(one, seen) !== null);
  return [...new Set([...own, ...likely.map(({ oid }) => oid)])];
}

/** As `ownersOf`; null: it could not be read. */
export function ownersOrNull(...asked: Parameters<typeof ownersOf>): Promise<Owners | null> {
  return orNull(ownersOf(...asked));
}
