import type { DeviceFacts } from "../../core/command.ts";
import { ago, count } from "../../core/format.ts";
import { isolationOf } from "../../core/model.ts";

const QUIET_MS = 3_600_000;

/** Facts that an approver should know before any action on a device. */
export function deviceWarnings(facts: DeviceFacts, now: number): readonly string[] {
  const { device, namesakes } = facts;
  const warnings: string[] = [];
  const add = (when: boolean, text: string): void => {
    if (when) warnings.push(text);
  };
  add(isDomainController(facts), "This looks like a domain controller: people may lose sign-in.");
  add(/server/i.test(device.os ?? ""), `It is a server (${device.os ?? ""}).`);
  add(device.value?.toLowerCase() === "high", "Its device value is High.");
  add(
    device.lastSeenAt !== null && now - device.lastSeenAt > QUIET_MS,
    `It was last seen ${ago(device.lastSeenAt, now)}: an offline device acts only when it comes back, within 3 days.`,
  );
  add(
    device.health !== null && device.health !== "Active",
    `Its sensor health is ${device.health ?? "unknown"}.`,
  );
  add((namesakes ?? 0) > 0, `${count(namesakes ?? 0, "other device")} with the same DNS name.`);
  add(facts.actions === null, "Its machine actions could not be read.");
  return warnings;
}

function isDomainController(facts: DeviceFacts): boolean {
  const { name, group, tags } = facts.device;
  return (
    /^dc\d*[.-]|^dc\d+$/i.test(name) ||
    /domain controller/i.test(group ?? "") ||
    tags.some((tag) => /^(tier ?0|dc|domain ?controller)$/i.test(tag))
  );
}

/** What the device's isolation state means for isolating or releasing it. */
export function isolationWarnings(facts: DeviceFacts, wanted: "isolate" | "release"): readonly string[] {
  if (facts.actions === null) return [];
  const state = isolationOf(facts.actions);
  switch (state.kind) {
    case "isolating":
      return ["An isolation of this device is under way already."];
    case "releasing":
      return ["A release of this device is under way already."];
    case "isolated":
      return wanted === "isolate" ? ["It is isolated already, as its machine actions say."] : [];
    case "connected":
      return wanted === "release" ? ["It does not seem to be isolated, as its machine actions say."] : [];
    case "unknown":
      return [];
  }
}
