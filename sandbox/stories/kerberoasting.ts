import type { Story } from "./story.ts";

/** A service account with an old password, and somebody who asks for its tickets. */
export const KERBEROASTING: Story = {
  name: "Credential access incident involving a service account",
  alerts: [
    {
      title: "Suspected Kerberos SPN exposure",
      description:
        "One account asked for the service tickets of 41 services within a minute, with weak encryption.",
      severity: "High",
      category: "CredentialAccess",
      source: "MicrosoftDefenderForIdentity",
      at: 0,
      mitre: ["T1558.003"],
      recommended:
        "Give the service accounts new long passwords, and look for sign-ins of theirs from this device.",
      devices: [
        { name: "lab-ws05", roles: ["PrimaryDevice", "Source"] },
        { name: "dc02", roles: ["Destination"] },
      ],
      evidence: [
        { kind: "user", account: "j.moreau", roles: ["Compromised"] },
        { kind: "user", account: "svc-ops", roles: ["Attacked"] },
        { kind: "ip", address: "10.20.4.77" },
        {
          kind: "other",
          type: "securityGroup",
          verdict: "unknown",
          facts: { displayName: "Backup Operators", sid: "S-1-5-32-551", activeDirectoryObjectGuid: null },
        },
      ],
    },
    {
      title: "Rubeus tool was run",
      description: "A tool that asks for Kerberos tickets was started from memory.",
      severity: "High",
      category: "CredentialAccess",
      source: "WindowsDefenderAtp",
      at: 1,
      mitre: ["T1558.003", "T1059.001"],
      family: "Rubeus",
      investigation: "PendingApproval",
      devices: [{ name: "lab-ws05", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "process",
          pid: 8420,
          parent: 5012,
          parentImage: "C:\\Windows\\explorer.exe",
          start: -4,
          image: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
          account: "j.moreau",
          line: "powershell.exe -nop -c \"[Reflection.Assembly]::Load([IO.File]::ReadAllBytes('C:\\Users\\Public\\r.bin'))\"",
        },
        {
          kind: "process",
          pid: 8466,
          parent: 8420,
          start: -0.2,
          image: "C:\\Users\\Public\\r.exe",
          line: "r.exe kerberoast /rc4opsec /outfile:C:\\Users\\Public\\h.txt",
          account: "j.moreau",
          verdict: "malicious",
          remediation: "pendingApproval",
          detection: "Detected",
        },
        { kind: "file", path: "C:\\Users\\Public\\h.txt", size: 88_412, verdict: "suspicious" },
        { kind: "user", account: "j.moreau", roles: ["Compromised"] },
      ],
    },
  ],
};
