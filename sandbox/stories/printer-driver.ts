import type { Story } from "./story.ts";

/** A driver with a known hole is brought along to switch protection off. */
export const PRINTER_DRIVER: Story = {
  name: "Defense evasion incident with a vulnerable driver on one server",
  alerts: [
    {
      title: "Vulnerable driver was loaded",
      description: "A signed driver with a known weakness was installed as a service.",
      severity: "High",
      category: "DefenseEvasion",
      source: "WindowsDefenderAtp",
      at: 0,
      mitre: ["T1068", "T1562.001", "T1543.003"],
      investigation: "PendingApproval",
      recommended: "Isolate the server, remove the service, and switch the driver block list on.",
      devices: [{ name: "print01", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "process",
          pid: 2212,
          parent: 1320,
          parentImage: "C:\\Windows\\System32\\services.exe",
          start: -2,
          image: "C:\\Windows\\System32\\sc.exe",
          account: "svc-ops",
          line: "sc create gdrv3 binPath= C:\\Windows\\Temp\\gdrv3.sys type= kernel start= demand",
        },
        {
          kind: "file",
          path: "C:\\Windows\\Temp\\gdrv3.sys",
          size: 26_112,
          verdict: "suspicious",
          remediation: "pendingApproval",
          signer: "Giga-Byte Technology",
        },
        {
          kind: "registry",
          hive: "HKEY_LOCAL_MACHINE",
          key: "SYSTEM\\CurrentControlSet\\Services\\gdrv3",
          name: "ImagePath",
          value: "\\??\\C:\\Windows\\Temp\\gdrv3.sys",
          type: "ExpandString",
          verdict: "suspicious",
        },
        {
          kind: "other",
          type: "registryKey",
          facts: {
            registryHive: "HKEY_LOCAL_MACHINE",
            registryKey: "SYSTEM\\CurrentControlSet\\Services\\gdrv3",
          },
        },
        { kind: "user", account: "svc-ops" },
      ],
    },
  ],
};
