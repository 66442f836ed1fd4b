import type { Alert, AlertDevice, AlertStatus, Severity } from "../defender/alert.ts";
import { productNames } from "../defender/product.ts";
import { fitting } from "../policy/canonical.ts";
import { fittingGroup } from "../policy/device-facts.ts";
import type { Match } from "../policy/model.ts";
import type { Device } from "../defender/device.ts";

/** What a subscription or a mute selects: keys are and-ed, the values of a key or-ed; no key: every alert. */
export interface AlertFilter {
  readonly severity?: readonly Severity[];
  /** Device groups; "none": devices that are in none. */
  readonly group?: readonly string[];
  readonly category?: readonly string[];
  /** Tags of devices, as Defender has them now. */
  readonly tag?: readonly string[];
  /** DNS names, whole or their first label, or 40-hex ids; `*` is any run of characters. */
  readonly device?: readonly string[];
  /** Products by name or short name, or detection sources as Defender spells them. */
  readonly source?: readonly string[];
  /** MITRE techniques; `T1059` stands for those below it (`T1059.001`) too. */
  readonly technique?: readonly string[];
  readonly status?: readonly AlertStatus[];
}

/** Of a filter, what is about devices: these choose approval requests too. */
export const DEVICE_KEYS = ["group", "tag", "device"] as const;
type DeviceFilter = Pick<AlertFilter, (typeof DEVICE_KEYS)[number]>;

/** That part of a filter; null: it is about no device. */
export function deviceFilterOf(filter: AlertFilter | null): DeviceFilter | null {
  const given = DEVICE_KEYS.filter((key) => filter?.[key] !== undefined);
  return given.length === 0 ? null : Object.fromEntries(given.map((key) => [key, filter?.[key]]));
}

/** The tags of devices, by their ids; one that is not among them could not be looked up. */
export type TagsOf = ReadonlyMap<string, Pick<Device, "tags" | "tagsCut">>;
const NO_TAGS: TagsOf = new Map();

type DeviceOf = Pick<AlertDevice, "deviceId" | "deviceName" | "deviceGroup">;

function isNamed(wanted: readonly string[] | undefined, { deviceName, deviceId }: DeviceOf): boolean {
  if (wanted === undefined) return true;
  const names = [deviceName, deviceName?.split(".")[0], deviceId].filter((one) => typeof one === "string");
  return names.some((one) => fitting(wanted, one) !== null);
}

/** Whether a device has one of these tags; unknown where its tags are not all known. */
function isTagged(wanted: readonly string[] | undefined, device: ReturnType<TagsOf["get"]>): Match {
  if (wanted === undefined) return "yes";
  if (device?.tags?.some((tag) => fitting(wanted, tag) !== null) === true) return "yes";
  return device === undefined || device.tags === null || device.tagsCut === true ? "unknown" : "no";
}

/** What a request is about; null: a device that could not be looked up. */
export type Concerned = Device | null;

/**
 * Whether a filter chooses a request about these devices, at least one of them or all. What is not known is told rather than
 * kept from anybody: it is meant by a subscription, and not by a mute.
 */
export function fitsRequest(filter: DeviceFilter, devices: readonly Concerned[], of: "any" | "all"): boolean {
  if (deviceFilterOf(filter) === null) return true;
  const isMeant = (device: Concerned): boolean => {
    const match = device === null ? "unknown" : matchOf(filter, device);
    return match === "yes" || (match === "unknown" && of === "any");
  };
  return of === "any" ? devices.some(isMeant) : devices.length > 0 && devices.every(isMeant);
}

function matchOf(filter: DeviceFilter, device: Device): Match {
  const { id, name, group } = device;
  if (!isNamed(filter.device, { deviceId: id, deviceName: name, deviceGroup: group })) return "no";
  const tagged = isTagged(filter.tag, device);
  if (tagged === "no" || filter.group === undefined) return tagged;
  if (group === null) return "unknown";
  return fittingGroup(filter.group, group) === null ? "no" : tagged;
}

/**
 * Whether an alert fits a filter. What Defender does not say of an alert fits no value; of how severe it is, and of tags, which
 * no alert tells, what is not known is meant by a subscription and not by a mute.
 * @param of how many of its devices have to: a subscription is about any, but what is muted must hide no other
 */
export function fits(
  filter: AlertFilter,
  alert: Alert,
  of: "any" | "all" = "any",
  tags: TagsOf = NO_TAGS,
): boolean {
  const devices = alert.devices ?? [alert];
  const isMeant = (device: DeviceOf): boolean =>
    isNamed(filter.device, device) &&
    (filter.group === undefined || fittingGroup(filter.group, device.deviceGroup) !== null) &&
    isTaggedSo(filter, device, of, tags);
  return (
    isSevere(filter, alert, of) &&
    (of === "any" ? devices.some(isMeant) : devices.every(isMeant) && isAll(filter, alert, devices)) &&
    among(filter.category, alert.category) &&
    (filter.source === undefined || sourcesOf(alert).some((one) => among(filter.source, one))) &&
    (filter.technique === undefined || hasTechnique(alert, filter.technique)) &&
    (filter.status?.includes(alert.status) ?? true)
  );
}

/** One that is not told, or by a word that is not known, may be any: it is told of, and hidden by no mute of another. */
function isSevere({ severity: wanted }: AlertFilter, { severity }: Alert, of: "any" | "all"): boolean {
  if (wanted === undefined || wanted.includes(severity)) return true;
  return severity === "UnSpecified" && of === "any";
}

/** An alert about no device has no tags. */
function isTaggedSo(
  { tag }: AlertFilter,
  { deviceId, deviceName }: DeviceOf,
  of: "any" | "all",
  tags: TagsOf,
): boolean {
  if (tag !== undefined && deviceId === null && deviceName === null) return false;
  const match = isTagged(tag, tags.get(deviceId?.toLowerCase() ?? ""));
  return match === "yes" || (match === "unknown" && of === "any");
}

/** Whether no device of an alert is left that such a filter could not look at: in a file's evidence stands an id alone. */
function isAll(filter: AlertFilter, alert: Alert, devices: readonly DeviceOf[]): boolean {
  if (deviceFilterOf(filter) === null) return true;
  const ids = devices.map(({ deviceId }) => deviceId?.toLowerCase() ?? null);
  return alert.deviceIds.every((id) => ids.includes(id)) && (!alert.unnamedDevice || ids.includes(null));
}

/** All that an alert's source may be called. */
export function sourcesOf({ product, detectionSource }: Alert): readonly string[] {
  return [
    ...(product === null || product === undefined ? [] : productNames(product)),
    ...(detectionSource === null ? [] : [detectionSource]),
  ];
}

/** Whether one of an alert's techniques is among those, or below one of them. */
export function hasTechnique({ mitreTechniques }: Alert, wanted: readonly string[]): boolean {
  const patterns = wanted.flatMap((one) => [one, `${one}.*`]);
  return mitreTechniques.some((technique) => fitting(patterns, technique) !== null);
}

function among(wanted: readonly string[] | undefined, actual: string | null): boolean {
  return wanted === undefined || (actual !== null && fitting(wanted, actual) !== null);
}
