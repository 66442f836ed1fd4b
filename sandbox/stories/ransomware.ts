import type { Story, StoryAlert } from "./story.ts";

const CMD = "C:\\Windows\\System32\\cmd.exe";
const LOCKER = "C:\\PerfLogs\\svhost.exe";

/** Encrypting started on one more device. */
function encrypting(name: string, at: number, further: string): StoryAlert {
  return {
    title: "Ransomware behavior detected in the file system",
    description: `Files on ${name} are being renamed to .lockrow, and notes are left beside them.`,
    ...{ severity: "High", category: "Ransomware", source: "WindowsDefenderAtp", at, family: "Lockrow" },
    ...{ mitre: ["T1486", "T1490"], investigation: "Running", owner: "carla.weiss" },
    recommended: "Isolate all devices of the incident at once; disconnect the backups.",
    devices: [
      { name, roles: ["PrimaryDevice"] },
      { name: further, roles: ["Source"] },
    ],
    evidence: [
      {
        ...{
          kind: "process",
          pid: 4920,
          parent: 804,
          parentImage: "C:\\Windows\\System32\\services.exe",
          start: at,
        },
        ...{ image: LOCKER, line: `${LOCKER} -m local -n 32 -p \\\\files01\\wards`, account: "istorm" },
        ...{ verdict: "malicious", remediation: "active" },
      },
      {
        ...{ kind: "process", pid: 5004, parent: 4920, start: at + 0.2, image: CMD, verdict: "malicious" },
        line: "cmd.exe /c vssadmin delete shadows /all /quiet & wbadmin delete catalog -quiet",
      },
      { kind: "file", path: LOCKER, size: 735_744, verdict: "malicious", remediation: "active" },
      { kind: "file", path: "C:\\Users\\Public\\README_LOCKROW.txt", size: 1904 },
      { kind: "user", account: "istorm", roles: ["Compromised"] },
    ],
  };
}

/** One stolen administrator, three servers within ten minutes. */
export const RANSOMWARE: Story = {
  name: "Lockrow ransomware on multiple endpoints (attack disruption)",
  alerts: [
    {
      title: "File backups were deleted",
      description: "Shadow copies were deleted over the network shortly before files were encrypted.",
      ...{ severity: "Medium", category: "Impact", source: "WindowsDefenderAtp", at: 0, mitre: ["T1490"] },
      devices: [
        { name: "files01", roles: ["PrimaryDevice", "Destination"] },
        { name: "print01", roles: ["Source"] },
      ],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 3312,
            parent: 2980,
            parentImage: "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
            start: 0,
          },
          ...{
            image: CMD,
            line: "cmd.exe /Q /c vssadmin delete shadows /all /quiet 1> \\\\127.0.0.1\\ADMIN$\\__17 2>&1",
          },
          account: "istorm",
        },
        { kind: "user", account: "istorm", roles: ["Compromised"] },
        { kind: "ip", address: "10.20.11.34" },
      ],
    },
    encrypting("files01", 6, "print01"),
    encrypting("ehr-app02", 9, "files01"),
    encrypting("backup01", 11, "files01"),
    {
      title: "Account was contained by attack disruption",
      description: "The account that spread the ransomware can no longer sign in to other devices.",
      ...{ severity: "Informational", category: "Impact", source: "Microsoft365Defender", at: 13 },
      devices: [
        { name: "files01", roles: ["PrimaryDevice"] },
        { name: "ehr-app02", roles: ["Destination"] },
        { name: "backup01", roles: ["Destination"] },
      ],
      evidence: [
        {
          kind: "user",
          account: "istorm",
          remediation: "remediated",
          remediationDetails: "Contained",
          roles: ["Compromised"],
        },
        {
          ...{ kind: "other", type: "securityGroup", verdict: "unknown" },
          facts: { displayName: "Domain Admins", sid: "S-1-5-21-1004336348-1177238915-682003330-512" },
        },
      ],
    },
  ],
};
