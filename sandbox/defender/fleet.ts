import type { DeviceGroup } from "../people.ts";
import { defenderTime, seededRandom, type Random } from "./random.ts";
import type { SandboxDevice, SandboxLogonUser } from "./types.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Stretches ten hours of chance over a little less than a day. */
const REPORT_SPREAD = 2.3;
const OS = {
  win10: ["Windows10", "22H2", 19045],
  win11: ["Windows11", "24H2", 26100],
  srv19: ["WindowsServer2019", "1809", 17763],
  srv22: ["WindowsServer2022", "21H2", 20348],
  mac: ["macOS", "15.6", null],
  linux: ["Linux", "22.4", null],
  ubuntu: ["Ubuntu", "24.4", null],
  rhel: ["RedHatEnterpriseLinux", "9.4", null],
} as const;
type OsKey = keyof typeof OS;

interface Plan {
  readonly name: string | null;
  readonly os: OsKey;
  readonly group: DeviceGroup | null;
  readonly tags?: readonly string[];
  readonly value?: SandboxDevice["deviceValue"];
  readonly risk?: SandboxDevice["riskScore"];
  /** Days since it was last heard of; 0 or missing: alive. */
  readonly silentDays?: number;
}

function plan(group: Plan["group"], rows: readonly (readonly [string, OsKey, Partial<Plan>?])[]): Plan[] {
  return rows.map(([name, os, rest]) => ({ name: `${name}.contoso.example`, os, group, ...rest }));
}

/** The devices of a hospital. Two have one name (a kiosk that was re-imaged), the last ones are in no group yet. */
const PLANS: readonly Plan[] = [
  ...plan("Workstations", [
    ["ward3-nurse11", "win10", { tags: ["Ward 3", "Shared"] }],
    ["ward3-nurse12", "win10", { tags: ["Ward 3", "Shared"], risk: "High" }],
    ["ward5-nurse02", "win11", { tags: ["Ward 5", "Shared"] }],
    ["er-triage01", "win11", { tags: ["Emergency"], value: "High", risk: "Medium" }],
    ["er-triage02", "win11", { tags: ["Emergency"], value: "High" }],
    ["frontdesk-03", "win10", { risk: "Low" }],
    ["kiosk-07", "win10", { tags: ["Kiosk"] }],
    ["kiosk-07", "win10", { tags: ["Kiosk", "Re-imaged"], silentDays: 41 }],
    ["laptop-aruiz", "win11", { tags: ["IT"] }],
    ["laptop-bokafor", "win11", { tags: ["IT"] }],
    ["mac-design01", "mac", { tags: ["Communications"] }],
    ["mac-director", "mac", { tags: ["VIP"], value: "High" }],
    ["dr-keller-lt", "win11", { tags: ["VIP"], risk: "Medium" }],
    ["pharmacy-ws04", "win10", { tags: ["Pharmacy"], risk: "High" }],
    ["training-pc01", "win10", { value: "Low", silentDays: 12 }],
  ]),
  ...plan("Servers", [
    ["radiology-pacs01", "srv19", { tags: ["Medical", "PACS"], value: "High", risk: "Medium" }],
    ["radiology-pacs02", "srv19", { tags: ["Medical", "PACS"], value: "High" }],
    ["ehr-app01", "srv22", { tags: ["EHR"], value: "High" }],
    ["ehr-app02", "srv22", { tags: ["EHR"], value: "High" }],
    ["ehr-db01", "linux", { tags: ["EHR", "Database"], value: "High", risk: "Low" }],
    ["web01", "linux", { tags: ["Internet facing"], risk: "High" }],
    ["web02", "linux", { tags: ["Internet facing"] }],
    ["files01", "srv19", { risk: "Medium" }],
    ["print01", "srv19", {}],
    ["backup01", "srv22", { tags: ["Backup"], value: "High" }],
    ["mail-relay", "linux", {}],
    ["legacy-lims", "srv19", { tags: ["Medical"], risk: "Low", silentDays: 3 }],
  ]),
  ...plan("Domain Controllers", [
    ["dc01", "srv22", { tags: ["Tier0"], value: "High", risk: "Medium" }],
    ["dc02", "srv22", { tags: ["Tier0"], value: "High" }],
  ]),
  ...plan("Finance", [
    ["fin-ws01", "win11", { tags: ["Finance"], risk: "Medium" }],
    ["fin-ws02", "win11", { tags: ["Finance"] }],
    ["fin-ws03", "win10", { tags: ["Finance"], silentDays: 8 }],
    ["payroll01", "srv22", { tags: ["Finance", "Payroll"], value: "High" }],
    ["cfo-laptop", "win11", { tags: ["Finance", "VIP"], value: "High", risk: "Low" }],
  ]),
  ...plan("Lab", [
    ["lab-analyzer01", "win10", { tags: ["Medical"] }],
    ["lab-analyzer02", "win10", { tags: ["Medical"], risk: "Informational" }],
    ["lab-ws05", "win11", {}],
    ["lab-linux01", "linux", { tags: ["Research"] }],
    ["lab-mac02", "mac", { silentDays: 25 }],
  ]),
  // A sensor that has not reported its name yet.
  { name: null, os: "linux", group: "Lab" },
  ...plan(null, [
    ["desktop-7h2kq9m", "win11", { risk: "Medium" }],
    ["research-gpu01", "ubuntu", { tags: ["Research"], value: "High", risk: "High" }],
    ["booking-rhel01", "rhel", { tags: ["Internet facing"], risk: "Low" }],
    ["macbook-otto", "mac", { tags: ["Contractor"], silentDays: 2 }],
  ]),
];
/** How many of them the first alerts are about. */
export const GROUPED = PLANS.filter(({ group }) => group !== null).length;

const GROUP_IDS: Readonly<Record<DeviceGroup, number>> = {
  Workstations: 101,
  Servers: 102,
  "Domain Controllers": 103,
  Finance: 104,
  Lab: 105,
};

/** The fleet, in a fixed order, and `scale` devices more; dates count back from `now` (epoch milliseconds). */
export function createFleet(now: number, scale = 0): SandboxDevice[] {
  const random = seededRandom(20_261_123);
  return [...PLANS, ...generated(scale)].map((one, index) => createDevice(one, index, now, random));
}

/** As they are numbered in a large house: mostly workplaces, a few servers. */
function generated(count: number): Plan[] {
  const kinds = [
    ...(["win11", "win11", "win11", "win10", "win11", "win11", "win10", "srv22", "ubuntu", "mac"] as const),
  ];
  return Array.from({ length: count }, (_, index) => {
    const os = kinds[index % kinds.length] ?? "win11";
    const server = os === "srv22" || os === "ubuntu";
    const name = `${server ? "srv" : "ws"}-${String(index + 1).padStart(5, "0")}.contoso.example`;
    return { name, os, group: server ? "Servers" : "Workstations", silentDays: index % 50 === 49 ? 9 : 0 };
  });
}

function createDevice(one: Plan, index: number, now: number, random: Random): SandboxDevice {
  const [osPlatform, , osBuild] = OS[one.os];
  const silent = one.silentDays ?? 0;
  // What is alive reports in full once a day, each at another hour.
  const seen = now - silent * DAY - (1 + random.int(600)) * (silent > 0 ? 1 : REPORT_SPREAD) * MINUTE;
  const groupId = one.group === null ? 0 : GROUP_IDS[one.group];
  const subnet = groupId === 0 ? 9 : groupId - 91;
  // As many as one net has; the next ones are in the nets above.
  const ip = `10.${20 + Math.floor(index / 240)}.${subnet}.${11 + (index % 240)}`;
  const mac = random.hex(12).toUpperCase();
  const joined = osPlatform.startsWith("Windows1");
  return {
    id: random.hex(40),
    computerDnsName: one.name,
    firstSeen: defenderTime(seen - (60 + random.int(600)) * DAY, 7, random.int(10_000)),
    lastSeen: defenderTime(seen, 7, random.int(10_000)),
    osPlatform,
    osVersion: null,
    osArchitecture: "64-bit",
    osBuild,
    ...toldBySensor(one),
    lastIpAddress: ip,
    lastExternalIpAddress: one.name === null ? null : `203.0.113.${8 + random.int(4)}`,
    healthStatus: silent > 0 ? "Inactive" : "Active",
    onboardingStatus: "Onboarded",
    rbacGroupId: groupId,
    rbacGroupName: one.group,
    riskScore: one.risk ?? "None",
    exposureLevel: random.pick(["Low", "Low", "Medium", "High"] as const),
    deviceValue: one.value ?? "Normal",
    // Of what is no Windows Defender does not tell it.
    isAadJoined: osPlatform.startsWith("Windows") ? joined : null,
    aadDeviceId: joined ? random.uuid() : null,
    machineTags: [...(one.tags ?? [])],
    // The one whose name another one has: it was installed anew.
    isPotentialDuplication: one.tags?.includes("Re-imaged") ?? false,
    ipAddresses: [
      { ipAddress: ip, macAddress: mac, operationalStatus: "Up", type: "Ethernet" },
      {
        ipAddress: `fd12:3456:${subnet}::${(11 + index).toString(16)}`,
        macAddress: mac,
        operationalStatus: "Up",
        type: "Ethernet",
      },
      { ipAddress: "127.0.0.1", macAddress: null, operationalStatus: "Up", type: "SoftwareLoopback" },
    ],
  };
}

/** What a sensor tells of itself; null as in real answers: one that is new says next to nothing, of others little is known. */
function toldBySensor({ name, os, silentDays = 0, tags = [] }: Plan) {
  const [osPlatform, version] = OS[os];
  const isWindows = osPlatform.startsWith("Windows");
  const isNew = name === null;
  return {
    version: isNew ? null : version,
    osProcessor: isNew ? null : os === "mac" ? "arm64" : "x64",
    agentVersion: isNew ? null : isWindows ? "10.8760.26100.1742" : "30.125.082.0005",
    defenderAvStatus: isNew ? null : !isWindows ? "Unknown" : silentDays > 0 ? "NotUpdated" : "Updated",
    managedBy: isWindows && !tags.includes("Medical") ? "Intune" : null,
    mergedIntoMachineId: null,
    isExcluded: false,
    exclusionReason: null,
    vmMetadata: null,
  } as const;
}

const STAFF = [
  "m.keller",
  "s.aydin",
  "j.moreau",
  "l.petrov",
  "h.tanaka",
  "c.owusu",
  "r.silva",
  "nurse.ward3",
];

/** Accounts of people of the tenant, on their own devices. */
const OWNERS: Readonly<Record<string, string>> = {
  "laptop-aruiz": "aruiz",
  "laptop-bokafor": "bokafor",
  "mac-design01": "cweiss",
};

/** One to three people (or accounts) per device, the same ones every time. */
export function logonUsersOf(device: SandboxDevice): SandboxLogonUser[] {
  const random = seededRandom(Number.parseInt(device.id.slice(0, 8), 16));
  const server = /Server|Linux|Ubuntu/.test(device.osPlatform);
  const names = new Set([server ? "svc-ops" : random.pick(STAFF)]);
  for (let extra = random.int(3); extra > 0; extra -= 1) names.add(random.pick(STAFF));
  if (device.rbacGroupName === "Domain Controllers") names.add("adm-novak");
  const owner = OWNERS[device.computerDnsName?.split(".")[0] ?? ""];
  if (owner !== undefined) names.add(owner);
  return [...names].map((accountName) => ({
    id: `contoso\\${accountName}`,
    accountName,
    accountDomain: "contoso",
    firstSeen: device.firstSeen,
    lastSeen: device.lastSeen,
    mostPrevalentMachineId: null,
    leastPrevalentMachineId: null,
    logonTypes: server ? "Network" : "Interactive",
    logOnMachinesCount: null,
    isDomainAdmin: accountName.startsWith("adm-"),
    isOnlyNetworkUser: server,
  }));
}
