import type { z } from "zod";
import type { alertSchema, evidenceSchema } from "./schemas.ts";
import { productWords } from "../../defender/product.ts";
import type { Alert, Evidence } from "../../defender/alert.ts";
import { OBJECT_ID } from "../../shared/shapes.ts";

type RawAlert = z.output<typeof alertSchema>;
type RawEvidence = z.output<typeof evidenceSchema>;

const SHA1 = /^[0-9a-f]{40}$/;

/** Defender's alert in the words of the model. */
export function toAlert(raw: RawAlert): Alert {
  return {
    id: raw.id,
    title: raw.title ?? "(untitled alert)",
    description: raw.description,
    severity: raw.severity,
    status: raw.status,
    category: raw.category,
    classification: raw.classification,
    determination: raw.determination,
    detectionSource: raw.detectionSource,
    investigationState: raw.investigationState,
    incidentId: raw.incidentId,
    assignedTo: raw.assignedTo,
    createdAt: raw.alertCreationTime,
    updatedAt: raw.lastUpdateTime,
    lastEventAt: raw.lastEventTime,
    resolvedAt: raw.resolvedTime,
    deviceId: raw.machineId,
    ...devicesOf(raw),
    deviceName: raw.computerDnsName ?? raw.machineId,
    // What is about no device is not about one without a group.
    deviceGroup: raw.machineId === null && raw.computerDnsName === null ? null : raw.rbacGroupName,
    ...(raw.machines.length > 0 ? { devices: raw.machines } : {}),
    product: raw.productName ?? productOf(raw.detectionSource),
    recommendedActions: raw.recommendedActions,
    firstEventAt: raw.firstEventTime,
    threatFamily: raw.threatFamilyName,
    threatName: raw.threatName,
    mitreTechniques: raw.mitreTechniques,
    relatedUser:
      raw.relatedUser === null ? null : account(raw.relatedUser.domainName, raw.relatedUser.userName),
    ...peopleOf(raw),
    comments: raw.comments.flatMap((comment) =>
      comment.comment === null
        ? []
        : { text: comment.comment, by: comment.createdBy, at: comment.createdTime },
    ),
    evidence: raw.typedEvidence ?? raw.evidence.flatMap((piece) => toEvidence(piece) ?? []),
  };
}

/** What runs as part of a system is nobody. */
const SYSTEMS_OWN = /^S-1-5-(?:18|19|20)$/i;

/** Accounts of a directory on premises, or of one device, that nothing else is told of than their names. */
function unknownPeopleOf({ evidence }: RawAlert): Pick<Alert, "unknownPeople"> {
  const names = evidence.flatMap(({ entityType, aadUserId, userPrincipalName, ...piece }) => {
    const isKnown = userPrincipalName !== null || (aadUserId !== null && OBJECT_ID.test(aadUserId));
    if (entityType?.toLowerCase() !== "user" || isKnown) return [];
    if (SYSTEMS_OWN.test(piece.userSid ?? "")) return [];
    return account(piece.domainName, piece.accountName) ?? piece.userSid ?? [];
  });
  return names.length === 0 ? {} : { unknownPeople: [...new Set(names)] };
}

/** Whom an alert is about comes first, then those whose processes it names. */
function peopleOf(raw: RawAlert): Pick<Alert, "people" | "unknownPeople"> {
  const { evidence } = raw;
  const isUser = ({ entityType }: RawEvidence): boolean => entityType?.toLowerCase() === "user";
  const sorted = [...evidence.filter(isUser), ...evidence.filter((piece) => !isUser(piece))];
  const people = sorted.flatMap(({ aadUserId, userPrincipalName: upn }) => {
    const id = aadUserId !== null && OBJECT_ID.test(aadUserId) ? aadUserId.toLowerCase() : null;
    return id === null && upn === null ? [] : [[id ?? upn, { id, upn }] as const];
  });
  const known = people.length === 0 ? {} : { people: [...new Map(people).values()] };
  return { ...known, ...unknownPeopleOf(raw) };
}

/** Defender's own API tells only which part raised it; parts of other products have the product's name. */
function productOf(detectionSource: string | null): string | null {
  if (detectionSource === null) return null;
  const words = productWords(detectionSource);
  return words === detectionSource ? productWords("MicrosoftDefenderForEndpoint") : words;
}

/** Where only one device can be named, one that has a name and no id is there all the same. */
function devicesOf({ machineIds, machineId, computerDnsName }: RawAlert) {
  if (machineIds !== null) return { deviceIds: machineIds.texts, unnamedDevice: !machineIds.whole };
  const deviceIds = machineId === null ? [] : [machineId];
  return { deviceIds, unnamedDevice: machineId === null && computerDnsName !== null };
}

/** null when nothing in it is set. */
function toEvidence(raw: RawEvidence): Evidence | null {
  const type = raw.entityType ?? "Unknown";
  const headline = headlineOf(type, raw);
  const facts = factsOf(raw).filter(([, value]) => value !== headline);
  if (headline === null && facts.length === 0) return null;
  const sha1 = raw.sha1?.toLowerCase() ?? "";
  return { type, headline: headline ?? type, facts, ...(SHA1.test(sha1) ? { sha1 } : {}) };
}

function headlineOf(type: string, raw: RawEvidence): string | null {
  const file = path(raw.filePath, raw.fileName);
  const registry = path(raw.registryHive, raw.registryKey);
  const user = raw.userPrincipalName ?? account(raw.domainName, raw.accountName);
  const fallback =
    raw.processCommandLine ?? file ?? raw.url ?? raw.ipAddress ?? registry ?? user ?? raw.sha256 ?? raw.sha1;
  switch (type.toLowerCase()) {
    case "file":
      return file ?? raw.sha256 ?? raw.sha1 ?? fallback;
    case "ip":
      return raw.ipAddress ?? fallback;
    case "url":
      return raw.url ?? fallback;
    case "user":
      return user ?? raw.userSid ?? fallback;
    case "registry":
    case "registrykey":
    case "registryvalue":
      return registry ?? fallback;
    default:
      return fallback;
  }
}

function factsOf(raw: RawEvidence): [label: string, value: string][] {
  const labelled: [string, string | null][] = [
    ["Command line", raw.processCommandLine],
    ["File", path(raw.filePath, raw.fileName)],
    ["PID", raw.processId],
    ["Parent process", path(raw.parentProcessFilePath, raw.parentProcessFileName)],
    ["Parent PID", raw.parentProcessId],
    ["SHA-1", raw.sha1],
    ["SHA-256", raw.sha256],
    ["Address", raw.ipAddress],
    ["URL", raw.url],
    ["Registry key", path(raw.registryHive, raw.registryKey)],
    ["Registry value", raw.registryValue],
    ["Registry value type", raw.registryValueType],
    ["Account", account(raw.domainName, raw.accountName)],
    ["UPN", raw.userPrincipalName],
    ["SID", raw.userSid],
    ["Entra object id", raw.aadUserId],
    ["Detection status", raw.detectionStatus],
  ];
  return labelled.flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
}

function account(domain: string | null, name: string | null): string | null {
  if (name === null) return null;
  return domain === null ? name : `${domain}\\${name}`;
}

/** Folder and name, joined with the separator that the folder uses; Defender may already have put the name at the path's end. */
function path(folder: string | null, name: string | null): string | null {
  if (folder === null || name === null) return folder ?? name;
  const separator = folder.includes("/") && !folder.includes("\\") ? "/" : "\\";
  if (folder.endsWith(separator + name)) return folder;
  return folder.endsWith(separator) ? folder + name : `${folder}${separator}${name}`;
}
