import type { z } from "zod";
import type {
  DeviceRef,
  FileFacts,
  MissingUpdate,
  Presence,
  Recommendation,
  Score,
  Software,
  SoftwareVersion,
  Vulnerability,
} from "../../defender/lookups.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import { flag, groupName, matching, objectOf, strings, text, time } from "./fields.ts";

/** How Defender's answers about files, weaknesses and software are read: what is missing or of a wrong type is absent. */

/** A number, not negative; counts come as numbers, some as text. */
function amount(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : null;
}

function flagIfAny(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

const SHA1 = /^[0-9a-f]{40}$/i;
const MOST_NAMES = 5;

export const fileSchema = objectOf({
  sha1: matching(SHA1),
  sha256: text,
  md5: text,
  size: amount,
  fileType: text,
  filePublisher: text,
  fileProductName: text,
  signer: text,
  issuer: text,
  isValidCertificate: flagIfAny,
  determinationType: text,
  determinationValue: text,
  globalPrevalence: amount,
  globalFirstObserved: time,
  globalLastObserved: time,
});

/** The file under the id by which it was asked for, its SHA-1 or SHA-256. */
export function toFile(raw: z.output<typeof fileSchema>): FileFacts {
  const isKnown = raw.determinationType !== null && raw.determinationType !== "Unknown";
  return {
    sha1: raw.sha1.toLowerCase(),
    sha256: raw.sha256?.toLowerCase() ?? null,
    md5: raw.md5?.toLowerCase() ?? null,
    size: raw.size,
    type: raw.fileType,
    publisher: raw.filePublisher,
    product: raw.fileProductName,
    signer: raw.signer,
    issuer: raw.issuer,
    isSignatureValid: raw.isValidCertificate,
    determination: isKnown ? raw.determinationType : null,
    threat: raw.determinationValue,
    worldwide: raw.globalPrevalence,
    firstSeenAt: raw.globalFirstObserved,
    lastSeenAt: raw.globalLastObserved,
  };
}

export const presenceSchema = objectOf({
  // The documents' samples spell it in two ways.
  organizationPrevalence: amount,
  orgPrevalence: amount,
  orgFirstSeen: time,
  orgLastSeen: time,
  topFileNames: strings,
});

/** How common it is, as it was told. */
export function toPresence(raw: z.output<typeof presenceSchema>): Presence {
  return {
    devices: raw.organizationPrevalence ?? raw.orgPrevalence,
    firstSeenAt: raw.orgFirstSeen,
    lastSeenAt: raw.orgLastSeen,
    names: raw.topFileNames.slice(0, MOST_NAMES),
  };
}

export const vulnerabilitySchema = objectOf({
  id: matching(/^[\w.-]{1,64}$/),
  name: text,
  description: text,
  severity: text,
  cvssV3: amount,
  exposedMachines: amount,
  publishedOn: time,
  updatedOn: time,
  publicExploit: flag,
  exploitVerified: flag,
  exploitInKit: flag,
  exploitTypes: strings,
});

/** A CVE as it was told. */
export function toVulnerability(raw: z.output<typeof vulnerabilitySchema>): Vulnerability {
  return {
    id: raw.id,
    title: raw.name === raw.id ? null : raw.name,
    description: raw.description,
    severity: raw.severity,
    cvss: raw.cvssV3,
    exposedDevices: raw.exposedMachines,
    publishedAt: raw.publishedOn,
    updatedAt: raw.updatedOn,
    exploit: {
      isPublic: raw.publicExploit,
      isVerified: raw.exploitVerified,
      isInKit: raw.exploitInKit,
    },
    exploitTypes: raw.exploitTypes,
  };
}

export const referenceSchema = objectOf({
  id: matching(DEVICE_ID),
  computerDnsName: text,
  osPlatform: text,
  rbacGroupName: groupName("UnassignedGroup"),
});

/** A device as lists of a weakness or a product name it. */
export function toReference(raw: z.output<typeof referenceSchema>): DeviceRef {
  const id = raw.id.toLowerCase();
  return {
    id,
    name: raw.computerDnsName ?? id,
    os: raw.osPlatform,
    group: raw.rbacGroupName,
  };
}

/** `vendor-_-name`; nothing else gets into a path. */
export const SOFTWARE_ID = /^[\w.+-]{1,256}$/;

export const softwareSchema = objectOf({
  id: matching(SOFTWARE_ID),
  name: text,
  vendor: text,
  weaknesses: amount,
  publicExploit: flag,
  activeAlert: flag,
  exposedMachines: amount,
  impactScore: amount,
});

/** A product as it was told. */
export function toSoftware(raw: z.output<typeof softwareSchema>): Software {
  return {
    id: raw.id,
    name: raw.name ?? raw.id,
    vendor: raw.vendor,
    weaknesses: raw.weaknesses,
    hasPublicExploit: raw.publicExploit,
    hasActiveAlert: raw.activeAlert,
    exposedDevices: raw.exposedMachines,
    impact: raw.impactScore,
  };
}

export const versionSchema = objectOf({ version: text, installations: amount, vulnerabilities: amount });

/** A version of a product; null: it names none. */
export function toVersion(raw: z.output<typeof versionSchema>): SoftwareVersion | null {
  const { version, installations, vulnerabilities: weaknesses } = raw;
  return version === null ? null : { version, installations, weaknesses };
}

export const scoreSchema = objectOf({ score: amount, time, rbacGroupName: text });

/** An exposure score; null: there is none. */
export function toScore(raw: z.output<typeof scoreSchema>): Score | null {
  return raw.score === null ? null : { score: raw.score, at: raw.time, group: raw.rbacGroupName };
}

export const missingUpdateSchema = objectOf({ id: text, name: text, cveAddressed: amount });

/** An update that a device lacks; null: it has no id. */
export function toMissingUpdate(raw: z.output<typeof missingUpdateSchema>): MissingUpdate | null {
  const { id, name, cveAddressed } = raw;
  return id === null ? null : { id, name: name ?? id, weaknesses: cveAddressed };
}

export const recommendationSchema = objectOf({
  id: text,
  recommendationName: text,
  weaknesses: amount,
  severityScore: amount,
  publicExploit: flag,
  status: text,
});

/** What Defender recommends for a device; null: it has no id. */
export function toRecommendation(raw: z.output<typeof recommendationSchema>): Recommendation | null {
  const { id, recommendationName: name, weaknesses, severityScore: severity, status } = raw;
  if (id === null) return null;
  return {
    id,
    name: name ?? id,
    weaknesses,
    severity,
    hasPublicExploit: raw.publicExploit,
    isActive: status === null || status === "Active",
  };
}
