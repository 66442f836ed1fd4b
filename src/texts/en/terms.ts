import { knownIn, nameIn } from "../readable.ts";

type SeverityName = "High" | "Medium" | "Low" | "Informational" | "UnSpecified";

/** What Defender, Graph and Entra call things in their answers, as people say it: one table for each enum. */
export const names = {
  severity: nameIn({
    High: "High",
    Medium: "Medium",
    Low: "Low",
    Informational: "Informational",
    UnSpecified: "No severity",
    unknown: "No severity",
  }),
  /** The same with its dots: the more severe, the more of them. */
  graded: nameIn({
    High: "●●● High",
    Medium: "●● Medium",
    Low: "● Low",
    Informational: "○ Informational",
    UnSpecified: "No severity",
    unknown: "No severity",
  }),
  status: nameIn({
    New: "New",
    Active: "Active",
    InProgress: "In progress",
    Resolved: "Resolved",
    Redirected: "Merged into another",
    AwaitingAction: "Awaiting action",
    Unknown: "Status unknown",
  }),
  classification: nameIn({
    TruePositive: "True positive",
    FalsePositive: "False positive",
    InformationalExpectedActivity: "Informational, expected activity",
    Unknown: "Not classified",
  }),
  determination: nameIn({
    MultiStagedAttack: "Multi-stage attack",
    MaliciousUserActivity: "Malicious user activity",
    CompromisedAccount: "Compromised account",
    CompromisedUser: "Compromised account",
    Malware: "Malware",
    Phishing: "Phishing",
    UnwantedSoftware: "Unwanted software",
    SecurityTesting: "Security testing",
    LineOfBusinessApplication: "Line-of-business application",
    ConfirmedActivity: "Confirmed activity",
    NotMalicious: "Not malicious",
    NotEnoughDataToValidate: "Not enough data to validate",
    InsufficientData: "Not enough data to validate",
    Other: "Other",
  }),
  investigation: nameIn({
    UnsupportedAlertType: "Not for this kind of alert",
    UnsupportedOs: "Not for this operating system",
    TerminatedBySystem: "Ended by the system",
    TerminatedByUser: "Ended by a person",
    PendingApproval: "Waits for approval",
    PendingResource: "Waits for the device",
    SuccessfullyRemediated: "Remediated",
  }),
  role: nameIn({
    PrimaryDevice: "First device",
    compromised: "Compromised",
    attacked: "Attacked",
    attacker: "Attacker",
    source: "Source",
    destination: "Destination",
  }),
  health: nameIn({
    Inactive: "Inactive",
    ImpairedCommunication: "Impaired communication",
    NoSensorData: "No sensor data",
    NoSensorDataImpairedCommunication: "No sensor data, impaired communication",
  }),
  antivirus: nameIn({ Updated: "Up to date", NotUpdated: "Not up to date", NotReporting: "Not reporting" }),
  onboarding: nameIn({
    InsufficientInfo: "Not enough known",
    CanBeOnboarded: "Can be onboarded",
  }),
  level: nameIn({ None: "None", Informational: "Informational" }),
  /** Kinds of evidence; those that nobody has heard of keep the name they came with. */
  evidence: knownIn({
    Ip: "IP address",
    Url: "URL",
    Dns: "DNS name",
    NetworkConnection: "Network connection",
    RegistryKey: "Registry key",
    RegistryValue: "Registry value",
    AnalyzedMessage: "E-mail message",
    MailMessage: "E-mail message",
    MailCluster: "Mail cluster",
    MailboxConfiguration: "Mailbox settings",
    CloudApplication: "Cloud application",
    OauthApplication: "OAuth application",
    CloudLogonSession: "Cloud sign-in session",
    CloudLogonRequest: "Cloud sign-in request",
    SecurityGroup: "Security group",
    FileHash: "File hash",
    IoTDevice: "IoT device",
    Nic: "Network card",
  }),
  /** What is told of a piece of evidence. */
  fact: knownIn({}),
  /** What is done to a device. */
  action: nameIn({
    Unisolate: "Release from isolation",
    RunAntiVirusScan: "Antivirus scan",
    RestrictCodeExecution: "Restrict apps",
    UnrestrictCodeExecution: "Remove app restriction",
    CollectInvestigationPackage: "Collect investigation package",
    StopAndQuarantineFile: "Stop and quarantine file",
    LiveResponse: "Live response",
    Offboard: "Offboard from Defender",
  }),
  /** What an indicator does. */
  indicator: nameIn({}),
  actionStatus: nameIn({ InProgress: "In progress", TimeOut: "Timed out" }),
  /** How far an isolation or a scan goes. */
  scope: nameIn({}),
  /** What runs on a device in a live response. */
  command: nameIn({}),
  commandStatus: nameIn({ Created: "Not begun" }),
  logon: nameIn({ RemoteInteractive: "Remote desktop", CachedInteractive: "Interactive, offline" }),
  riskState: nameIn({
    atRisk: "At risk",
    confirmedCompromised: "Confirmed compromised",
    confirmedSafe: "Confirmed safe",
  }),
  source: nameIn({
    WindowsDefenderAtp: "Microsoft Defender for Endpoint",
    WindowsDefenderAv: "Microsoft Defender Antivirus",
    WindowsDefenderSmartScreen: "Microsoft Defender SmartScreen",
    microsoftDefenderForEndpoint: "Microsoft Defender for Endpoint",
    antivirus: "Microsoft Defender Antivirus",
    smartScreen: "Microsoft Defender SmartScreen",
    microsoftDefenderForIdentity: "Microsoft Defender for Identity",
    microsoftDefenderForOffice365: "Microsoft Defender for Office 365",
    microsoftDefenderForCloudApps: "Microsoft Defender for Cloud Apps",
    CustomerTI: "Own indicators",
    customTi: "Own indicators",
    CustomDetection: "Own detection",
  }),
  category: nameIn({ CommandAndControl: "Command and control" }),
};

/** Names of states, kinds and verdicts, as people say what Defender, Graph and Entra call so. */
export const terms = {
  /** Its weight in marks as well, so that it is told by no colour alone. */
  graded: ({ severity }: { severity: SeverityName }) => names.graded(severity),

  severity: ({ value }: { value: string }) => names.severity(value),
  status: ({ value }: { value: string }) => names.status(value),
  classification: ({ value }: { value: string }) => names.classification(value),
  /** `of`: the classification that it belongs to; null: any. */
  determination({ value, of }: { value: string; of: string | null }) {
    const name = names.determination(value);
    return of === null ? name : `${names.classification(of)}: ${name}`;
  },
  investigation: ({ value }: { value: string }) => names.investigation(value),
  roles: ({ values }: { values: readonly string[] }) => values.map(names.role).join(", "),
  health: ({ value }: { value: string }) => names.health(value),
  scope: ({ value }: { value: string }) => names.scope(value),
  antivirus: ({ value }: { value: string }) => names.antivirus(value),
  onboarding: ({ value }: { value: string }) => names.onboarding(value),
  /** Of risk, of exposure, and of what a device is worth. */
  level: ({ value }: { value: string }) => names.level(value),
  evidence: ({ value }: { value: string }) => names.evidence(value),
  fact: ({ value }: { value: string }) => names.fact(value),
  indicator: ({ value }: { value: string }) => names.indicator(value),
  actionStatus: ({ value }: { value: string }) => names.actionStatus(value),
  source: ({ value }: { value: string }) => names.source(value),
  category: ({ value }: { value: string }) => names.category(value),
};
