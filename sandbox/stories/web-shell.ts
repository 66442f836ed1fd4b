import type { Story } from "./story.ts";

const SHELL = "C:\\inetpub\\wwwroot\\ehr\\uploads\\h.aspx";
const WEB_SERVER = {
  kind: "process",
  pid: 4404,
  parent: 2016,
  start: -4100,
  account: "EHR",
  parentImage: "C:\\Windows\\System32\\svchost.exe",
  image: "C:\\Windows\\System32\\inetsrv\\w3wp.exe",
} as const;

/** An upload form that takes anything. */
export const WEB_SHELL: Story = {
  name: "Web shell on one server",
  alerts: [
    {
      title: "Possible web shell installation",
      description: "The web server wrote a script into a folder that it serves.",
      ...{ severity: "High", category: "Persistence", source: "WindowsDefenderAtp", at: 0 },
      ...{ mitre: ["T1505.003", "T1190"], investigation: "PendingApproval" },
      devices: [{ name: "ehr-app01", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...WEB_SERVER,
          line: 'w3wp.exe -ap "EHR" -v "v4.0" -l "webengine4.dll" -a \\\\.\\pipe\\iisipm31',
          ...{ signer: "Microsoft Windows", verdict: "noThreatsFound" },
        },
        { kind: "file", path: SHELL, size: 1402, verdict: "malicious", remediation: "pendingApproval" },
        { kind: "ip", address: "203.0.113.201", country: "VN" },
      ],
    },
    {
      title: "Suspicious process launched by a web server",
      description: "The web server's process ran commands that look the system over.",
      ...{
        severity: "High",
        category: "Execution",
        source: "WindowsDefenderAtp",
        at: 9,
        mitre: ["T1059.003", "T1033"],
      },
      devices: [{ name: "ehr-app01", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...WEB_SERVER,
          line: 'w3wp.exe -ap "EHR" -v "v4.0" -l "webengine4.dll"',
        },
        {
          ...{
            kind: "process",
            pid: 6604,
            parent: 4404,
            start: 8.8,
            image: "C:\\Windows\\System32\\cmd.exe",
            account: "EHR",
          },
          ...{
            line: '"cmd.exe" /c "whoami /priv & net user & ipconfig /all"',
            verdict: "malicious",
            remediation: "active",
          },
        },
        {
          ...{
            kind: "process",
            pid: 6650,
            parent: 6604,
            start: 8.9,
            image: "C:\\Windows\\System32\\whoami.exe",
          },
          ...{ line: "whoami  /priv", account: "EHR" },
        },
        { kind: "file", path: SHELL, size: 1402, verdict: "malicious" },
        { kind: "url", url: "https://ehr.contoso.example/uploads/h.aspx?c=whoami" },
      ],
    },
  ],
};
