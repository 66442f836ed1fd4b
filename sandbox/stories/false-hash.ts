import type { Story } from "./story.ts";

/** A false alarm: the vendor of the analyser signs its update with a new certificate. */
export const FALSE_HASH: Story = {
  name: "Unwanted software on two endpoints",
  alerts: [
    {
      title: "Unsigned software was detected on a medical device",
      description: "A file that nobody else has was written to the folder of the analyser.",
      severity: "Low",
      category: "UnwantedSoftware",
      source: "WindowsDefenderAv",
      at: 0,
      owner: "ana.ruiz",
      investigation: "Benign",
      verdict: [
        "FalsePositive",
        "Clean",
        "Update 4.2 of the analyser; the vendor confirmed the hash by telephone.",
      ],
      devices: [
        { name: "lab-analyzer01", roles: ["PrimaryDevice"] },
        { name: "lab-analyzer02", roles: ["Affected"] },
      ],
      evidence: [
        { kind: "file", path: "D:\\Analyzer\\bin\\hema42.exe", size: 9_412_608, verdict: "noThreatsFound" },
        {
          kind: "other",
          type: "fileHash",
          facts: {
            algorithm: "sha256",
            value: "9f2c3b0d6f4fd4a01c77fd7a3f8f4a2f7b6c1c5b0a9d8e7f6a5b4c3d2e1f0a9b",
          },
        },
      ],
    },
  ],
};
