import type { Story } from "./story.ts";

/** Before anything is encrypted, what could bring it back is removed. */
export const BACKUP_WIPE: Story = {
  name: "Inhibited recovery on the backup server",
  alerts: [
    {
      title: "Backups were deleted",
      description: "Shadow copies, the catalogue and the jobs of the backup were removed within two minutes.",
      severity: "High",
      category: "Impact",
      source: "WindowsDefenderAtp",
      at: 0,
      mitre: ["T1490", "T1489"],
      recommended:
        "Isolate the server now: this comes right before encryption. Check the copies that are offline.",
      devices: [
        { name: "backup01", roles: ["PrimaryDevice", "Destination"] },
        { name: "legacy-lims", roles: ["Source"] },
      ],
      evidence: [
        {
          kind: "process",
          pid: 9004,
          parent: 716,
          parentImage: "C:\\Windows\\System32\\services.exe",
          start: -1,
          image: "C:\\Windows\\PSEXESVC.exe",
          line: "C:\\Windows\\PSEXESVC.exe",
          account: "istorm",
          verdict: "suspicious",
        },
        {
          kind: "process",
          pid: 9060,
          parent: 9004,
          start: -0.5,
          image: "C:\\Windows\\System32\\vssadmin.exe",
          account: "istorm",
          line: "vssadmin delete shadows /all /quiet",
          verdict: "malicious",
          detection: "Detected",
        },
        {
          kind: "process",
          pid: 9072,
          parent: 9004,
          start: 0,
          image: "C:\\Windows\\System32\\wbadmin.exe",
          account: "istorm",
          line: "wbadmin delete catalog -quiet",
          verdict: "malicious",
          detection: "Detected",
        },
        { kind: "user", account: "istorm", roles: ["Compromised"] },
        { kind: "ip", address: "10.20.3.61" },
        {
          kind: "other",
          type: "hostLogonSession",
          verdict: "unknown",
          facts: { sessionId: "0x9c41e", startUtcDateTime: null, host: { hostName: "backup01" } },
        },
      ],
    },
  ],
};
