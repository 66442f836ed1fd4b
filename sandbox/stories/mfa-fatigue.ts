import type { Story } from "./story.ts";

/** Twenty prompts at night, and one that was accepted to be left in peace. */
export const MFA_FATIGUE: Story = {
  name: "Sign-in after repeated multifactor prompts involving one user",
  alerts: [
    {
      title: "Multiple multifactor prompts denied, then one accepted",
      description: "Twenty-three prompts within half an hour; the last one was accepted.",
      severity: "High",
      category: "CredentialAccess",
      source: "AzureAdIdentityProtection",
      at: 0,
      mitre: ["T1621", "T1078.004"],
      recommended: "Revoke all sessions, force a new password, and ask the person by telephone.",
      evidence: [
        { kind: "user", account: "slee2", roles: ["Compromised"] },
        { kind: "ip", address: "198.51.100.142", country: "NG", verdict: "malicious" },
        {
          kind: "other",
          type: "cloudLogonSession",
          verdict: "malicious",
          facts: {
            sessionId: "c2d6b7a1-4f0e-4a55-9d8e-6f2b1e0a7c33",
            protocol: "OAuth2",
            browser: "Edge 131",
            operatingSystem: "Windows 11",
            deviceName: null,
            userAgent: null,
          },
        },
      ],
    },
    {
      title: "A new authentication method was added from an unusual place",
      description: "A telephone number was added to the account, two minutes after the sign-in.",
      severity: "Medium",
      category: "Persistence",
      source: "CloudAppSecurity",
      at: 2,
      mitre: ["T1098.005"],
      evidence: [
        { kind: "user", account: "slee2", roles: ["Compromised"] },
        {
          kind: "other",
          type: "cloudApplication",
          verdict: "unknown",
          facts: {
            appId: 11_161,
            displayName: "Microsoft Entra ID",
            instanceId: 0,
            instanceName: null,
            saasAppId: 11_161,
          },
        },
      ],
    },
  ],
};
