import type { Story } from "./story.ts";

/** A page says that the browser is too old, and brings a script that is no update. */
export const FAKE_UPDATE: Story = {
  name: "Multi-stage incident on one endpoint after a drive-by download",
  alerts: [
    {
      title: "Suspicious script launched from a browser download",
      description: "A JavaScript file from an archive was started, and sent a list of what is installed.",
      severity: "Medium",
      category: "Execution",
      source: "WindowsDefenderAtp",
      at: 0,
      mitre: ["T1189", "T1059.007"],
      family: "SocGholish",
      owner: "ben.okafor",
      recommended: "Isolate the device before the second stage comes, and block the domain.",
      devices: [{ name: "frontdesk-03", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "process",
          pid: 6640,
          parent: 3320,
          parentImage: "C:\\Windows\\explorer.exe",
          start: -1,
          image: "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
          account: "lkoch",
          line: '"chrome.exe" --profile-directory=Default',
          verdict: "noThreatsFound",
          signer: "Google LLC",
        },
        {
          kind: "process",
          pid: 7188,
          parent: 3320,
          parentImage: "C:\\Windows\\explorer.exe",
          start: 0,
          image: "C:\\Windows\\System32\\wscript.exe",
          account: "lkoch",
          verdict: "malicious",
          remediation: "active",
          line: '"wscript.exe" "C:\\Users\\lkoch\\Downloads\\Update_129.0.zip\\Update.js"',
        },
        {
          kind: "file",
          path: "C:\\Users\\lkoch\\Downloads\\Update_129.0.zip",
          size: 12_288,
          verdict: "malicious",
        },
        { kind: "url", url: "https://wiki.clinic-blog.bad.example/assets/u.js", verdict: "malicious" },
        { kind: "ip", address: "203.0.113.91", country: "MD", verdict: "suspicious" },
        { kind: "user", account: "lkoch" },
      ],
    },
    {
      title: "Access to a malicious site was blocked",
      description: "SmartScreen stopped the page from loading a second time.",
      severity: "Informational",
      category: "InitialAccess",
      source: "WindowsDefenderSmartScreen",
      at: 25,
      devices: [{ name: "frontdesk-03", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "url",
          url: "https://wiki.clinic-blog.bad.example/",
          verdict: "malicious",
          remediation: "blocked",
        },
      ],
    },
  ],
};
