import { say, type Text } from "../../texts/text.ts";
import type { Device } from "../../defender/device.ts";

/** Devices that are named by an IP address: addresses move on, so it is told since when nobody has looked. */

/** Older than this, in milliseconds, an address is no name of a device: the person picks. */
const CERTAIN_MS = 86_400_000;

/** Epoch milliseconds at which the device was last seen with that address; null: that can't be told. */
function seenWith(device: Pick<Device, "lastIp" | "ips" | "lastSeenAt">, address: string): number | null {
  const wanted = address.toLowerCase();
  const has = [device.lastIp, ...device.ips].some((one) => one?.toLowerCase() === wanted);
  return has ? device.lastSeenAt : null;
}

/** Whether the device had that address within the last day. @param now epoch milliseconds */
export function hasNow(device: Device, address: string, now: number): boolean {
  const at = seenWith(device, address);
  return at !== null && now - at <= CERTAIN_MS;
}

/** "10.20.30.42 was typed; …": since when the device is known to have had it. @param now epoch milliseconds */
export function addressLine(device: Device, address: string, now: number): Text {
  const at = seenWith(device, address);
  return say("asking.addressTyped", { address, at, now });
}
