import type { Story } from "./story.ts";

/** A code in a PDF sends people to a page that looks like the sign-in. */
export const QUISHING: Story = {
  name: "Phishing campaign with a code involving multiple mailboxes",
  alerts: [
    {
      title: "Email messages containing phish URLs removed after delivery",
      description:
        "Fourteen messages with a code in a PDF were delivered; twelve were taken out of the mailboxes.",
      severity: "Medium",
      category: "InitialAccess",
      source: "MicrosoftDefenderForOffice365",
      at: 0,
      mitre: ["T1566.002"],
      investigation: "PartiallyRemediated",
      recommended: "Approve the removal of the last two messages, and revoke the sessions of who signed in.",
      evidence: [
        {
          kind: "other",
          type: "analyzedMessage",
          verdict: "malicious",
          remediation: "remediated",
          facts: {
            networkMessageId: "0b8de0f2-3f62-4b0e-8a11-08dd21c4e7aa",
            internetMessageId: "<8812.qr@payroll-info.example>",
            subject: "Salary adjustment 2026: scan to confirm",
            recipientEmailAddress: "lena.koch@contoso.example",
            p1Sender: { emailAddress: "bounce@payroll-info.example", domainName: "payroll-info.example" },
            p2Sender: { emailAddress: "hr@contoso-hr.example", displayName: "Human Resources" },
            senderIp: "203.0.113.31",
            urls: ["https://sso-contoso.bad.example/q/7741"],
            deliveryAction: "delivered",
            deliveryLocation: "inbox",
            threats: ["Phish"],
            attachmentsCount: 1,
          },
        },
        {
          kind: "other",
          type: "mailCluster",
          remediation: "pendingApproval",
          facts: {
            clusterBy: "BodyFingerprintBin1;SenderIp",
            clusterByValue: "2219;203.0.113.31",
            emailCount: 14,
            networkMessageIds: [],
          },
        },
        { kind: "url", url: "https://sso-contoso.bad.example/q/7741", verdict: "malicious" },
        { kind: "user", account: "lkoch", roles: ["Recipient"] },
      ],
    },
    {
      title: "A user clicked through to a potentially malicious URL",
      description: "Safe Links warned, and the person went on.",
      severity: "High",
      category: "InitialAccess",
      source: "MicrosoftDefenderForOffice365",
      at: 38,
      mitre: ["T1566.002"],
      evidence: [
        { kind: "user", account: "lkoch", roles: ["Compromised"] },
        {
          kind: "url",
          url: "https://sso-contoso.bad.example/q/7741",
          verdict: "malicious",
          remediation: "active",
        },
      ],
    },
  ],
};
