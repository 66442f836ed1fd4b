import type { SandboxAlert, SandboxDevice, SandboxEvidence } from "../../defender/types.ts";
import { severityOf, sourcesOf } from "../enums.ts";
import { fileIn } from "./device-rows.ts";
import type { Row } from "./values.ts";

const SERVICES: Readonly<Record<string, string>> = {
  microsoftDefenderForEndpoint: "Microsoft Defender for Endpoint",
  microsoftDefenderForIdentity: "Microsoft Defender for Identity",
};

function common(alert: SandboxAlert): Row {
  const { serviceSource } = sourcesOf(alert);
  const severity = severityOf(alert);
  return {
    Timestamp: Date.parse(alert.lastEventTime ?? alert.alertCreationTime),
    AlertId: alert.id,
    Title: alert.title,
    Severity: `${severity.slice(0, 1).toUpperCase()}${severity.slice(1)}`,
    ServiceSource: SERVICES[serviceSource] ?? "Microsoft 365 Defender",
    DetectionSource: alert.detectionSource,
    AttackTechniques: alert.mitreTechniques,
  };
}

export function alertInfoOf(alert: SandboxAlert): Row {
  return { ...common(alert), Category: alert.category ?? "" };
}

/** What an alert is about: its device, and each piece of evidence. */
export function alertEvidenceOf(alert: SandboxAlert, device: SandboxDevice | undefined): readonly Row[] {
  const about = {
    ...common(alert),
    Categories: [alert.category ?? ""],
    DeviceId: alert.machineId,
    DeviceName: device?.computerDnsName ?? "",
  };
  const machine = { ...about, EntityType: "Machine", EvidenceRole: "Impacted" };
  return [machine, ...alert.evidence.map((piece) => ({ ...about, ...evidenceOf(piece) }))];
}

function evidenceOf(piece: SandboxEvidence): Row {
  return {
    EntityType: piece.entityType,
    EvidenceRole: "Related",
    ...fileIn(piece),
    RemoteIP: piece.ipAddress ?? "",
    RemoteUrl: piece.url ?? "",
    AccountName: piece.accountName ?? "",
    AccountDomain: piece.domainName ?? "",
    AccountObjectId: piece.aadUserId ?? "",
    AccountUpn: piece.userPrincipalName ?? "",
    ProcessCommandLine: piece.processCommandLine ?? "",
    RegistryKey: piece.registryKey ?? "",
    RegistryValueData: piece.registryValue ?? "",
  };
}
