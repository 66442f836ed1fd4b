import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const OPEN_ALERTS = { one: "open alert", other: "open alerts" };

const DEVICES = { one: "device", other: "devices" };

/** What `device` and `devices` show: the labels of a device's facts, and the list. */
export const deviceCard = {
  openAlerts: ({ n, isWhole }: { n: number; isWhole: boolean }, locale: Locale) =>
    `${locale.count(n, OPEN_ALERTS)}${isWhole ? "" : ", and there may be more: not all alerts of the last 30 days could be looked through"}`,
  openAlertsUnchecked: "Open alerts could not be checked",
  deviceIs: ({ name, isolation }: { name: string; isolation: string }) => `${name}: ${isolation}`,
  leaseOf: ({ lease, id }: { lease: string; id: string }) => `${lease}; to change it: request ${id}`,
  lease: "Lease",
  health: "Health",
  risk: "Risk",
  exposure: "Exposure",
  value: "Value",
  mergedInto: "Merged into",
  duplicate: "Duplicate",
  maybeTwice: "Defender may know this device twice: check which one is meant",
  excluded: "Excluded",
  /** `why`: as Defender spells it. */
  excludedFor: ({ why }: { why: string | null }) =>
    `from vulnerability management${why === null ? "" : `: ${why}`}`,
  antivirus: "Antivirus",
  agentVersion: "Sensor version",
  deviceGroup: "Device group",
  groupId: "Device group id",
  os: "OS",
  ipAddress: "IP address",
  otherAddresses: "Other addresses",
  onboarding: "Onboarding",
  lastSeen: "Last seen",
  deviceId: "Device id",

  devicesFound({ n, isCut }: { n: number; isCut: boolean }, locale: Locale) {
    if (isCut) return `${locale.count(n, DEVICES)}, but there are more than I read at once: please narrow it`;
    return n === 0 ? "No devices that fit, or that you may see" : locale.count(n, DEVICES);
  },
  riskOf: ({ risk }: { risk: string | null }) =>
    risk === null ? "Risk unknown" : `Risk: ${names.level(risk)}`,
  deviceLine(
    holes: {
      health: string | null;
      os: string | null;
      at: number | null;
      now: number;
      group: string | null;
      tags: string | null;
    },
    locale: Locale,
  ) {
    const parts = [
      holes.os,
      holes.health === null ? null : names.health(holes.health),
      holes.group,
      holes.tags,
      locale.ago(holes.at, holes.now),
    ];
    return parts.filter((part) => part !== null && part !== "").join(" · ");
  },
};
