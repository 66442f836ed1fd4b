import type { Device } from "../../defender/device.ts";
import { fitting } from "../../policy/canonical.ts";

/**
 * What a device is for, as far as its tags, its group, its name and its system tell: Defender has no field for it. The
 * table in docs/approvals.md is made from this one. Patterns are those of the policy.
 */
export interface DeviceRule {
  /** "a domain controller". */
  readonly what: string;
  /** One that fits is enough; the name is compared whole and by its first label. */
  readonly by: {
    readonly tag?: readonly string[];
    readonly group?: readonly string[];
    readonly name?: readonly string[];
    readonly os?: readonly string[];
  };
  /** Whether it matters for every action or for isolating only. */
  readonly for: "every action" | "isolation";
  /** Why an approver should know, without a full stop. */
  readonly because: string;
}

const DIGITS = [..."0123456789"];

export const DEVICE_RULES: readonly DeviceRule[] = [
  {
    what: "a domain controller",
    by: {
      tag: ["Tier0", "Tier 0", "DC", "DomainController", "Domain Controller"],
      group: ["*Domain Controller*"],
      // Not `dc*`: decoy and dcom-test are none.
      name: ["dc", "dc-*", ...DIGITS.map((digit) => `dc${digit}*`)],
    },
    for: "every action",
    because: "everybody's sign-in may depend on it",
  },
  {
    what: "a server",
    by: { tag: ["Server", "Servers"], group: ["*Server*"], name: ["srv*", "*-srv*"], os: ["*Server*"] },
    for: "every action",
    because: "others may depend on its services",
  },
  {
    what: "a Hyper-V host",
    by: {
      tag: ["Hyper-V*", "HyperV*"],
      name: ["hyperv*", "hyper-v*", "hv-*", ...DIGITS.map((digit) => `hv${digit}*`)],
    },
    for: "isolation",
    because: "isolating it cuts off all its guests",
  },
  {
    what: "a device whose whole traffic goes through a VPN",
    by: { tag: ["VPN", "*Full tunnel*", "*FullTunnel*", "*Always On VPN*", "AlwaysOnVPN"] },
    for: "isolation",
    because: "fully isolated, it may not reach Defender to be released",
  },
  {
    what: "a device that goes through a proxy",
    by: { tag: ["Proxy", "PAC", "*Behind proxy*"] },
    for: "isolation",
    because: "fully isolated, it may not reach Defender to be released; Selective is safer",
  },
];

/** "It looks like a domain controller (tag Tier0): …": what the rules know of a device, for the action at hand. */
export function roleWarnings(device: Device, purpose: DeviceRule["for"]): readonly string[] {
  return DEVICE_RULES.filter((rule) => rule.for === purpose).flatMap((rule) => {
    const found = foundBy(rule, device);
    return found === null ? [] : [`It looks like ${rule.what} (${found}): ${rule.because}.`];
  });
}

function foundBy({ by }: DeviceRule, device: Device): string | null {
  const values: Readonly<Record<keyof DeviceRule["by"], readonly (string | null)[]>> = {
    tag: device.tags ?? [],
    group: [device.group],
    name: [device.name, device.name.split(".", 1)[0] ?? null],
    os: [device.os],
  };
  for (const key of Object.keys(by) as (keyof DeviceRule["by"])[]) {
    const value = values[key].find((one) => one !== null && fitting(by[key] ?? [], one) !== null);
    if (value !== undefined) return `${key === "os" ? "OS" : key} ${value ?? ""}`;
  }
  return null;
}
