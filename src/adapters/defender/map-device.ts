import type { z } from "zod";
import { NO_GROUP, type Device, type LogonUser } from "../../defender/device.ts";
import { plain, type logonUserSchema, type machineActionSchema, type machineSchema } from "./schemas.ts";
import type { MachineAction } from "../../defender/machine-action.ts";

/** Longest hint on what went wrong, in UTF-16 units. */
const LONGEST_HINT = 300;

/** Defender's machine in the words of the model; a machine without a DNS name is named by its id. */
export function toDevice(raw: z.output<typeof machineSchema>): Device {
  const id = raw.id.toLowerCase();
  return {
    id,
    name: raw.computerDnsName ?? id,
    os: raw.osPlatform,
    osVersion: raw.osVersion ?? raw.version,
    health: raw.healthStatus,
    onboarding: raw.onboardingStatus,
    group: groupOf(raw),
    risk: raw.riskScore,
    exposure: raw.exposureLevel,
    value: raw.deviceValue,
    tags: raw.machineTags?.texts ?? null,
    ...(raw.machineTags?.whole === false ? { tagsCut: true } : {}),
    lastSeenAt: raw.lastSeen,
    firstSeenAt: raw.firstSeen,
    lastIp: raw.lastIpAddress,
    externalIp: raw.lastExternalIpAddress,
    ips: raw.ipAddresses.flatMap(({ ipAddress }) => (ipAddress === null ? [] : [ipAddress])),
    duplicate: raw.isPotentialDuplication,
    mergedInto: raw.mergedIntoMachineId,
    excluded: raw.isExcluded,
    exclusionReason: raw.exclusionReason,
    groupId: raw.rbacGroupId,
    avStatus: raw.defenderAvStatus,
    agentVersion: raw.agentVersion,
    entraId: raw.aadDeviceId,
  };
}

/** A machine without a group has the group id 0. Where id and name contradict each other, nobody knows. */
function groupOf({ rbacGroupId, rbacGroupName }: z.output<typeof machineSchema>): string | null {
  if (rbacGroupId !== "0") return rbacGroupName;
  return rbacGroupName === null || rbacGroupName === NO_GROUP ? NO_GROUP : null;
}

/** Defender's machine action in the words of the model. */
export function toMachineAction(raw: z.output<typeof machineActionSchema>): MachineAction {
  return {
    id: raw.id,
    type: raw.type,
    // Defender's pages spell it both ways.
    status: raw.status === "Canceled" ? "Cancelled" : raw.status,
    scope: raw.scope,
    requestor: raw.requestor,
    comment: raw.requestorComment,
    deviceId: raw.machineId.toLowerCase(),
    deviceName: raw.computerDnsName,
    createdAt: raw.creationDateTimeUtc,
    updatedAt: raw.lastUpdateDateTimeUtc ?? raw.lastUpdateTimeUtc,
    cancelledBy: raw.cancellationRequestor,
    cancelComment: raw.cancellationComment,
    cancelledAt: raw.cancellationDateTimeUtc,
    file: raw.relatedFileInfo?.fileIdentifier ?? null,
    commands: raw.commands.flatMap(({ command, commandStatus: status, errors }) =>
      command === null || command.type === null
        ? []
        : {
            ...{ type: command.type, status, errors },
            params: command.params.flatMap(({ key, value }) =>
              key === null ? [] : [[key, value ?? ""] as const],
            ),
          },
    ),
    errorCode: raw.errorHResult,
    hint:
      raw.troubleshootInfo ?? plain(raw.commands.flatMap(({ errors }) => errors).join("; "), LONGEST_HINT),
  };
}

/** Somebody who logged on to a device; null when the account has no name. */
export function toLogonUser(raw: z.output<typeof logonUserSchema>): LogonUser | null {
  const [domain, name] = raw.id?.includes("\\") ? raw.id.split("\\", 2) : [undefined, raw.id ?? undefined];
  const account = raw.accountName ?? name ?? "";
  if (account === "") return null;
  return {
    account,
    domain: raw.accountDomain ?? domain ?? null,
    lastSeenAt: raw.lastSeen,
    domainAdmin: raw.isDomainAdmin,
    logonTypes: (raw.logonTypes ?? "").split(",").flatMap((one) => one.trim() || []),
  };
}
