import type { Story } from "./story.ts";

/** No password is stolen: the person allows an app to read their mail. */
export const OAUTH_CONSENT: Story = {
  name: "Consent phishing involving one application",
  alerts: [
    {
      title: "Suspicious OAuth app was granted access to mail",
      description: "An app of an unverified publisher may read and send mail for one person.",
      ...{ severity: "Medium", category: "Persistence", source: "AppGovernanceDetection", at: 0 },
      mitre: ["T1528", "T1098.003"],
      recommended: "Disable the app, take its grants back, and revoke the person's sessions.",
      evidence: [
        {
          ...{ kind: "other", type: "oauthApplication", verdict: "malicious", remediation: "active" },
          facts: {
            ...{ displayName: "O365 Mail Archive", appId: "3d0f8b9e-50a1-4a6e-b1f1-6d3be2f1c907" },
            ...{ objectId: "81c0e6a2-0b9b-4d44-8f4b-2b5f4f9b7d10", publisher: null },
          },
        },
        {
          ...{ kind: "other", type: "servicePrincipal" },
          facts: {
            ...{ appId: "3d0f8b9e-50a1-4a6e-b1f1-6d3be2f1c907", servicePrincipalName: "O365 Mail Archive" },
            ...{ servicePrincipalType: "application", tenantId: null, appOwnerTenantId: null },
          },
        },
        { kind: "user", account: "slee" },
        { kind: "url", url: "https://login-o365-archive.bad.example/consent" },
      ],
    },
  ],
};
