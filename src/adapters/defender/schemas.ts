import {
  flag,
  groupName,
  listOf,
  matching,
  maybe,
  numeral,
  objectOf,
  oneOf,
  strings,
  text,
  textsIfAny,
  time,
} from "./fields.ts";
import type { Evidence } from "../../defender/alert.ts";
import { determinationNamed } from "../../defender/determination.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";

/** `da<digits>_<signed int>` and the like. */
export const ALERT_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** A GUID in all that was seen; nothing but letters, digits, dashes and underscores ever gets into a URL. */
export const ACTION_ID = /^[\w-]{1,128}$/;

/** What Defender and Graph call the group of a device that is in none. */
const NO_GROUP_NAME = "UnassignedGroup";

/** Evidence that is in the words of the model already. */
export class TypedEvidence {
  readonly evidence: readonly Evidence[];

  constructor(evidence: readonly Evidence[]) {
    this.evidence = evidence;
  }
}

/** Words that stand for nothing at all. */
function unlessNone(value: unknown): string | null {
  const told = text(value);
  return told === null || /^(?:none|unknown|null)$/i.test(told.trim()) ? null : told;
}

/** In one spelling, whichever API it came from. */
export function determination(value: unknown): string | null {
  const told = unlessNone(value);
  return told === null ? null : (determinationNamed(told) ?? told);
}

export const evidenceSchema = objectOf({
  entityType: text,
  sha1: text,
  sha256: text,
  fileName: text,
  filePath: text,
  processId: numeral,
  processCommandLine: text,
  parentProcessId: numeral,
  parentProcessFileName: text,
  parentProcessFilePath: text,
  ipAddress: text,
  url: text,
  registryHive: text,
  registryKey: text,
  registryValueType: text,
  registryValue: text,
  accountName: text,
  domainName: text,
  userSid: text,
  aadUserId: text,
  userPrincipalName: text,
  detectionStatus: text,
});

/** An id that is compared: the same in capitals is the same. */
function lowerText(value: unknown): string | null {
  return text(value)?.toLowerCase() ?? null;
}

export const alertSchema = objectOf({
  id: matching(ALERT_ID),
  title: text,
  description: text,
  severity: oneOf("Informational", "Low", "Medium", "High", "UnSpecified"),
  status: oneOf("New", "InProgress", "Resolved", "Unknown"),
  category: unlessNone,
  classification: unlessNone,
  determination,
  detectionSource: text,
  productName: text,
  recommendedActions: text,
  threatFamilyName: text,
  firstEventTime: time,
  investigationState: text,
  incidentId: numeral,
  assignedTo: text,
  alertCreationTime: time,
  lastUpdateTime: time,
  lastEventTime: time,
  resolvedTime: time,
  machineId: lowerText,
  // Of all devices; Defender's own API knows of one at most.
  machineIds: textsIfAny,
  machines: listOf(
    objectOf({
      deviceId: lowerText,
      deviceName: text,
      deviceGroup: groupName(NO_GROUP_NAME),
      roles: strings,
      loggedOn: strings,
    }),
  ),
  computerDnsName: text,
  rbacGroupName: groupName(NO_GROUP_NAME),
  threatName: text,
  mitreTechniques: strings,
  relatedUser: maybe(objectOf({ userName: text, domainName: text })),
  comments: listOf(objectOf({ comment: text, createdBy: text, createdTime: time })),
  evidence: listOf(evidenceSchema),
  // Made of Graph's; nothing that an answer says can pass for it.
  typedEvidence: (value) => (value instanceof TypedEvidence ? value.evidence : null),
});

export const machineSchema = objectOf({
  id: matching(DEVICE_ID),
  computerDnsName: text,
  osPlatform: text,
  osVersion: text,
  version: text,
  healthStatus: text,
  onboardingStatus: text,
  rbacGroupId: numeral,
  rbacGroupName: groupName(NO_GROUP_NAME),
  riskScore: text,
  exposureLevel: text,
  deviceValue: text,
  machineTags: textsIfAny,
  lastSeen: time,
  firstSeen: time,
  lastIpAddress: text,
  lastExternalIpAddress: text,
  ipAddresses: listOf(objectOf({ ipAddress: text })),
  isPotentialDuplication: flag,
  mergedIntoMachineId: text,
  isExcluded: flag,
  exclusionReason: text,
  defenderAvStatus: unlessNone,
  agentVersion: text,
  aadDeviceId: text,
});

export const machineActionSchema = objectOf({
  id: matching(ACTION_ID),
  type: (value) => text(value)?.slice(0, 100) ?? "Unknown",
  status: oneOf(
    "Pending",
    "InProgress",
    "Succeeded",
    "Failed",
    "TimeOut",
    "Cancelled",
    "Canceled",
    "Unknown",
  ),
  scope: text,
  requestor: text,
  requestorComment: text,
  machineId: matching(DEVICE_ID),
  computerDnsName: text,
  creationDateTimeUtc: time,
  // The list's sample and the entity's page spell it differently.
  lastUpdateTimeUtc: time,
  lastUpdateDateTimeUtc: time,
  cancellationRequestor: text,
  cancellationComment: text,
  cancellationDateTimeUtc: time,
  relatedFileInfo: maybe(objectOf({ fileIdentifier: text, fileIdentifierType: text })),
  errorHResult: hresult,
  troubleshootInfo: hint,
  commands: listOf(
    objectOf({
      errors: strings,
      commandStatus: text,
      command: maybe(objectOf({ type: text, params: listOf(objectOf({ key: text, value: text })) })),
    }),
  ),
});

/** A file in the library of live response. */
export const libraryFileSchema = objectOf({
  fileName: text,
  sha256: text,
  createdBy: text,
  lastUpdatedTime: time,
});

/** 0 stands for none; a signed number of 32 bits, as .NET gives it. */
function hresult(value: unknown): string | null {
  if (typeof value !== "number" || !Number.isInteger(value) || value === 0) return null;
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, "0")}`;
}

/** A sentence of Defender's, fit for showing. */
function hint(value: unknown): string | null {
  const said = text(value);
  return said === null ? null : plain(said, LONGEST_HINT);
}

const LONGEST_HINT = 300;

export const logonUserSchema = objectOf({
  id: text,
  accountName: text,
  accountDomain: text,
  lastSeen: time,
  isDomainAdmin: flag,
  logonTypes: text,
});

/** A link, which is a secret while it works. */
export const linkSchema = objectOf({ value: text });

/** A collection; its elements are checked one by one. */
export interface Collection {
  readonly value: readonly unknown[];
  /** URL of the page that follows, as the server gave it; null: there is none. */
  readonly next: string | null;
}

/** Without zod, whose containers cost many times what there is to look at; null: it is no collection. */
export function collectionIn(body: unknown): Collection | null {
  if (typeof body !== "object" || body === null || !("value" in body)) return null;
  const { value, "@odata.nextLink": next } = body as Readonly<Record<string, unknown>>;
  return Array.isArray(value) ? { value, next: text(next) } : null;
}

export interface ErrorBody {
  readonly code: string | null;
  /** Fit for showing: no control or formatting characters, at most 200 characters. */
  readonly message: string | null;
  /** Correlation id, or null when it doesn't look like one. */
  readonly target: string | null;
}

const errorSchema = objectOf({ error: maybe(objectOf({ code: text, message: text, target: text })) });
const CORRELATION = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\|[0-9a-f][0-9a-f.\-_]{3,80})$/i;

/** Reads Defender's error shape; whatever does not fit is null. `longest`: of its message, in UTF-16 units. */
export function errorBody(body: unknown, longest: number = LONGEST_MESSAGE): ErrorBody {
  const error = errorSchema.safeParse(body).data?.error ?? null;
  if (error === null) return { code: null, message: null, target: null };
  return {
    code: error.code !== null && /^\w{1,64}$/.test(error.code) ? error.code : null,
    message: error.message === null ? null : plain(error.message, longest),
    target: error.target !== null && CORRELATION.test(error.target) ? error.target : null,
  };
}

const LONGEST_MESSAGE = 200;

/** Control and invisible formatting characters (bidi overrides among them) become blanks; null when nothing is left. */
export function plain(message: string, longest: number): string | null {
  const clean = message.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  if (clean === "") return null;
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}
