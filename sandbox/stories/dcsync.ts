import type { Story } from "./story.ts";

/** Somebody who has a domain administrator asks a domain controller for all passwords. */
export const DCSYNC: Story = {
  name: "Suspected replication of directory secrets",
  alerts: [
    {
      title: "Suspected DCSync attack (replication of directory services)",
      description: "A device that is no domain controller asked one to replicate the secrets of an account.",
      severity: "High",
      category: "CredentialAccess",
      source: "MicrosoftDefenderForIdentity",
      at: 0,
      mitre: ["T1003.006"],
      recommended:
        "Treat the domain as lost: isolate the source, disable the account, and plan a new KRBTGT password.",
      devices: [
        { name: "desktop-7h2kq9m", roles: ["PrimaryDevice", "Source"] },
        { name: "dc01", roles: ["Destination"] },
      ],
      evidence: [
        { kind: "user", account: "istorm", roles: ["Compromised"] },
        { kind: "ip", address: "10.20.9.51" },
        {
          kind: "other",
          type: "networkConnection",
          verdict: "malicious",
          facts: {
            protocol: "tcp",
            sourceAddress: { ipAddress: "10.20.9.51" },
            sourcePort: 50_122,
            destinationAddress: { ipAddress: "10.20.0.10" },
            destinationPort: 135,
          },
        },
      ],
    },
    {
      title: "Suspicious addition of a member to a sensitive group",
      description: "An account was made a member of Domain Admins by somebody who never did so before.",
      severity: "Medium",
      category: "PrivilegeEscalation",
      source: "MicrosoftDefenderForIdentity",
      at: 9,
      mitre: ["T1098"],
      devices: [{ name: "dc01", roles: ["PrimaryDevice"] }],
      evidence: [
        { kind: "user", account: "istorm", roles: ["Compromised"] },
        { kind: "user", account: "oquist", roles: ["Added"] },
        {
          kind: "other",
          type: "securityGroup",
          verdict: "unknown",
          facts: {
            displayName: "Domain Admins",
            sid: "S-1-5-21-1004336348-1177238915-682003330-512",
            activeDirectoryObjectGuid: null,
          },
        },
      ],
    },
  ],
};
