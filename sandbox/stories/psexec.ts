import type { Story } from "./story.ts";

const PSEXEC = "C:\\Users\\Public\\PsExec64.exe";

/** From a workplace to a server with an administrator's hash. */
export const PSEXEC_SPREAD: Story = {
  name: "Lateral movement on multiple endpoints",
  alerts: [
    {
      title: "Suspected overpass-the-hash attack (Kerberos)",
      description: "A ticket was asked for with a weaker encryption than the account uses.",
      ...{ severity: "High", category: "LateralMovement", source: "MicrosoftDefenderForIdentity", at: 0 },
      mitre: ["T1550.002"],
      devices: [{ name: "fin-ws02", roles: ["PrimaryDevice", "Source"] }],
      evidence: [
        { kind: "user", account: "istorm", roles: ["Attacked"] },
        { kind: "ip", address: "10.20.13.41" },
      ],
    },
    {
      title: "Suspicious remote activity by PsExec",
      description: "A service was installed on another device over its administrative share and ran a shell.",
      ...{ severity: "High", category: "LateralMovement", source: "WindowsDefenderAtp", at: 7 },
      ...{ mitre: ["T1021.002", "T1569.002"], investigation: "Queued" },
      recommended: "Isolate the source, then the destination; change the administrator's password.",
      devices: [
        { name: "payroll01", roles: ["PrimaryDevice", "Destination"] },
        { name: "fin-ws02", roles: ["Source"] },
      ],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 10_240,
            parent: 9008,
            parentImage: "C:\\Windows\\System32\\cmd.exe",
            start: 6.5,
          },
          ...{
            image: PSEXEC,
            line: `${PSEXEC} \\\\payroll01 -s -accepteula cmd.exe`,
            account: "istorm",
            on: "fin-ws02",
          },
          signer: "Microsoft Corporation",
        },
        {
          ...{
            kind: "process",
            pid: 2208,
            parent: 772,
            parentImage: "C:\\Windows\\System32\\services.exe",
            start: 6.6,
          },
          ...{ image: "C:\\Windows\\PSEXESVC.exe", line: "C:\\Windows\\PSEXESVC.exe", account: "SYSTEM" },
        },
        {
          ...{
            kind: "process",
            pid: 2316,
            parent: 2208,
            start: 6.7,
            image: "C:\\Windows\\System32\\cmd.exe",
          },
          ...{ line: '"cmd.exe"', account: "SYSTEM", verdict: "malicious" },
        },
        {
          ...{
            kind: "process",
            pid: 2520,
            parent: 2316,
            start: 7.1,
            image: "C:\\Windows\\System32\\net.exe",
          },
          ...{ line: 'net group "Domain Admins" /domain', account: "SYSTEM" },
        },
        {
          kind: "file",
          path: PSEXEC,
          size: 833_472,
          signer: "Microsoft Corporation",
          verdict: "unknown",
          on: "fin-ws02",
        },
        {
          ...{
            kind: "registry",
            hive: "HKEY_LOCAL_MACHINE",
            key: "SYSTEM\\CurrentControlSet\\Services\\PSEXESVC",
          },
          ...{ name: "ImagePath", value: "%SystemRoot%\\PSEXESVC.exe", type: "ExpandString" },
        },
        { kind: "user", account: "istorm", roles: ["Compromised"] },
      ],
    },
  ],
};
