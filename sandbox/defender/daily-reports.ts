import { defenderTime } from "./random.ts";
import type { SandboxDevice } from "./types.ts";

const DAY_MS = 86_400_000;

/**
 * What is alive reports in full about once a day, each at an hour of its own: that is its `lastSeen`, which says nothing of
 * the last hour. Gives the step that brings the reports up to a time, in epoch milliseconds. What somebody has set stays as
 * they set it.
 */
export function createDailyReports(devices: readonly SandboxDevice[]): (now: number) => void {
  const told = new Map(devices.map((device) => [device, device.lastSeen]));
  return (now) => {
    const due = defenderTime(now - DAY_MS);
    for (const [device, reported] of told) {
      const { healthStatus, lastSeen } = device;
      if (healthStatus !== "Active" || lastSeen !== reported || lastSeen >= due) continue;
      const last = Date.parse(lastSeen);
      device.lastSeen = defenderTime(last + Math.floor((now - last) / DAY_MS) * DAY_MS);
      told.set(device, device.lastSeen);
    }
  };
}
