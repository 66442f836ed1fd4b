import type { Story } from "./story.ts";

/** What comes back after every start, because nobody looked at the tasks. */
export const SCHEDULED_TASK: Story = {
  name: "Persistence incident on one endpoint",
  alerts: [
    {
      title: "Suspicious scheduled task",
      description: "A task with a name of Microsoft's starts a script from a folder that anybody can write.",
      severity: "Medium",
      category: "Persistence",
      source: "WindowsDefenderAtp",
      at: 0,
      mitre: ["T1053.005", "T1036.004"],
      devices: [{ name: "fin-ws02", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "process",
          pid: 5524,
          parent: 4410,
          parentImage: "C:\\Windows\\System32\\cmd.exe",
          start: 0,
          image: "C:\\Windows\\System32\\schtasks.exe",
          account: "slee",
          verdict: "suspicious",
          remediation: "active",
          line: 'schtasks /create /tn "MicrosoftEdgeUpdateTaskMachineCore2" /tr "wscript C:\\ProgramData\\e.vbs" /sc onlogon /ru SYSTEM',
        },
        {
          kind: "file",
          path: "C:\\ProgramData\\e.vbs",
          size: 2_218,
          verdict: "malicious",
          remediation: "active",
        },
        {
          kind: "registry",
          hive: "HKEY_LOCAL_MACHINE",
          name: "Path",
          value: "\\MicrosoftEdgeUpdateTaskMachineCore2",
          key: "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tasks\\{5C1B6A70}",
        },
        { kind: "user", account: "slee" },
      ],
    },
  ],
};
