import { z } from "zod";
import { productWords } from "../../defender/product.ts";
import { graphEvidence, kindOf } from "./graph-evidence.ts";
import { alertSchema, TypedEvidence } from "./schemas.ts";

/**
 * An alert of Microsoft Graph (`microsoft.graph.security.alert`) in the shape of Defender's own API, which then checks
 * every field: one mapping to the model, and the same card whichever API it came from.
 */
export const graphAlertSchema = z.record(z.string(), z.unknown()).transform(toMdeShape).pipe(alertSchema);

type Raw = Readonly<Record<string, unknown>>;

function toMdeShape(raw: Raw): Raw {
  const evidence = records(raw["evidence"]);
  // The one that it is about comes first, whatever the order.
  const devices = evidence
    .filter((piece) => kindOf(piece) === "device")
    .toSorted((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)));
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
    productName: raw["productName"] ?? productOf(raw["serviceSource"]),
    recommendedActions: raw["recommendedActions"],
    threatFamilyName: raw["threatFamilyName"],
    investigationState: known(raw["investigationState"]),
    incidentId: raw["incidentId"],
    assignedTo: raw["assignedTo"],
    ...timesOf(raw),
    machineId: device["mdeDeviceId"],
    machineIds: machineIds(raw["evidence"]),
    machines: devices.map(machineOf),
    computerDnsName: nameOf(device),
    rbacGroupName: device["rbacGroupName"],
    threatName: raw["threatDisplayName"],
    mitreTechniques: raw["mitreTechniques"],
    relatedUser: { userName: account["accountName"], domainName: account["domainName"] },
    comments: records(raw["comments"]).map(commentOf),
    evidence: evidence.map(accountOf),
    typedEvidence: new TypedEvidence(graphEvidence(raw["evidence"])),
  };
}

/** Whether an alert, as Graph sent it, is about that device, as `Alert.deviceIds` says it. @param id in small letters */
export function namesDevice(element: unknown, id: string): boolean {
  return machineIds(record(element)["evidence"]).some((one) => one?.trim() === id);
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

function isPrimary(device: Raw): boolean {
  const roles = Array.isArray(device["detailedRoles"]) ? (device["detailedRoles"] as unknown[]) : [];
  return roles.some((role) => typeof role === "string" && /^primary ?device$/i.test(role));
}

/** What filters compare of a device. */
function machineOf(piece: Raw): Raw {
  return {
    deviceId: piece["mdeDeviceId"],
    deviceName: nameOf(piece) ?? piece["mdeDeviceId"],
    deviceGroup: piece["rbacGroupName"],
    roles: [piece["roles"], piece["detailedRoles"]].flat(),
    loggedOn: records(piece["loggedOnUsers"]).flatMap(({ accountName, domainName }) =>
      typeof accountName === "string"
        ? [typeof domainName === "string" ? `${domainName}\\${accountName}` : accountName]
        : [],
    ),
  };
}

function timesOf(raw: Raw): Raw {
  return {
    alertCreationTime: raw["createdDateTime"],
    lastUpdateTime: raw["lastUpdateDateTime"],
    lastEventTime: raw["lastActivityDateTime"],
    resolvedTime: raw["resolvedDateTime"],
    firstEventTime: raw["firstActivityDateTime"],
  };
}

function commentOf(comment: Raw): Raw {
  return {
    comment: comment["comment"],
    createdBy: comment["createdByDisplayName"],
    createdTime: comment["createdDateTime"],
  };
}

/** Whom a piece of evidence names. */
function accountOf(piece: Raw): Raw {
  const account = record(piece["userAccount"]);
  return {
    entityType: kindOf(piece),
    aadUserId: account["azureAdUserId"],
    userPrincipalName: account["userPrincipalName"],
    accountName: account["accountName"],
    domainName: account["domainName"],
    userSid: account["userSid"],
  };
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

function productOf(source: unknown): unknown {
  const told = known(source);
  return typeof told === "string" ? productWords(told) : null;
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
