import type { Story } from "./story.ts";

/** A caller who is not from IT has somebody install a remote control. */
export const REMOTE_TOOL: Story = {
  name: "Suspicious remote access tool on one endpoint",
  alerts: [
    {
      title: "Remote monitoring and management tool from an unusual source",
      description:
        "A remote control was downloaded while its owner was on the telephone, and connected at once.",
      severity: "Medium",
      category: "CommandAndControl",
      source: "CustomDetection",
      at: 0,
      mitre: ["T1219", "T1566.004"],
      owner: "carla.weiss",
      recommended: "Isolate the device, call its owner back on a number you know, and remove the tool.",
      devices: [{ name: "cfo-laptop", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "process",
          pid: 14_204,
          parent: 3604,
          parentImage: "C:\\Windows\\explorer.exe",
          start: -3,
          image: "C:\\Users\\cfo\\Downloads\\HelpDesk.exe",
          line: '"HelpDesk.exe" --start --silent',
          account: "cfo",
          signer: "philandro Software GmbH",
          verdict: "suspicious",
        },
        {
          kind: "process",
          pid: 14_388,
          parent: 14_204,
          start: -2.4,
          image: "C:\\Windows\\System32\\cmd.exe",
          account: "cfo",
          line: 'cmd.exe /c whoami /all & net group "domain admins" /domain',
          verdict: "suspicious",
        },
        {
          kind: "file",
          path: "C:\\Users\\cfo\\Downloads\\HelpDesk.exe",
          size: 5_302_016,
          signer: "philandro Software GmbH",
        },
        { kind: "ip", address: "203.0.113.12", country: "PK" },
        { kind: "url", url: "https://support-contoso.bad.example/HelpDesk.exe", verdict: "suspicious" },
        { kind: "user", account: "cfo" },
      ],
    },
  ],
};
