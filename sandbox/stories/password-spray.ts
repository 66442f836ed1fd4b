import type { Story } from "./story.ts";

/** Many accounts, one password, and one that fitted. */
export const PASSWORD_SPRAY: Story = {
  name: "Password spray involving multiple users",
  alerts: [
    {
      title: "Password spray",
      description: "One address tried a few passwords on 212 accounts; one sign-in succeeded.",
      ...{ severity: "High", category: "CredentialAccess", source: "AzureAdIdentityProtection", at: 0 },
      mitre: ["T1110.003"],
      evidence: [
        { kind: "user", account: "j.moreau", roles: ["Compromised"] },
        { kind: "user", account: "slee2", verdict: "noThreatsFound" },
        { kind: "ip", address: "198.51.100.210", country: "BR", verdict: "malicious" },
      ],
    },
    {
      title: "Risky sign-in after a password spray",
      description: "The account signed in from an anonymous proxy and answered no second factor.",
      ...{ severity: "Medium", category: "InitialAccess", source: "AzureAdIdentityProtection", at: 31 },
      mitre: ["T1078.004", "T1090.003"],
      evidence: [
        { kind: "user", account: "j.moreau", roles: ["Compromised"] },
        { kind: "ip", address: "198.51.100.211", country: "SE" },
        {
          ...{ kind: "other", type: "cloudLogonSession", verdict: "malicious" },
          facts: {
            sessionId: "7b1de0c4-9a52-4f6e-8d0e-2f5c1b7a9e31",
            protocol: "IMAP4",
            userAgent: "BAV2ROPC",
            browser: null,
          },
        },
      ],
    },
    {
      title: "Suspected brute-force attack (Kerberos, NTLM)",
      description: "The same names were tried on a domain controller.",
      ...{ severity: "Medium", category: "CredentialAccess", source: "MicrosoftDefenderForIdentity", at: 44 },
      mitre: ["T1110.001"],
      devices: [
        { name: "dc02", roles: ["Destination", "PrimaryDevice"] },
        { name: "desktop-7h2kq9m", roles: ["Source"] },
      ],
      evidence: [
        { kind: "user", account: "j.moreau", domain: "contoso" },
        { kind: "ip", address: "10.20.9.51" },
      ],
    },
  ],
};
