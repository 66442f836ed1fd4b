import type { Story } from "./story.ts";

/** A false alarm: the encoded command is the inventory that runs every Monday. */
export const ADMIN_SCRIPT: Story = {
  name: "Suspicious PowerShell command line on one endpoint",
  alerts: [
    {
      title: "Suspicious encoded PowerShell command",
      description: "An encoded command was started by a scheduled task.",
      ...{
        severity: "Medium",
        category: "Execution",
        source: "WindowsDefenderAtp",
        at: 0,
        mitre: ["T1059.001", "T1027"],
      },
      ...{ owner: "ana.ruiz", investigation: "Benign" },
      verdict: [
        "InformationalExpectedActivity",
        "LineOfBusinessApplication",
        "The inventory of IT, every Monday at 6.",
      ],
      devices: [{ name: "print01", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 3980,
            parent: 1320,
            parentImage: "C:\\Windows\\System32\\svchost.exe",
            start: 0,
          },
          image: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
          line: "powershell.exe -NoProfile -EncodedCommand RwBlAHQALQBDAGkAbQBJAG4AcwB0AGEAbgBjAGUAIABXAGkAbgAzADIAXwBCAEkATwBTAA==",
          ...{ account: "svc-ops", verdict: "noThreatsFound", signer: "Microsoft Windows" },
        },
        { kind: "user", account: "svc-ops", verdict: "noThreatsFound" },
      ],
    },
  ],
};
