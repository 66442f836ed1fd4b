import type { Story } from "./story.ts";

/** A false alarm: two countries within an hour, by way of the telephone of a congress. */
export const TRAVEL: Story = {
  name: "Impossible travel involving one user",
  alerts: [
    {
      title: "Impossible travel activity",
      description: "Sign-ins from Sweden and from Portugal, 40 minutes apart.",
      severity: "Low",
      category: "InitialAccess",
      source: "CloudAppSecurity",
      at: 0,
      mitre: ["T1078"],
      owner: "carla.weiss",
      verdict: [
        "InformationalExpectedActivity",
        "ConfirmedUserActivity",
        "At a congress; asked by telephone, the hotel's network leaves in Lisbon.",
      ],
      evidence: [
        { kind: "user", account: "m.keller", verdict: "noThreatsFound" },
        { kind: "ip", address: "198.51.100.18", country: "SE" },
        { kind: "ip", address: "203.0.113.8", country: "PT" },
        {
          kind: "other",
          type: "cloudLogonSession",
          verdict: "noThreatsFound",
          facts: {
            sessionId: "5e0d3c84-0b3c-4b8e-8f2f-1a6d9b7c2e10",
            protocol: "OAuth2",
            browser: "Safari 18",
            operatingSystem: "iOS 18",
          },
        },
      ],
    },
  ],
};
