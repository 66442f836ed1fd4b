import { z } from "zod";
import { alertSchema } from "./schemas.ts";

/**
 * An alert of Microsoft Graph (`microsoft.graph.security.alert`) in the shape of Defender's own API, which then checks
 * every field: one mapping to the model, and the same card whichever API it came from.
 */
export const graphAlertSchema = z.record(z.string(), z.unknown()).transform(toMdeShape).pipe(alertSchema);

type Raw = Readonly<Record<string, unknown>>;

function toMdeShape(raw: Raw): Raw {
  const evidence = records(raw["evidence"]);
  const devices = evidence.filter((piece) => kindOf(piece) === "device");
  const device = devices[0] ?? {};
  const user = evidence.find((piece) => kindOf(piece) === "user") ?? {};
  const account = record(user["userAccount"]);
  return {
    id: raw["id"],
    title: raw["title"],
    description: raw["description"],
    severity: raw["severity"] === "unknown" ? "UnSpecified" : fromGraphEnum(raw["severity"]),
    status: fromGraphEnum(raw["status"]),
    category: raw["category"],
    classification: known(raw["classification"]),
    determination: known(raw["determination"]),
    detectionSource: sourceOf(raw["detectionSource"]),
    investigationState: known(raw["investigationState"]),
    incidentId: raw["incidentId"],
    assignedTo: raw["assignedTo"],
    alertCreationTime: raw["createdDateTime"],
    lastUpdateTime: raw["lastUpdateDateTime"],
    lastEventTime: raw["lastActivityDateTime"],
    resolvedTime: raw["resolvedDateTime"],
    machineId: device["mdeDeviceId"],
    machineIds: machineIds(raw["evidence"]),
    machines: devices.map(machineOf),
    computerDnsName: nameOf(device),
    rbacGroupName: device["rbacGroupName"],
    threatName: raw["threatDisplayName"],
    mitreTechniques: raw["mitreTechniques"],
    relatedUser: { userName: account["accountName"], domainName: account["domainName"] },
    comments: records(raw["comments"]).map((comment) => ({
      comment: comment["comment"],
      createdBy: comment["createdByDisplayName"],
      createdTime: comment["createdDateTime"],
    })),
    evidence: evidence.flatMap((piece) => (kindOf(piece) === "device" ? [] : [evidenceOf(piece)])),
  };
}

/**
 * The ids of all devices in the evidence, null for one that has none: a device that Defender for Endpoint does not know,
 * or evidence that can't be read. Files and processes tell on which device they were found.
 */
function machineIds(evidence: unknown): readonly (string | null)[] {
  if (!Array.isArray(evidence)) return [null];
  const found = records(evidence).flatMap((piece) => {
    const id = piece["mdeDeviceId"];
    if (typeof id === "string" && id.trim() !== "") return [id.toLowerCase()];
    return /device$/i.test(kindOf(piece)) ? [null] : [];
  });
  return [...new Set(found)];
}

/** A device without a DNS name has a host name, or is named by its id. */
function nameOf(device: Raw): unknown {
  return device["deviceDnsName"] ?? device["hostName"];
}

/** What filters compare of a device. */
function machineOf(piece: Raw): Raw {
  return {
    deviceId: piece["mdeDeviceId"],
    deviceName: nameOf(piece) ?? piece["mdeDeviceId"],
    deviceGroup: piece["rbacGroupName"],
  };
}

/** Graph types its evidence; Defender's own API has one flat shape for all. */
function evidenceOf(piece: Raw): Raw {
  const file = record(piece["imageFile"] ?? piece["fileDetails"]);
  const parent = record(piece["parentProcessImageFile"]);
  const account = record(piece["userAccount"]);
  const kind = kindOf(piece);
  return {
    entityType: kind.slice(0, 1).toUpperCase() + kind.slice(1),
    sha1: file["sha1"],
    sha256: file["sha256"],
    fileName: file["fileName"],
    filePath: file["filePath"],
    processId: piece["processId"],
    processCommandLine: piece["processCommandLine"],
    parentProcessId: piece["parentProcessId"],
    parentProcessFileName: parent["fileName"],
    parentProcessFilePath: parent["filePath"],
    ipAddress: piece["ipAddress"],
    url: piece["url"],
    registryHive: piece["registryHive"],
    registryKey: piece["registryKey"],
    registryValue: piece["registryValue"],
    registryValueType: piece["registryValueType"],
    accountName: account["accountName"],
    domainName: account["domainName"],
    userSid: account["userSid"],
    aadUserId: account["azureAdUserId"],
    userPrincipalName: account["userPrincipalName"],
    detectionStatus: known(piece["detectionStatus"]),
  };
}

/** `#microsoft.graph.security.processEvidence` → `process`. */
function kindOf(piece: Raw): string {
  return /\.(\w+)Evidence$/.exec(String(piece["@odata.type"]))?.[1] ?? "unknown";
}

/** Detection sources that the two APIs call by different names. */
const SOURCES: ReadonlyMap<unknown, string> = new Map([
  ["microsoftDefenderForEndpoint", "WindowsDefenderAtp"],
  ["antivirus", "WindowsDefenderAv"],
  ["smartScreen", "WindowsDefenderSmartScreen"],
  ["customTi", "CustomerTI"],
]);

function sourceOf(value: unknown): unknown {
  return SOURCES.get(value) ?? known(value);
}

/** `unknown` stands for what Defender's own API leaves empty. */
export function known(value: unknown): unknown {
  return value === "unknown" || value === "unknownFutureValue" ? null : fromGraphEnum(value);
}

/** `inProgress` → `InProgress`. */
export function fromGraphEnum(value: unknown): unknown {
  return typeof value === "string" ? value.slice(0, 1).toUpperCase() + value.slice(1) : value;
}

/** `InProgress` → `inProgress`, the spelling of Graph's enumerations. */
export function toGraphEnum(value: string): string {
  return value.slice(0, 1).toLowerCase() + value.slice(1);
}

function record(value: unknown): Raw {
  return typeof value === "object" && value !== null ? (value as Raw) : {};
}

function records(value: unknown): readonly Raw[] {
  return Array.isArray(value) ? value.map(record) : [];
}
