/** The rows of the table of operations (`operations.ts`) for what is looked up about files, addresses, domains, weaknesses and software. */

const reads = { api: "defender", method: "GET", body: [], role: "View Data", outcome: "read" } as const;
const ofFiles = { ...reads, permission: "File.Read.All", subject: "file" } as const;
const ofAddresses = { ...reads, permission: "Ip.Read.All", subject: "address" } as const;
const ofDomains = { ...reads, permission: "URL.Read.All", subject: "domain" } as const;
const alertsOf = { ...reads, permission: "Alert.Read", name: "alerts of a finding" } as const;
const devicesOf = { ...reads, permission: "Machine.Read", name: "devices of a finding" } as const;
const ofWeaknesses = { ...reads, permission: "Vulnerability.Read", subject: "vulnerability" } as const;
const ofSoftware = { ...reads, permission: "Software.Read", subject: "software" } as const;
const ofScores = { ...reads, permission: "Score.Read", subject: "score" } as const;

const ofIndicators = {
  api: "defender",
  body: [],
  permission: "Ti.ReadWrite",
  role: "Manage security settings in Security Center",
  subject: "indicator",
} as const;

/** Indicators have one permission, which reads as well; that of deleting one is documented for applications only. */
export const INDICATOR_OPERATIONS = {
  indicators: {
    ...ofIndicators,
    name: "indicator list",
    method: "GET",
    path: "/api/indicators",
    outcome: "read",
  },
  putIndicator: {
    ...ofIndicators,
    name: "indicator",
    method: "POST",
    path: "/api/indicators",
    outcome: "direct",
    body: [
      "indicatorValue",
      "indicatorType",
      "action",
      "title",
      "description",
      "severity",
      "generateAlert",
      "expirationTime",
      "rbacGroupNames",
    ],
  },
  deleteIndicator: {
    ...ofIndicators,
    name: "removal of an indicator",
    method: "DELETE",
    path: "/api/indicators/{id}",
    outcome: "direct",
  },
} as const;

export const LOOKUP_OPERATIONS = {
  file: { ...ofFiles, name: "file", path: "/api/files/{id}" },
  filePresence: { ...ofFiles, name: "file prevalence", path: "/api/files/{id}/stats" },
  fileAlerts: { ...alertsOf, path: "/api/files/{id}/alerts", subject: "file" },
  fileDevices: { ...devicesOf, path: "/api/files/{id}/machines", subject: "file" },
  addressPresence: { ...ofAddresses, name: "address prevalence", path: "/api/ips/{id}/stats" },
  addressAlerts: { ...alertsOf, path: "/api/ips/{id}/alerts", subject: "address" },
  domainPresence: { ...ofDomains, name: "domain prevalence", path: "/api/domains/{id}/stats" },
  domainAlerts: { ...alertsOf, path: "/api/domains/{id}/alerts", subject: "domain" },
  domainDevices: { ...devicesOf, path: "/api/domains/{id}/machines", subject: "domain" },
  vulnerability: { ...ofWeaknesses, name: "vulnerability", path: "/api/vulnerabilities/{id}" },
  vulnerableDevices: {
    ...ofWeaknesses,
    name: "exposed devices",
    path: "/api/vulnerabilities/{id}/machineReferences",
  },
  software: { ...ofSoftware, name: "software search", path: "/api/Software" },
  softwareVersions: {
    ...ofSoftware,
    name: "software versions",
    path: "/api/Software/{id}/distributions",
  },
  exposureScore: { ...ofScores, name: "exposure score", path: "/api/exposureScore" },
  exposureByGroup: { ...ofScores, name: "exposure by group", path: "/api/exposureScore/ByMachineGroups" },
  configurationScore: { ...ofScores, name: "configuration score", path: "/api/configurationScore" },
  missingUpdates: {
    ...ofSoftware,
    name: "missing updates",
    path: "/api/machines/{id}/getmissingkbs",
    subject: "device",
  },
  recommendations: {
    ...reads,
    permission: "SecurityRecommendation.Read",
    name: "recommendations",
    path: "/api/machines/{id}/recommendations",
    subject: "device",
  },
} as const;
