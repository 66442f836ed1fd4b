import { isOwnKind } from "../defender/evidence.ts";
import { logonUsersOf } from "../defender/fleet.ts";
import type { SandboxAlert, SandboxDevice, SandboxEvidence } from "../defender/types.ts";
import { camel } from "./enums.ts";
import { graphTime } from "./time.ts";

export type MachineById = (id: string) => SandboxDevice | undefined;

const NAMESPACE = "#microsoft.graph.security";

/** What every kind of evidence has. */
function common(kind: string, createdDateTime: string | null) {
  return {
    "@odata.type": `${NAMESPACE}.${kind}`,
    createdDateTime,
    verdict: "suspicious",
    remediationStatus: "none",
    remediationStatusDetails: null,
    roles: [],
    detailedRoles: [],
    tags: [],
  };
}

/** The device first, which Defender's own API tells beside the evidence, then the rest of it, typed. */
export function graphEvidence(alert: SandboxAlert, machine: MachineById): object[] {
  const further = (alert.furtherMachineIds ?? []).map((mdeDeviceId) => ({
    ...deviceEvidence(alert, undefined),
    ...{ mdeDeviceId, deviceDnsName: null, hostName: null },
  }));
  const rest = alert.evidence.map((piece) => merged(typed(piece, alert.machineId), piece.graph ?? {}));
  return [...machinesOf(alert, machine), ...further, ...rest];
}

/** The device that it is about, and those whose part in it is known. */
function machinesOf(alert: SandboxAlert, machine: MachineById): object[] {
  const known = alert.graph?.machines;
  if (known === undefined) return [deviceEvidence(alert, machine(alert.machineId))];
  return known.map(({ id: machineId, roles }) => {
    const device = machine(machineId);
    const { computerDnsName = null, rbacGroupName = null } = device ?? {};
    const own = deviceEvidence({ ...alert, machineId, computerDnsName, rbacGroupName }, device);
    return { ...own, detailedRoles: roles };
  });
}

/** What is told of one thing twice is told together. */
function merged(told: object, more: Readonly<Record<string, unknown>>): object {
  const nested = Object.entries(more).flatMap(([name, value]) => {
    const had: unknown = Object.hasOwn(told, name) ? told[name as keyof typeof told] : undefined;
    const both = isObject(had) && isObject(value);
    return [[name, both ? { ...had, ...value } : value] as const];
  });
  return { ...told, ...Object.fromEntries(nested) };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function deviceEvidence(alert: SandboxAlert, device: SandboxDevice | undefined): object {
  return {
    ...common("deviceEvidence", graphTime(alert.alertCreationTime)),
    tags: device?.machineTags ?? [],
    firstSeenDateTime: device ? graphTime(device.firstSeen) : null,
    mdeDeviceId: alert.machineId,
    azureAdDeviceId: device?.aadDeviceId ?? null,
    deviceDnsName: alert.computerDnsName,
    hostName: alert.computerDnsName?.split(".")[0] ?? null,
    osPlatform: device?.osPlatform ?? null,
    osBuild: device?.osBuild ?? null,
    version: device?.version ?? null,
    healthStatus: camel(device?.healthStatus ?? "unknown"),
    riskScore: camel(device?.riskScore ?? "none"),
    rbacGroupId: device?.rbacGroupId ?? null,
    rbacGroupName: alert.rbacGroupName ?? "UnassignedGroup",
    onboardingStatus: camel(device?.onboardingStatus ?? "unknown"),
    defenderAvStatus: "unknown",
    ipInterfaces: device?.ipAddresses.map(({ ipAddress }) => ipAddress) ?? [],
    loggedOnUsers: device
      ? logonUsersOf(device).map(({ accountName, accountDomain }) => ({
          accountName,
          domainName: accountDomain,
        }))
      : [],
    vmMetadata: null,
  };
}

function typed(piece: SandboxEvidence, mdeDeviceId: string): object {
  const at = graphTime(piece.evidenceCreationTime);
  const detectionStatus = piece.detectionStatus === null ? null : camel(piece.detectionStatus);
  const kind = piece.entityType;
  if (!isOwnKind(kind)) return common(`${kind}Evidence`, at);
  switch (kind) {
    case "User":
      return { ...common("userEvidence", at), userAccount: userAccount(piece) };
    case "Process":
      return { ...common("processEvidence", at), ...processOf(piece), detectionStatus, mdeDeviceId };
    case "File":
      return { ...common("fileEvidence", at), fileDetails: imageOf(piece), detectionStatus, mdeDeviceId };
    case "Ip":
      return { ...common("ipEvidence", at), ipAddress: piece.ipAddress, countryLetterCode: null };
    case "Url":
      return { ...common("urlEvidence", at), url: piece.url };
    case "Registry":
      return {
        ...common("registryValueEvidence", at),
        mdeDeviceId,
        registryHive: piece.registryHive,
        registryKey: piece.registryKey,
        registryValue: piece.registryValue,
        registryValueName: null,
        registryValueType: piece.registryValueType,
      };
  }
}

function userAccount(piece: SandboxEvidence): object {
  return {
    accountName: piece.accountName,
    domainName: piece.domainName,
    userSid: piece.userSid,
    azureAdUserId: piece.aadUserId,
    userPrincipalName: piece.userPrincipalName,
    displayName: null,
  };
}

function imageOf(piece: Pick<SandboxEvidence, "sha1" | "sha256" | "fileName" | "filePath">): object {
  const { sha1, sha256, fileName, filePath } = piece;
  return {
    sha1,
    sha256,
    fileName,
    filePath,
    fileSize: null,
    filePublisher: null,
    signer: null,
    issuer: null,
  };
}

function processOf(piece: SandboxEvidence): object {
  const { parentProcessFileName: fileName, parentProcessFilePath: filePath } = piece;
  return {
    processId: piece.processId,
    parentProcessId: piece.parentProcessId,
    processCommandLine: piece.processCommandLine,
    processCreationDateTime: graphTime(piece.processCreationTime),
    parentProcessCreationDateTime: graphTime(piece.parentProcessCreationTime),
    imageFile: imageOf(piece),
    parentProcessImageFile: imageOf({ sha1: null, sha256: null, fileName, filePath }),
    userAccount: piece.accountName === null ? null : userAccount(piece),
  };
}
