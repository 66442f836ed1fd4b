import { inPieces } from "../../shared/in-pieces.ts";
import { say } from "../../texts/text.ts";
import { isIP } from "node:net";
import { isAskable, isSameName, spellingsOf } from "../../defender/device-name.ts";
import { UserError } from "../../shared/errors.ts";
import type { Device } from "../../defender/device.ts";
import { callDefender } from "./caller.ts";
import type { IncidentMethods } from "./incidents.ts";
import type { AlertMethods } from "./alert-api.ts";
import type { CallerDeps, Lane, Request } from "./caller.ts";
import { toDevice, toLogonUser } from "./map-device.ts";
import { all, instant, literal, oneOf, query } from "./odata.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import { indicatorMethods } from "./indicators.ts";
import { lookupMethods } from "./lookups.ts";
import { responseMethods } from "./responses.ts";
import { createReader } from "./reader.ts";
import { checkedId, mayBe, one, orNone, upTo } from "./reading.ts";
import { linkedPages, wholeBy } from "./linked-pages.ts";
import { logonUserSchema, machineSchema } from "./schemas.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import type { DefenderClient, DeviceQuery } from "../../defender/client.ts";
import type { PeopleChanges, PeopleReads } from "../../defender/people-client.ts";
import type { Listed } from "../../defender/listed.ts";

/** Defender on behalf of the lane's person. */
export function createClient(
  deps: CallerDeps,
  others: AlertMethods &
    Pick<DefenderClient, "hunt" | "fleetSize"> &
    IncidentMethods &
    PeopleReads &
    PeopleChanges,
  lane: Lane,
): DefenderClient {
  return {
    ...createReader(deps, lane),
    ...others,
    ...deviceMethods(deps, lane),
    ...responseMethods(deps, lane),
    ...lookupMethods(deps, lane),
    ...indicatorMethods(deps, lane),
  };
}

type DeviceMethods = Pick<
  DefenderClient,
  | "device"
  | "devices"
  | "devicesByName"
  | "devicesByNames"
  | "devicesById"
  | "devicesByIp"
  | "devicesBeginning"
  | "deviceUsers"
>;

/** How many devices one question asks for: it stands in the address of the call, which may not be too long. */
const AT_ONCE = { names: 10, ids: 25 } as const;

/** What is read of devices. */
export function deviceMethods(deps: CallerDeps, lane: Lane): DeviceMethods {
  return {
    async device(id) {
      const path = pathOf(OPERATIONS.device, { id: checkedDevice(id) });
      return one(
        await callDefender(deps, lane, { operation: OPERATIONS.device, path }),
        machineSchema,
        toDevice,
        id,
      );
    },
    devices: (wanted) => list(deps, lane, wanted),
    devicesByName: async (name) => (await devicesByNames(deps, lane, [name]))[0] ?? [],
    devicesByNames: (names) => inPieces(names, AT_ONCE.names, (some) => devicesByNames(deps, lane, some)),
    devicesById: (ids) =>
      inPieces(ids.map(checkedDevice), AT_ONCE.ids, (some) =>
        search(
          deps,
          lane,
          oneOf("id", some),
          isSaid("id", (id) => some.includes(id.toLowerCase())),
        ),
      ),
    devicesBeginning: (beginning) => devicesBeginning(deps, lane, beginning),
    devicesByIp: (ip) => devicesByIp(deps, lane, ip),
    async deviceUsers(id) {
      const path = pathOf(OPERATIONS.deviceUsers, { id: checkedDevice(id) });
      const first = { operation: OPERATIONS.deviceUsers, path };
      return wholeBy(deps, lane, first, [logonUserSchema, toLogonUser]);
    },
  };
}

/** Whole names first; then, of those without a dot that are none, the ones whose first label it is. */
async function devicesByNames(
  deps: CallerDeps,
  lane: Lane,
  typed: readonly string[],
): Promise<readonly (readonly Device[])[]> {
  const names = typed.map((one) => one.trim());
  const wrong = names.find((one) => !isAskable(one));
  if (wrong !== undefined) throw new UserError("usage", say("defender.noName", { name: wrong }));
  const isNamed = isSaid("computerDnsName", (name) => names.some((one) => isSameName(name, one)));
  const found = await search(deps, lane, oneOf("computerDnsName", names.flatMap(spellingsOf)), isNamed);
  const whole = (name: string) => found.filter((device) => isSameName(device.name, name));
  const labels = names.filter((name) => !name.includes(".") && whole(name).length === 0);
  if (labels.length === 0) return names.map(whole);
  const starts = startsWith(labels.flatMap(spellingsOf).map((spelling) => `${spelling}.`));
  const isLonger = isSaid("computerDnsName", (name) => labels.some((one) => isSameName(labelOf(name), one)));
  const longer = await search(deps, lane, starts, isLonger);
  const byLabel = (name: string) => longer.filter((device) => isSameName(labelOf(device.name), name));
  return names.map((name) => (labels.includes(name) ? byLabel(name) : whole(name)));
}

function labelOf(name: string): string {
  return name.split(".")[0] ?? "";
}

/** Of what only begins so, more than can be chosen from is not read. */
const MOST_BEGINNING = 100;

async function devicesBeginning(deps: CallerDeps, lane: Lane, typed: string): Promise<Device[]> {
  if (!isAskable(typed)) throw new UserError("usage", say("defender.noName", { name: typed }));
  const begins = typed.toLowerCase();
  const mayBeIt = isSaid("computerDnsName", (name) => name.toLowerCase().startsWith(begins));
  return search(deps, lane, startsWith(spellingsOf(typed)), mayBeIt, MOST_BEGINNING);
}

function startsWith(beginnings: readonly string[]): string {
  return beginnings.map((one) => `startswith(computerDnsName,${literal(one)})`).join(" or ");
}

async function devicesByIp(deps: CallerDeps, lane: Lane, typed: string): Promise<Device[]> {
  const ip = typed.trim();
  if (isIP(ip) === 0) throw new UserError("usage", say("defender.noAddress", { ip }));
  const at = instant(deps.clock.now());
  const operation = OPERATIONS.devicesByIp;
  const path = pathOf(operation, { ip: encodeURIComponent(ip), at });
  const seen = await orNone(machines(deps, lane, { operation, path }), [400, 404], []);
  if (seen.length > 0) return seen;
  const mayBeIt = isSaid("lastIpAddress", (one) => one === ip);
  return search(deps, lane, `lastIpAddress eq ${literal(ip)}`, mayBeIt);
}

function filterOf(wanted: DeviceQuery): string | null {
  const { nameStart, ids = [], tag } = wanted;
  return all([
    nameStart === undefined ? null : `(${startsWith(spellingsOf(nameStart))})`,
    oneOf("id", ids),
    oneOf("riskScore", wanted.risks),
    oneOf("exposureLevel", wanted.exposures),
    oneOf("healthStatus", wanted.healths),
    oneOf("osPlatform", wanted.systems),
    tag === undefined ? null : `machineTags/any(t: t eq ${literal(tag)})`,
  ]);
}

/** Devices to be shown. */
async function list(deps: CallerDeps, lane: Lane, wanted: DeviceQuery): Promise<Listed<Device>> {
  const first = searching(filterOf(wanted), wanted.top);
  const listed = upTo({ items: wanted.top }, linkedPages(deps, lane, first, [machineSchema, toDevice]));
  const none = { items: [], isWhole: true, unread: 0 };
  const { items, ...rest } = await orNone<Listed<Device>>(listed, [404], none);
  return { items: eachOnce(items), ...rest };
}

/** Devices of which one is picked, or acted on. @param mayBeIt as of `whole` */
function search(
  deps: CallerDeps,
  lane: Lane,
  filter: string | null,
  mayBeIt: (element: unknown) => boolean,
  top?: number,
): Promise<Device[]> {
  return orNone(machines(deps, lane, searching(filter, top), { mayBeIt, enough: top }), [404], []);
}

/** A device that has no name, or no id, is none that was asked for by it. */
function isSaid(field: string, isIt: (value: string) => boolean): (element: unknown) => boolean {
  return mayBe(field, isIt, false);
}

function searching(filter: string | null, top?: number): Request {
  const operation = OPERATIONS.devices;
  return { operation, path: `${operation.path}${query({ filter, ...(top === undefined ? {} : { top }) })}` };
}

async function machines(
  deps: CallerDeps,
  lane: Lane,
  request: Request,
  bounds: Parameters<typeof wholeBy>[4] = {},
): Promise<Device[]> {
  return eachOnce(await wholeBy(deps, lane, request, [machineSchema, toDevice], bounds));
}

function eachOnce(devices: readonly Device[]): Device[] {
  return [...new Map(devices.map((device) => [device.id, device])).values()];
}

/** @throws UserError `usage` */
function checkedDevice(id: string): string {
  return checkedId(id, DEVICE_ID, "device");
}
