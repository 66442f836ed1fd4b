import { z } from "zod";

/** Longest text taken over from Defender, in UTF-16 units; longer ones are cut. */
const LONGEST_TEXT = 8_192;
const LONGEST_LIST = 500;

/** Shapes of the ids that Defender gives (facts §6): 40 hex digits, `da<digits>_<signed int>` and the like, GUID. */
export const DEVICE_ID = /^[0-9a-f]{40}$/i;
export const ALERT_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** A GUID in all that was seen; nothing but letters, digits and dashes ever gets into a URL. */
export const ACTION_ID = /^[A-Za-z0-9-]{8,64}$/;

/**
 * A field that is there or not: what is missing or of a wrong type is absent, never an error. Not `catch`, which makes an
 * error first: most fields of most alerts are null.
 */
function field<T>(read: (value: unknown) => T) {
  return z.unknown().optional().transform(read);
}

const text = field((value) =>
  typeof value !== "string" || value.trim() === "" || value === "null" ? null : value.slice(0, LONGEST_TEXT),
);
const numeral = field((value) =>
  (typeof value === "string" && value !== "") || typeof value === "number"
    ? String(value).slice(0, 64)
    : null,
);
const flag = field((value) => value === true);
const time = field((value) => (typeof value === "string" ? parseTime(value) : null));
const strings = field((value) => items(value).filter((item) => typeof item === "string"));
/** The same, but what is no list is not an empty one: nobody has said that there are none. */
const stringsIfAny = field((value) =>
  Array.isArray(value) ? items(value).filter((item) => typeof item === "string") : null,
);

/** The first elements of a list; none of what is no list. */
function items(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, LONGEST_LIST) : [];
}

/** A list whose elements that are no objects of that shape are left out. */
function listOf<T>(element: z.ZodType<T>) {
  return field((value) => items(value).flatMap((item) => element.safeParse(item).data ?? []));
}

export const evidenceSchema = z.object({
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

export const alertSchema = z.object({
  id: z.string().regex(ALERT_ID),
  title: text,
  description: text,
  severity: z.enum(["Informational", "Low", "Medium", "High", "UnSpecified"]).catch("UnSpecified"),
  status: z.enum(["New", "InProgress", "Resolved", "Unknown"]).catch("Unknown"),
  category: text,
  classification: text,
  determination: text,
  detectionSource: text,
  investigationState: text,
  incidentId: numeral,
  assignedTo: text,
  alertCreationTime: time,
  lastUpdateTime: time,
  lastEventTime: time,
  resolvedTime: time,
  machineId: text,
  computerDnsName: text,
  rbacGroupName: text,
  threatName: text,
  mitreTechniques: strings,
  relatedUser: z.object({ userName: text, domainName: text }).nullable().catch(null),
  comments: listOf(z.object({ comment: text, createdBy: text, createdTime: time })),
  evidence: listOf(evidenceSchema),
});

export const machineSchema = z.object({
  id: z.string().regex(DEVICE_ID),
  computerDnsName: text,
  osPlatform: text,
  osVersion: text,
  version: text,
  healthStatus: text,
  onboardingStatus: text,
  rbacGroupName: text,
  riskScore: text,
  exposureLevel: text,
  deviceValue: text,
  machineTags: stringsIfAny,
  lastSeen: time,
  firstSeen: time,
  lastIpAddress: text,
  lastExternalIpAddress: text,
});

export const machineActionSchema = z.object({
  id: z.string().regex(ACTION_ID),
  type: z.string().min(1).max(100).catch("Unknown"),
  status: z
    .enum(["Pending", "InProgress", "Succeeded", "Failed", "TimeOut", "Cancelled", "Canceled", "Unknown"])
    .catch("Unknown"),
  scope: text,
  requestor: text,
  requestorComment: text,
  machineId: z.string().regex(DEVICE_ID),
  computerDnsName: text,
  creationDateTimeUtc: time,
  // The list's sample and the entity's page spell it differently (facts §6).
  lastUpdateTimeUtc: time,
  lastUpdateDateTimeUtc: time,
  cancellationRequestor: text,
  cancellationComment: text,
});

export const logonUserSchema = z.object({
  id: text,
  accountName: text,
  accountDomain: text,
  lastSeen: time,
  isDomainAdmin: flag,
});

/** A collection; its elements are checked one by one. */
export const collectionSchema = z.object({ value: z.array(z.unknown()), "@odata.nextLink": text });

export interface ErrorBody {
  readonly code: string | null;
  /** Fit for showing: no control or formatting characters, at most 200 characters. */
  readonly message: string | null;
  /** Correlation id, or null when it doesn't look like one. */
  readonly target: string | null;
}

const errorSchema = z.object({ error: z.object({ code: text, message: text, target: text }) });
const CORRELATION = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\|[0-9a-f][0-9a-f.\-_]{3,80})$/i;

/** Reads Defender's error shape (facts §5); whatever does not fit is null. */
export function errorBody(body: unknown): ErrorBody {
  const error = errorSchema.safeParse(body).data?.error;
  if (error === undefined) return { code: null, message: null, target: null };
  return {
    code: error.code !== null && /^\w{1,64}$/.test(error.code) ? error.code : null,
    message: error.message === null ? null : plain(error.message),
    target: error.target !== null && CORRELATION.test(error.target) ? error.target : null,
  };
}

/** Control and invisible formatting characters (bidi overrides among them) become blanks. */
function plain(message: string): string | null {
  const clean = message.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  if (clean === "") return null;
  return clean.length <= 200 ? clean : `${clean.slice(0, 199)}…`;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,7}))?Z?$/;
const SECONDS = "2026-01-01T00:00:00".length;
const DAY_OF_MONTH = [8, 10] as const;

/**
 * Epoch milliseconds of a time of Defender's: UTC, 0 to 7 fraction digits, with or without `Z`; rounded down.
 * null for anything else, and for times before 1970 (`0001-01-01` stands for "none").
 */
export function parseTime(value: string): number | null {
  const match = TIME.exec(value);
  if (match === null) return null;
  const at = Date.parse(`${value.slice(0, SECONDS)}Z`);
  // Date.parse carries 31 February over into March, and 24:00 into the next day; such a text is no time.
  if (!(at >= 0) || new Date(at).getUTCDate() !== Number(value.slice(...DAY_OF_MONTH))) return null;
  return at + Number((match[1] ?? "").slice(0, 3).padEnd(3, "0"));
}
