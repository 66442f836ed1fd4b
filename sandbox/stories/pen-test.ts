import type { Story } from "./story.ts";

/** Ordered and announced: a tester who looks for ways to Domain Admin. */
export const PEN_TEST: Story = {
  name: "Discovery incident on one endpoint, reported by Defender for Identity",
  alerts: [
    {
      title: "Security principal reconnaissance (LDAP)",
      description: "Sensitive groups were read in a way that tools for attackers do.",
      ...{ severity: "Medium", category: "Discovery", source: "MicrosoftDefenderForIdentity", at: 0 },
      ...{ mitre: ["T1087.002", "T1069.002"], owner: "carla.weiss" },
      verdict: [
        "InformationalExpectedActivity",
        "SecurityTesting",
        "The test that was announced for this week.",
      ],
      devices: [
        { name: "desktop-7h2kq9m", roles: ["PrimaryDevice", "Source"] },
        { name: "dc01", roles: ["Destination"] },
      ],
      evidence: [
        { kind: "user", account: "pgast" },
        { kind: "ip", address: "10.20.9.51" },
        {
          ...{ kind: "other", type: "securityGroup", verdict: "unknown" },
          facts: {
            displayName: "Enterprise Admins",
            sid: "S-1-5-21-1004336348-1177238915-682003330-519",
            activeDirectoryObjectGuid: null,
          },
        },
      ],
    },
    {
      title: "BloodHound activity",
      description: "A collector of SharpHound ran from a folder of its own.",
      ...{
        severity: "High",
        category: "Discovery",
        source: "WindowsDefenderAtp",
        at: 2,
        mitre: ["T1087.002"],
      },
      ...{ owner: "carla.weiss", verdict: ["InformationalExpectedActivity", "SecurityTesting", "As above."] },
      devices: [{ name: "desktop-7h2kq9m", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 7008,
            parent: 6612,
            parentImage: "C:\\Windows\\System32\\cmd.exe",
            start: 1.5,
          },
          ...{
            image: "C:\\Pentest\\SharpHound.exe",
            line: "SharpHound.exe -c All --zipfilename week48",
            account: "pgast",
          },
        },
        { kind: "file", path: "C:\\Pentest\\SharpHound.exe", size: 1_046_528 },
      ],
    },
  ],
};
