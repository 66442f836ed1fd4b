import type { Account, AccountTarget } from "../../defender/account.ts";
import { findAccounts, noSuchAccount } from "../../defender/account-lookup.ts";
import type { Device, DeviceTarget } from "../../defender/device.ts";
import type { HuntQuery, Parameter } from "../../defender/hunting.ts";
import { addressOf, findDevices, noSuchDevice } from "../../defender/lookup.ts";
import { ISOLATION } from "../../defender/machine-action.ts";
import type { Content } from "../../messaging/content.ts";
import { parametersOf } from "../../grammar/kql.ts";
import { UserError } from "../../shared/errors.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { say } from "../../texts/text.ts";
import type { ReadContext } from "../command.ts";
import { accountPicker } from "./account-picker.ts";
import { pickerCard } from "./picker.ts";

/**
 * What a hunting query is about: a device, a person, a file. Each is looked up as any command does it: a slip in a name
 * must not read like "nothing was found".
 */

export interface About {
  readonly device?: DeviceTarget | undefined;
  readonly user?: AccountTarget | undefined;
  readonly file?: string | undefined;
  readonly alert?: string | undefined;
}

/** How far back a query looks, and up to when; absent: now. */
export type Range = Pick<HuntQuery, "backMs" | "to">;

export interface Found {
  readonly values: Readonly<Partial<Record<Parameter, string>>>;
  /** Whom or what they are about, for people. */
  readonly names: readonly string[];
  /** Where it comes with what the query is about. */
  readonly range: Range | null;
}

const HOUR_MS = 3_600_000;

/**
 * The values of a query's parameters; or a card on which somebody picks which device or person they mean.
 * @param again the command as it was given, for the buttons of that card
 * @throws UserError `usage`: one is missing, or has no place in the query
 */
export async function valuesOf(
  context: ReadContext,
  about: About,
  used: readonly Parameter[],
  again: RawArgs,
): Promise<Found | { readonly picker: Content }> {
  assertFits(about, used);
  const alert = about.alert === undefined ? null : await subjectOf(context, about.alert);
  const target = about.device ?? alert?.target;
  const device = target === undefined ? null : await deviceOf(context, target, again);
  if (device !== null && "picker" in device) return device;
  const account = about.user === undefined ? null : await accountOf(context, about.user, again);
  if (account !== null && "picker" in account) return account;
  const { file } = about;
  return {
    values: {
      ...(device === null ? {} : { device: device.id }),
      ...(account === null ? {} : { user: account.id, upn: account.upn }),
      ...(file === undefined ? {} : { file }),
    },
    names: [device?.name, account?.upn, file].filter((name) => name !== undefined),
    range: alert?.range ?? null,
  };
}

/** What a query is about, as it would be typed. */
export function rawAbout({ device, user, file, alert }: About): RawArgs {
  const account = user?.by === "short-name" ? `${user.domain}\\${user.value}` : user?.value;
  const given = Object.entries({ device: device?.value, user: account, file, alert });
  return Object.fromEntries(given.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** The arguments by which each parameter can be said. */
export const GIVEN_BY: Readonly<Record<Parameter, readonly (keyof About)[]>> = {
  device: ["device", "alert"],
  user: ["user"],
  upn: ["user"],
  file: ["file"],
};

/** What still has to be said for a query: for each of its parameters the argument that is commonly given. */
export function missingFor(kql: string, about: RawArgs): readonly (keyof About)[] {
  const needed = parametersOf(kql).used.map((parameter) => GIVEN_BY[parameter]);
  const missing = needed.filter((keys) => !keys.some((key) => key in about));
  return [...new Set(missing.flatMap(([key]) => key ?? []))];
}

function assertFits(about: About, used: readonly Parameter[]): void {
  const given = (["device", "user", "file", "alert"] as const).filter((key) => about[key] !== undefined);
  const missing = used.find((parameter) => !GIVEN_BY[parameter].some((key) => given.includes(key)));
  if (missing !== undefined) {
    throw new UserError("usage", say("hunting.missing", { parameter: missing === "upn" ? "user" : missing }));
  }
  const stray = given.find((key) => !used.some((parameter) => GIVEN_BY[parameter].includes(key)));
  if (stray !== undefined) throw new UserError("usage", say("hunting.stray", { key: stray }));
}

/** The device of an alert, and the time around what it tells of. */
async function subjectOf({ defender, clock }: ReadContext, id: string) {
  const { deviceId, firstEventAt, lastEventAt, createdAt } = await defender.alert(id);
  if (deviceId === null) throw new UserError("not-found", say("hunting.noDevice"));
  const now = clock.now();
  const last = lastEventAt ?? createdAt ?? now;
  const first = firstEventAt ?? last;
  const to = Math.min(now, last + HOUR_MS);
  const target: DeviceTarget = { by: "id", value: deviceId };
  return { target, range: { to, backMs: Math.max(2 * HOUR_MS, to - first + HOUR_MS) } };
}

async function deviceOf(
  context: ReadContext,
  target: DeviceTarget,
  again: RawArgs,
): Promise<Device | { readonly picker: Content }> {
  const { certain, devices } = await findDevices(context.defender, target);
  if (certain !== null) return certain;
  if (devices.length === 0) throw noSuchDevice(target);
  const picking = { now: context.clock.now(), address: addressOf(target) };
  const picker = pickerCard(devices, picking, ({ id }) =>
    context.button(say("choices.chooseThis"), "hunt", { ...again, device: id }),
  );
  return { picker };
}

async function accountOf(
  context: ReadContext,
  target: AccountTarget,
  again: RawArgs,
): Promise<Account | { readonly picker: Content }> {
  const { accounts, isCertain } = await findAccounts(context.defender, target);
  const [found] = accounts;
  if (found === undefined) throw noSuchAccount(target);
  if (isCertain) return found;
  const picker = accountPicker(accounts, "", ({ id }) =>
    context.button(say("choices.chooseThis"), "hunt", { ...again, user: id }),
  );
  return { picker };
}

/** How long ago the newest isolation of a device began. @throws UserError `not-found`: nothing is known of one */
export async function sinceIsolation({ defender, clock }: ReadContext, deviceId: string): Promise<number> {
  const actions = await defender.machineActions({ deviceId, type: ISOLATION.makes, top: 100 });
  const times = actions.items
    .filter(({ status }) => status === "Succeeded")
    .map(({ updatedAt, createdAt }) => updatedAt ?? createdAt ?? 0);
  const newest = Math.max(0, ...times);
  if (newest === 0) throw new UserError("not-found", say("hunting.notIsolated"));
  return Math.max(1000, clock.now() - newest);
}
