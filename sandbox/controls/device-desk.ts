import { randomBytes, randomUUID } from "node:crypto";
import { defenderTime } from "../defender/random.ts";
import type { SandboxDefender } from "../defender/server.ts";
import type { SandboxDevice } from "../defender/types.ts";
import type { DeviceItem, DevicesItem, DeviceStep } from "../page-server/view.ts";
import { SANDBOX_DOMAIN } from "../people.ts";
import { createListeners } from "./listeners.ts";

/** What happens to devices while a request about them is open. */
export interface DeviceDesk {
  item(): DevicesItem;
  onChange(listener: () => void): () => void;
  /** @throws Error for a device that isn't there */
  step(deviceId: string, step: DeviceStep): void;
  /** Forgets what it did: the devices are others now. */
  reset(): void;
}

const TAG = "Tier0";
/** Defender calls a device inactive that it has not heard of for a week. */
const SILENT_MS = 8 * 86_400_000;

/** `defender` gives the one that runs now; `now` the time, in epoch milliseconds. */
export function createDeviceDesk(defender: () => SandboxDefender, now: () => number = Date.now): DeviceDesk {
  const listeners = createListeners();
  let told: string | null = null;

  return {
    onChange: listeners.on,
    item: () => ({ devices: itemsOf(defender().devices), told }),
    step(deviceId, step) {
      const world = defender();
      told = STEPS[step](world.device(deviceId), now(), world);
      listeners.tell();
    },
    reset() {
      told = null;
      listeners.tell();
    },
  };
}

/** Each does something to the device, and says what. */
const STEPS: Readonly<
  Record<
    DeviceStep,
    (
      device: SandboxDevice,
      at: number,
      world: Pick<SandboxDefender, "devices" | "disrupt" | "elsewhere">,
    ) => string
  >
> = {
  tag(device) {
    device.machineTags = [...new Set([...device.machineTags, TAG])];
    return `${shortName(device)} has the tag ${TAG} now.`;
  },
  untag(device) {
    device.machineTags = device.machineTags.filter((tag) => tag !== TAG);
    return `${shortName(device)} has lost the tag ${TAG}.`;
  },
  reimage(device, at, { devices }) {
    devices.push(reimaged(device, at));
    hush(device, at);
    return `${shortName(device)} was installed anew: a new device id under the old name, without tags. The old one is silent.`;
  },
  silence(device, at) {
    hush(device, at);
    return `${shortName(device)} is silent: what is sent to it waits.`;
  },
  wake(device, at) {
    Object.assign(device, { healthStatus: "Active", lastSeen: defenderTime(at) });
    return `${shortName(device)} is back, and does what waits for it.`;
  },
  leak(device) {
    device.leaks = true;
    return `${shortName(device)} talks on when it is isolated: the look behind the isolation finds it.`;
  },
  seal(device) {
    device.leaks = false;
    return `${shortName(device)} talks no more when it is isolated.`;
  },
  disrupt(device, _, { disrupt }) {
    disrupt(device);
    return `Defender isolates ${shortName(device)} by itself: nobody here has asked for it.`;
  },
  playbook(device, _, { elsewhere }) {
    elsewhere(device, "Isolate", "SOAR playbook");
    return `Another application isolates ${shortName(device)}: nobody here has asked for it.`;
  },
  "portal-release"(device, _, { elsewhere }) {
    elsewhere(device, "Unisolate", `dana.portal@${SANDBOX_DOMAIN}`);
    return `Somebody releases ${shortName(device)} in the portal: nobody here has asked for it.`;
  },
};

/** As the service sees it: another device, first seen now, under the name of the old one. */
function reimaged(device: SandboxDevice, at: number): SandboxDevice {
  return {
    ...structuredClone(device),
    id: randomBytes(20).toString("hex"),
    aadDeviceId: device.aadDeviceId === null ? null : randomUUID(),
    firstSeen: defenderTime(at),
    lastSeen: defenderTime(at),
    healthStatus: "Active",
    machineTags: [],
  };
}

function hush(device: SandboxDevice, at: number): void {
  Object.assign(device, { healthStatus: "Inactive", lastSeen: defenderTime(at - SILENT_MS) });
}

function shortName({ computerDnsName }: SandboxDevice): string {
  return computerDnsName?.split(".")[0] ?? "a device without a name";
}

/** Those with a name, by name; of several with one name the newest first. */
function itemsOf(devices: readonly SandboxDevice[]): readonly DeviceItem[] {
  return devices
    .filter(({ computerDnsName }) => computerDnsName !== null)
    .map((device) => ({
      id: device.id,
      name: shortName(device),
      group: device.rbacGroupName ?? "No group",
      tagged: device.machineTags.includes(TAG),
      silent: device.healthStatus !== "Active",
      leaks: device.leaks === true,
      firstSeen: device.firstSeen,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name) || b.firstSeen.localeCompare(a.firstSeen))
    .map(({ firstSeen: _, ...item }) => item);
}
