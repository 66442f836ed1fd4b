import type { Story } from "./story.ts";

/** A false alarm: a maker of scanners updates its driver without a signature. */
export const UPDATER: Story = {
  name: "Suspicious service registration on one endpoint",
  alerts: [
    {
      title: "An unsigned process registered a service",
      description: "A process without a signature registered a service that starts with Windows.",
      ...{
        severity: "Low",
        category: "Persistence",
        source: "WindowsDefenderAtp",
        at: 0,
        mitre: ["T1543.003"],
      },
      ...{ owner: "ben.okafor", investigation: "TerminatedBySystem" },
      verdict: ["FalsePositive", "NotMalicious", "The scanner's update; the maker's hash fits."],
      devices: [{ name: "lab-ws05", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 6212,
            parent: 988,
            parentImage: "C:\\Windows\\System32\\services.exe",
            start: 0,
          },
          ...{
            image: "C:\\Program Files\\LabScan\\Updater.exe",
            line: '"C:\\Program Files\\LabScan\\Updater.exe" /silent /svc',
          },
          ...{ account: "SYSTEM", verdict: "noThreatsFound" },
        },
        {
          kind: "file",
          path: "C:\\Program Files\\LabScan\\Updater.exe",
          size: 3_145_728,
          verdict: "noThreatsFound",
        },
        {
          ...{
            kind: "registry",
            hive: "HKEY_LOCAL_MACHINE",
            key: "SYSTEM\\CurrentControlSet\\Services\\LabScanUpd",
          },
          ...{
            name: "ImagePath",
            value: "C:\\Program Files\\LabScan\\Updater.exe /svc",
            verdict: "noThreatsFound",
          },
        },
      ],
    },
  ],
};
