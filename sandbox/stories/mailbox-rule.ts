import type { Story } from "./story.ts";

/** Somebody who has an accountant's password sends invoices on to themselves. */
export const MAILBOX_RULE: Story = {
  name: "Business email compromise involving one user",
  alerts: [
    {
      title: "Suspicious inbox forwarding rule",
      description:
        "A rule named “.” forwards messages about invoices to an address outside and deletes them.",
      ...{ severity: "High", category: "Exfiltration", source: "CloudAppSecurity", at: 22 },
      ...{ mitre: ["T1114.003", "T1564.008"], owner: "ana.ruiz" },
      recommended: "Remove the rule, revoke all sessions, reset the password, and check sent invoices.",
      evidence: [
        {
          ...{ kind: "other", type: "mailboxConfiguration", verdict: "malicious", remediation: "active" },
          facts: {
            ...{
              configurationType: "mailForwardingRule",
              configurationId: "Inbox\\12884901897",
              displayName: ".",
            },
            ...{ mailboxPrimaryAddress: "s.aydin@contoso.example", upn: "s.aydin@contoso.example" },
            externalDirectoryObjectId: null,
          },
        },
        {
          ...{ kind: "other", type: "mailbox" },
          facts: {
            ...{
              displayName: "Selin Aydin",
              primaryAddress: "s.aydin@contoso.example",
              upn: "s.aydin@contoso.example",
            },
            userAccount: null,
          },
        },
        { kind: "user", account: "s.aydin", roles: ["Compromised"] },
        { kind: "ip", address: "203.0.113.140", country: "RO" },
        {
          ...{ kind: "other", type: "cloudApplication", verdict: "unknown" },
          facts: {
            appId: 20_893,
            displayName: "Microsoft Exchange Online",
            instanceId: 0,
            instanceName: null,
            saasAppId: 20_893,
          },
        },
      ],
    },
    {
      title: "Unfamiliar sign-in properties",
      description: "A sign-in with properties that were never seen of this person before.",
      ...{ severity: "Medium", category: "InitialAccess", source: "AzureAdIdentityProtection", at: 0 },
      mitre: ["T1078.004"],
      evidence: [
        { kind: "user", account: "s.aydin" },
        { kind: "ip", address: "203.0.113.140", country: "RO", verdict: "suspicious" },
        {
          ...{ kind: "other", type: "cloudLogonSession" },
          facts: {
            ...{
              sessionId: "0f6a9b12-77c1-4c8e-a2c7-0d9f5e61a044",
              protocol: "OAuth2",
              browser: "Chrome 129",
              operatingSystem: "Linux",
            },
            ...{
              deviceName: null,
              userAgent: "Mozilla/5.0 (X11; Linux x64)",
              account: null,
              previousLogonDateTime: null,
            },
          },
        },
      ],
    },
  ],
};
