import type { Story } from "./story.ts";

/** A player that had to be installed, and all saved passwords gone. */
export const MAC_STEALER: Story = {
  name: "Information stealer on one macOS endpoint",
  alerts: [
    {
      title: "Suspicious access to browser credentials",
      description: "An app that is not notarised asked for the password of the Mac and read the keychain.",
      severity: "High",
      category: "CredentialAccess",
      source: "WindowsDefenderAtp",
      at: 0,
      mitre: ["T1555.001", "T1555.003", "T1059.002"],
      family: "AmosStealer",
      recommended:
        "Isolate the Mac, and change every password that was saved in its browser, from another device.",
      devices: [{ name: "macbook-otto", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          kind: "process",
          pid: 2210,
          parent: 1,
          parentImage: "/sbin/launchd",
          start: -1,
          account: "oquist",
          image: "/Volumes/Player/Player.app/Contents/MacOS/Player",
          line: "/Volumes/Player/Player.app/Contents/MacOS/Player",
          verdict: "malicious",
          remediation: "active",
        },
        {
          kind: "process",
          pid: 2231,
          parent: 2210,
          start: -0.7,
          image: "/usr/bin/osascript",
          account: "oquist",
          line: 'osascript -e \'display dialog "macOS needs your password" default answer "" with hidden answer\'',
          verdict: "suspicious",
        },
        { kind: "file", path: "/Users/oquist/Library/Keychains/login.keychain-db", size: 612_352 },
        { kind: "ip", address: "203.0.113.165", country: "LT", verdict: "malicious" },
        { kind: "user", account: "oquist", roles: ["Compromised"] },
        {
          kind: "other",
          type: "malware",
          verdict: "malicious",
          facts: { name: "Trojan:MacOS/AmosStealer.B", category: "InfoStealer" },
        },
      ],
    },
  ],
};
