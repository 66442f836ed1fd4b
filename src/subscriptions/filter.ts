import type { Alert, AlertDevice, AlertStatus, Severity } from "../defender/alert.ts";
import { productNames } from "../defender/product.ts";
import { fitting } from "../policy/canonical.ts";
import { fittingGroup } from "../policy/device-facts.ts";

/** What a subscription or a mute selects: keys are and-ed, the values of a key or-ed; no key: every alert. */
export interface AlertFilter {
  readonly severity?: readonly Severity[];
  /** Device groups; "none": devices that are in none. */
  readonly group?: readonly string[];
  readonly category?: readonly string[];
  /** DNS names, whole or their first label, or 40-hex ids; `*` is any run of characters. */
  readonly device?: readonly string[];
  /** Products by name or short name, or detection sources as Defender spells them. */
  readonly source?: readonly string[];
  /** MITRE techniques; `T1059` stands for those below it (`T1059.001`) too. */
  readonly technique?: readonly string[];
  readonly status?: readonly AlertStatus[];
}

type DeviceOf = Pick<AlertDevice, "deviceId" | "deviceName" | "deviceGroup">;

function isNamed(wanted: readonly string[] | undefined, { deviceName, deviceId }: DeviceOf): boolean {
  if (wanted === undefined) return true;
  const names = [deviceName, deviceName?.split(".")[0], deviceId].filter((one) => typeof one === "string");
  return names.some((one) => fitting(wanted, one) !== null);
}

/**
 * Whether an alert fits a filter. What Defender does not say of an alert fits no value.
 * @param of how many of its devices have to: a subscription is about any, but what is muted must hide no other
 */
export function fits(filter: AlertFilter, alert: Alert, of: "any" | "all" = "any"): boolean {
  const devices = alert.devices ?? [alert];
  const isMeant = (device: DeviceOf): boolean =>
    isNamed(filter.device, device) &&
    (filter.group === undefined || fittingGroup(filter.group, device.deviceGroup) !== null);
  return (
    (filter.severity?.includes(alert.severity) ?? true) &&
    (of === "any" ? devices.some(isMeant) : devices.every(isMeant) && isAll(filter, alert, devices)) &&
    among(filter.category, alert.category) &&
    (filter.source === undefined || sourcesOf(alert).some((one) => among(filter.source, one))) &&
    (filter.technique === undefined || hasTechnique(alert, filter.technique)) &&
    (filter.status?.includes(alert.status) ?? true)
  );
}

/** Whether no device of an alert is left that such a filter could not look at: in a file's evidence stands an id alone. */
function isAll({ device, group }: AlertFilter, alert: Alert, devices: readonly DeviceOf[]): boolean {
  if (device === undefined && group === undefined) return true;
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
