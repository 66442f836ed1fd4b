import type { Story } from "./story.ts";

/** A local administrator reads the memory of LSASS with tools that Windows brings along. */
export const CREDENTIAL_DUMP: Story = {
  name: "Credential access incident on one endpoint",
  alerts: [
    {
      title: "Suspicious access to LSASS service",
      description: "The memory of LSASS was written to a file by comsvcs.dll.",
      ...{ severity: "High", category: "CredentialAccess", source: "WindowsDefenderAtp", at: 0 },
      ...{ mitre: ["T1003.001", "T1218.011"], investigation: "PendingApproval" },
      recommended: "Reset the passwords of all who were signed in, and look for sign-ins from this device.",
      devices: [{ name: "er-triage02", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 6044,
            parent: 5120,
            parentImage: "C:\\Windows\\explorer.exe",
            start: -3,
          },
          ...{ image: "C:\\Windows\\System32\\cmd.exe", line: "cmd.exe", account: "j.moreau" },
        },
        {
          ...{
            kind: "process",
            pid: 7312,
            parent: 6044,
            start: -0.4,
            image: "C:\\Windows\\System32\\tasklist.exe",
          },
          ...{ line: 'tasklist /fi "imagename eq lsass.exe"', account: "j.moreau", verdict: "unknown" },
        },
        {
          ...{
            kind: "process",
            pid: 7420,
            parent: 6044,
            start: 0,
            image: "C:\\Windows\\System32\\rundll32.exe",
          },
          line: "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 712 C:\\Windows\\Temp\\d.bin full",
          ...{
            account: "j.moreau",
            verdict: "malicious",
            remediation: "pendingApproval",
            detection: "Blocked",
          },
        },
        {
          kind: "file",
          path: "C:\\Windows\\Temp\\d.bin",
          size: 61_440_112,
          verdict: "malicious",
          remediation: "pendingApproval",
        },
        { kind: "user", account: "j.moreau", roles: ["Attacked"] },
        {
          ...{ kind: "other", type: "hostLogonSession", verdict: "unknown" },
          facts: { sessionId: "0x3e71a2", startUtcDateTime: null, host: { hostName: "er-triage02" } },
        },
      ],
    },
    {
      title: "Credential dumping tool was prevented",
      description: "Microsoft Defender Antivirus stopped a tool that reads passwords.",
      ...{ severity: "Medium", category: "CredentialAccess", source: "WindowsDefenderAv", at: 6 },
      ...{ family: "Mimikatz", mitre: ["T1003.001"], investigation: "SuccessfullyRemediated" },
      devices: [{ name: "er-triage02", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{ kind: "file", path: "C:\\Users\\Public\\m64.exe", size: 1_355_264, detection: "Prevented" },
          ...{ verdict: "malicious", remediation: "prevented" },
        },
        {
          kind: "other",
          type: "malware",
          verdict: "malicious",
          facts: { name: "HackTool:Win32/Mimikatz.D", category: "HackTool" },
        },
      ],
    },
  ],
};
