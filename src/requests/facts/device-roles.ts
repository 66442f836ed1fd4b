import { systemName } from "../../texts/readable.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Device } from "../../defender/device.ts";
import { fitting } from "../../policy/canonical.ts";

/**
 * What a device is for, as far as its tags, its group, its name and its system tell: Defender has no field for it. The
 * table in docs/approvals.md is made from this one. Patterns are those of the policy.
 */
export interface DeviceRule {
  /** "a domain controller". */
  readonly what: Text;
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
  readonly because: Text;
}

const DIGITS = [..."0123456789"];

export const DEVICE_RULES: readonly DeviceRule[] = [
  {
    what: say("devices.domainController"),
    by: {
      tag: ["Tier0", "Tier 0", "DC", "DomainController", "Domain Controller"],
      group: ["*Domain Controller*"],
      // Not `dc*`: decoy and dcom-test are none.
      name: ["dc", "dc-*", ...DIGITS.map((digit) => `dc${digit}*`)],
    },
    for: "every action",
    because: say("devices.domainControllerBecause"),
  },
  {
    what: say("devices.server"),
    by: { tag: ["Server", "Servers"], group: ["*Server*"], name: ["srv*", "*-srv*"], os: ["*Server*"] },
    for: "every action",
    because: say("devices.serverBecause"),
  },
  {
    what: say("devices.hyperV"),
    by: {
      tag: ["Hyper-V*", "HyperV*"],
      name: ["hyperv*", "hyper-v*", "hv-*", ...DIGITS.map((digit) => `hv${digit}*`)],
    },
    for: "isolation",
    because: say("devices.hyperVBecause"),
  },
  {
    what: say("devices.vpn"),
    by: { tag: ["VPN", "*Full tunnel*", "*FullTunnel*", "*Always On VPN*", "AlwaysOnVPN"] },
    for: "isolation",
    because: say("devices.vpnBecause"),
  },
  {
    what: say("devices.proxy"),
    by: { tag: ["Proxy", "PAC", "*Behind proxy*"] },
    for: "isolation",
    because: say("devices.proxyBecause"),
  },
];

/** "It looks like a domain controller (tag Tier0): …": what the rules know of a device, for the action at hand. */
export function roleWarnings(device: Device, purpose: DeviceRule["for"]): readonly Text[] {
  return DEVICE_RULES.filter((rule) => rule.for === purpose).flatMap((rule) => {
    const found = foundBy(rule, device);
    return found === null
      ? []
      : [say("devices.looksLike", { what: rule.what, because: rule.because, found })];
  });
}

function foundBy({ by }: DeviceRule, device: Device): Text | null {
  const values: Readonly<Record<keyof DeviceRule["by"], readonly (string | null)[]>> = {
    tag: device.tags ?? [],
    group: [device.group],
    name: [device.name, device.name.split(".", 1)[0] ?? null],
    os: [device.os],
  };
  for (const key of Object.keys(by) as (keyof DeviceRule["by"])[]) {
    const value = values[key].find((one) => one !== null && fitting(by[key] ?? [], one) !== null);
    if (value !== undefined)
      return say("devices.foundBy", {
        by: key,
        value: key === "os" ? systemName(value ?? "") : (value ?? ""),
      });
  }
  return null;
}
