import { SANDBOX_DOMAIN, SANDBOX_TENANT_ID } from "../people.ts";
import { createEvidence } from "./evidence.ts";
import { GROUPED } from "./fleet.ts";
import { HOSTILE_TITLES } from "./hostile.ts";
import { defenderTime, seededRandom, type Random } from "./random.ts";
import type { SandboxAlert, SandboxDevice } from "./types.ts";

interface Kind {
  readonly title: string;
  readonly category: string;
  readonly severity: SandboxAlert["severity"];
  readonly mitre: readonly string[];
  readonly source: string;
  readonly family?: string;
}

export const ALERT_KINDS: readonly Kind[] = [
  {
    title: "Suspicious PowerShell command line",
    category: "Execution",
    severity: "Medium",
    mitre: ["T1059.001"],
    source: "WindowsDefenderAtp",
  },
  {
    title: "Ransomware behavior detected in the file system",
    category: "Ransomware",
    severity: "High",
    mitre: ["T1486"],
    source: "WindowsDefenderAtp",
    family: "Lockrow",
  },
  {
    title: "Possible credential dumping from lsass",
    category: "CredentialAccess",
    severity: "High",
    mitre: ["T1003.001"],
    source: "WindowsDefenderAtp",
  },
  {
    title: "Beaconing to a known command-and-control address",
    category: "CommandAndControl",
    severity: "High",
    mitre: ["T1071.001", "T1573"],
    source: "WindowsDefenderAtp",
  },
  {
    title: "Suspicious scheduled task created",
    category: "Persistence",
    severity: "Medium",
    mitre: ["T1053.005"],
    source: "WindowsDefenderAtp",
  },
  {
    title: "Malware was prevented on a removable drive",
    category: "Malware",
    severity: "Informational",
    mitre: [],
    source: "WindowsDefenderAv",
    family: "Kelbra",
  },
  {
    title: "Anomalous sign-in with pass-the-hash",
    category: "LateralMovement",
    severity: "High",
    mitre: ["T1550.002"],
    source: "MicrosoftDefenderForIdentity",
  },
  {
    title: "Unwanted software was detected",
    category: "UnwantedSoftware",
    severity: "Low",
    mitre: [],
    source: "WindowsDefenderSmartScreen",
  },
  {
    title: "Registry run key added by an unsigned process",
    category: "Persistence",
    severity: "Low",
    mitre: ["T1547.001"],
    source: "WindowsDefenderAtp",
  },
  {
    title: "Port scan from an internal device",
    category: "Discovery",
    severity: "Low",
    mitre: ["T1046"],
    source: "WindowsDefenderAtp",
  },
  {
    title: "Custom indicator matched an outgoing connection",
    category: "CommandAndControl",
    severity: "UnSpecified",
    mitre: [],
    source: "CustomerTI",
  },
  {
    title: "Security log was cleared",
    category: "DefenseEvasion",
    severity: "Medium",
    mitre: ["T1070.001"],
    source: "WindowsDefenderAtp",
  },
];

const MINUTE = 60_000;

/** A new alert on a device; `fields` win. `now` in epoch milliseconds. */
export function createAlert(
  device: SandboxDevice,
  kind: Kind,
  random: Random,
  now: number,
  fields: Partial<SandboxAlert> = {},
): SandboxAlert {
  const time = (ms: number) => defenderTime(ms, random.int(8), random.int(10_000));
  const created = time(now);
  return {
    id: `da${638_000_000_000_000_000 + random.int(999_999_999)}${random.int(900) + 100}_${random.int(4_000_000_000) - 2_000_000_000}`,
    incidentId: 4000 + random.int(900),
    investigationId: null,
    assignedTo: null,
    severity: kind.severity,
    status: "New",
    classification: null,
    determination: null,
    investigationState: random.pick(["Queued", "UnsupportedAlertType", "Running", "TerminatedBySystem"]),
    detectionSource: kind.source,
    detectorId: random.uuid(),
    category: kind.category,
    threatFamilyName: kind.family ?? null,
    threatName: null,
    title: kind.title,
    description: `${kind.title}. Seen on ${device.computerDnsName ?? "a device"}; review the process tree and the account.`,
    alertCreationTime: created,
    firstEventTime: time(now - 3 * MINUTE),
    lastEventTime: time(now - MINUTE),
    lastUpdateTime: created,
    resolvedTime: null,
    machineId: device.id,
    computerDnsName: device.computerDnsName,
    rbacGroupName: device.rbacGroupName,
    aadTenantId: SANDBOX_TENANT_ID,
    mitreTechniques: [...kind.mitre],
    relatedUser: { userName: random.pick(["m.keller", "s.aydin", "svc-ops"]), domainName: "contoso" },
    comments: [],
    evidence: createEvidence(random, now - MINUTE),
    ...fields,
  };
}

/** Sixty alerts over the last five days, the same at every start but for the dates. */
export function createAlerts(devices: readonly SandboxDevice[], now: number): SandboxAlert[] {
  const random = seededRandom(60_606);
  return Array.from({ length: 60 }, (_, index) => {
    const device = devices[(index * 7) % GROUPED]!;
    const kind = ALERT_KINDS[index % ALERT_KINDS.length]!;
    const at = now - (3 + index * 115 + random.int(100)) * MINUTE;
    return createAlert(device, kind, random, at, variation(index, at, random));
  });
}

/** Every tenth alert carries hostile text, every ninth is nearly empty, the older ones are being worked on. */
function variation(index: number, at: number, random: Random): Partial<SandboxAlert> {
  // Three neighbours share an incident: one attack, several detections.
  const fields: Partial<SandboxAlert> = { incidentId: 3100 + Math.floor(index / 3) };
  if (index % 10 === 4) fields.title = HOSTILE_TITLES[Math.floor(index / 10) % HOSTILE_TITLES.length]!;
  if (index % 9 === 8) Object.assign(fields, SPARSE);
  if (index < 20) return fields;
  const later = defenderTime(at + 40 * MINUTE, 3 + random.int(5), random.int(10_000));
  const analyst = `${random.pick(["ana.ruiz", "ben.okafor", "carla.weiss"])}@${SANDBOX_DOMAIN}`;
  Object.assign(fields, { status: "InProgress", assignedTo: analyst, lastUpdateTime: later });
  if (index < 35) return fields;
  const [classification, determination] = random.pick([
    ["TruePositive", "Malware"],
    ["InformationalExpectedActivity", "SecurityTesting"],
    ["FalsePositive", "NotMalicious"],
  ] as const);
  const comments = [{ comment: "Checked with the ward, closing.", createdBy: analyst, createdTime: later }];
  const closed = {
    status: "Resolved" as const,
    resolvedTime: later,
    classification,
    determination,
    comments,
  };
  return index === 59 ? { ...fields, status: "Unknown" } : { ...fields, ...closed };
}

/** What a third-party detection leaves out; `category` really arrives as the word "null". */
const SPARSE: Partial<SandboxAlert> = {
  incidentId: null,
  category: "null",
  description: null,
  firstEventTime: null,
  lastEventTime: null,
  relatedUser: null,
  computerDnsName: null,
  mitreTechniques: [],
  evidence: [],
};
