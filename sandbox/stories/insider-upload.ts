import type { Story } from "./story.ts";

/** Patient lists go to a private drive in the last week of an employment. */
export const INSIDER_UPLOAD: Story = {
  name: "Data loss prevention incident involving one user",
  alerts: [
    {
      title: "DLP policy (Patient data) matched for files in a cloud upload",
      description: "Eleven documents with insurance numbers were sent to a private storage account.",
      severity: "Medium",
      category: "Exfiltration",
      source: "DataLossPrevention",
      at: 0,
      mitre: ["T1567.002"],
      owner: "erin.novak",
      devices: [{ name: "pharmacy-ws04", roles: ["PrimaryDevice"] }],
      evidence: [
        { kind: "user", account: "slee2" },
        { kind: "file", path: "C:\\Users\\slee2\\Documents\\Wards\\patients-2026-q3.xlsx", size: 2_204_118 },
        { kind: "file", path: "C:\\Users\\slee2\\Documents\\Wards\\patients-2026-q4.xlsx", size: 1_980_331 },
        { kind: "url", url: "https://drive.private-cloud.example/u/slee2" },
        {
          kind: "other",
          type: "cloudApplication",
          verdict: "unknown",
          facts: {
            appId: 35_390,
            displayName: "Private Cloud Drive",
            instanceId: 0,
            instanceName: null,
            saasAppId: null,
          },
        },
      ],
    },
  ],
};
