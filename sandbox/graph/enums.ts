import type { SandboxAlert } from "../defender/types.ts";
import { badRequest } from "./errors.ts";

/** Graph's words (v1.0 metadata) for Defender's; what is not listed only begins with a small letter. */
export const SEVERITIES = ["unknown", "informational", "low", "medium", "high"] as const;
export const STATUSES = ["unknown", "new", "inProgress", "resolved"] as const;
export const SERVICE_SOURCES = [
  "unknown",
  "microsoftDefenderForEndpoint",
  "microsoftDefenderForIdentity",
  "microsoftDefenderForCloudApps",
  "microsoftDefenderForOffice365",
  "microsoft365Defender",
  "azureAdIdentityProtection",
  "microsoftAppGovernance",
  "dataLossPrevention",
  "microsoftDefenderForCloud",
] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Graph's word first, Defender's second. */
export const CLASSIFICATIONS: Readonly<Record<string, string | null>> = {
  unknown: null,
  truePositive: "TruePositive",
  falsePositive: "FalsePositive",
  informationalExpectedActivity: "InformationalExpectedActivity",
};
export const DETERMINATIONS: Readonly<Record<string, string | null>> = {
  unknown: null,
  apt: "Apt",
  malware: "Malware",
  securityPersonnel: "SecurityPersonnel",
  securityTesting: "SecurityTesting",
  unwantedSoftware: "UnwantedSoftware",
  other: "Other",
  multiStagedAttack: "MultiStagedAttack",
  compromisedAccount: "CompromisedUser",
  phishing: "Phishing",
  maliciousUserActivity: "MaliciousUserActivity",
  notMalicious: "NotMalicious",
  notEnoughDataToValidate: "InsufficientData",
  confirmedActivity: "ConfirmedActivity",
  lineOfBusinessApplication: "LineOfBusinessApplication",
};

/** What alerts and incidents can both be filtered and ordered by, with the words that each may have. */
export const FINDING_FIELDS = {
  assignedTo: "text",
  classification: Object.keys(CLASSIFICATIONS),
  determination: Object.keys(DETERMINATIONS),
  createdDateTime: "date",
  lastUpdateDateTime: "date",
  severity: SEVERITIES,
} as const;
/** What each classification may be determined as; whatever is not listed here fits all. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  truePositive: [
    ...["multiStagedAttack", "maliciousUserActivity", "compromisedAccount", "malware", "phishing"],
    ...["unwantedSoftware", "apt", "other"],
  ],
  informationalExpectedActivity: [
    ...["securityTesting", "lineOfBusinessApplication", "confirmedActivity", "securityPersonnel", "other"],
  ],
  falsePositive: ["notMalicious", "notEnoughDataToValidate", "other"],
};

/** @throws GraphFault 400 for a determination of another classification */
export function assertPair(
  classification: string | null | undefined,
  determination: string | null | undefined,
): void {
  const fitting = FITTING[classification ?? "unknown"];
  if (fitting === undefined || determination === undefined || determination === null) return;
  if (determination === "unknown" || fitting.includes(determination)) return;
  throw badRequest(
    `The determination '${determination}' does not fit the classification '${classification ?? ""}'.`,
  );
}

/** What stands for one of Graph's words, in any other case it is none. @throws GraphFault 400 */
export function word<T>(name: string, value: unknown, words: Readonly<Record<string, T>>): T {
  if (typeof value === "string" && Object.hasOwn(words, value)) return words[value] as T;
  const shown = typeof value === "string" ? value : typeof value;
  throw badRequest(`'${shown}' is not a value of '${name}'; allowed are ${Object.keys(words).join(", ")}.`);
}

/** Spellings that some pages of Defender's documentation use beside those above. */
const ALIASES: Readonly<Record<string, string>> = {
  Clean: "notMalicious",
  ConfirmedUserActivity: "confirmedActivity",
};

/** Which product raised it, and which part of that product, by Defender's `detectionSource`. */
const SOURCES: Readonly<Record<string, readonly [service: string, detection: string]>> = {
  WindowsDefenderAtp: ["microsoftDefenderForEndpoint", "microsoftDefenderForEndpoint"],
  WindowsDefenderAv: ["microsoftDefenderForEndpoint", "antivirus"],
  WindowsDefenderSmartScreen: ["microsoftDefenderForEndpoint", "smartScreen"],
  CustomerTI: ["microsoftDefenderForEndpoint", "customTi"],
  CustomDetection: ["microsoftDefenderForEndpoint", "customDetection"],
  MicrosoftDefenderForIdentity: ["microsoftDefenderForIdentity", "microsoftDefenderForIdentity"],
  MicrosoftDefenderForOffice365: ["microsoftDefenderForOffice365", "microsoftDefenderForOffice365"],
  CloudAppSecurity: ["microsoftDefenderForCloudApps", "cloudAppSecurity"],
  AzureAdIdentityProtection: ["azureAdIdentityProtection", "azureAdIdentityProtection"],
  AppGovernanceDetection: ["microsoftAppGovernance", "appGovernanceDetection"],
  DataLossPrevention: ["dataLossPrevention", "microsoftDataLossPrevention"],
  Microsoft365Defender: ["microsoft365Defender", "microsoft365Defender"],
};
const PRODUCT_NAMES: Readonly<Record<string, string>> = {
  microsoftDefenderForEndpoint: "Microsoft Defender for Endpoint",
  microsoftDefenderForIdentity: "Microsoft Defender for Identity",
  microsoftDefenderForOffice365: "Microsoft Defender for Office 365",
  microsoftDefenderForCloudApps: "Microsoft Defender for Cloud Apps",
  azureAdIdentityProtection: "AAD Identity Protection",
  microsoftAppGovernance: "App Governance",
  dataLossPrevention: "Microsoft Data Loss Prevention",
  microsoft365Defender: "Microsoft 365 Defender",
};

export function camel(word: string): string {
  return `${word.slice(0, 1).toLowerCase()}${word.slice(1)}`;
}

export function severityOf(alert: SandboxAlert): Severity {
  return SEVERITIES.find((one) => one === camel(alert.severity)) ?? "unknown";
}

export function classificationOf(alert: SandboxAlert): string {
  return alert.classification === null ? "unknown" : camel(alert.classification);
}

export function determinationOf(alert: SandboxAlert): string {
  if (alert.determination === null) return "unknown";
  const listed = Object.entries(DETERMINATIONS).find(([, word]) => word === alert.determination)?.[0];
  return listed ?? ALIASES[alert.determination] ?? "other";
}

export function sourcesOf(alert: SandboxAlert): {
  serviceSource: string;
  detectionSource: string;
  productName: string | null;
} {
  const [serviceSource, detectionSource] = SOURCES[alert.detectionSource] ?? ["unknown", "unknown"];
  return { serviceSource, detectionSource, productName: PRODUCT_NAMES[serviceSource] ?? null };
}
