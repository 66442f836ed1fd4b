import type { Story } from "./story.ts";

const POWERSHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";

/** First of all the guard is blinded. */
export const TAMPERING: Story = {
  name: "Defense evasion incident on one endpoint",
  alerts: [
    {
      title: "Attempt to turn off Microsoft Defender Antivirus protection",
      description: "Real-time protection was switched off in the registry; tamper protection undid it.",
      ...{ severity: "High", category: "DefenseEvasion", source: "WindowsDefenderAtp", at: 0 },
      ...{ mitre: ["T1562.001", "T1112"], investigation: "Benign" },
      devices: [{ name: "pharmacy-ws04", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 5532,
            parent: 5208,
            parentImage: "C:\\Windows\\System32\\cmd.exe",
            start: 0,
            image: POWERSHELL,
          },
          line: 'powershell Set-MpPreference -DisableRealtimeMonitoring $true; Add-MpPreference -ExclusionPath "C:\\ProgramData"',
          ...{ detection: "Blocked", remediation: "blocked", account: "Administrator" },
        },
        {
          ...{
            kind: "registry",
            hive: "HKEY_LOCAL_MACHINE",
            name: "DisableRealtimeMonitoring",
            value: "1",
            type: "Dword",
          },
          ...{
            key: "SOFTWARE\\Policies\\Microsoft\\Windows Defender\\Real-Time Protection",
            remediation: "prevented",
          },
        },
        {
          ...{ kind: "other", type: "registryKey" },
          facts: {
            registryHive: "HKEY_LOCAL_MACHINE",
            registryKey: "SOFTWARE\\Policies\\Microsoft\\Windows Defender",
          },
        },
        { kind: "user", account: "Administrator", domain: "pharmacy-ws04" },
      ],
    },
    {
      title: "Security log was cleared",
      description: "The log that says who signed in was emptied.",
      ...{
        severity: "Medium",
        category: "DefenseEvasion",
        source: "CustomDetection",
        at: 3,
        mitre: ["T1070.001"],
      },
      devices: [{ name: "pharmacy-ws04", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 5890,
            parent: 5208,
            parentImage: "C:\\Windows\\System32\\cmd.exe",
            start: 3,
          },
          ...{
            image: "C:\\Windows\\System32\\wevtutil.exe",
            line: "wevtutil.exe cl Security",
            account: "Administrator",
          },
        },
      ],
    },
  ],
};
