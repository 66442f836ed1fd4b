import { describe, expect, test } from "vitest";
import { graphAlertSchema } from "../../../src/adapters/defender/graph-schema.ts";
import { toAlert } from "../../../src/adapters/defender/map-alert.ts";
import { toDevice, toLogonUser, toMachineAction } from "../../../src/adapters/defender/map-device.ts";
import {
  logonUserSchema,
  machineActionSchema,
  machineSchema,
} from "../../../src/adapters/defender/schemas.ts";
import type { Evidence } from "../../../src/defender/alert.ts";

/** Nothing that an analyst needs of an answer is thrown away. */

const DEVICE = "7b1f4967d9728e5aa3c06a9e617a22a4a5a17378";
const OTHER = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";
const AT = "2026-11-20T12:00:59.2Z";

const piece = (kind: string, fields: object = {}) => ({
  "@odata.type": `#microsoft.graph.security.${kind}Evidence`,
  createdDateTime: AT,
  verdict: "malicious",
  remediationStatus: "prevented",
  remediationStatusDetails: "Stopped by antivirus",
  roles: ["attacked"],
  detailedRoles: ["Payload"],
  tags: [],
  ...fields,
});

const alertWith = (...evidence: object[]) => toAlert(graphAlertSchema.parse({ id: "da1_1", evidence }));
const words = ({ headline, facts }: Evidence) => [
  headline,
  ...facts.map(([label, value]) => `${label}: ${value}`),
];

/** One of each kind that products other than Defender for Endpoint bring, and what of it must be there. */
const KINDS: readonly (readonly [kind: string, fields: object, ...told: string[]])[] = [
  [
    "process",
    {
      processId: 4711,
      parentProcessId: 612,
      processCommandLine: "powershell.exe -enc SQBFAFgA",
      processCreationDateTime: AT,
      imageFile: {
        fileName: "powershell.exe",
        filePath: "C:\\Windows",
        sha256: "ab",
        signer: "Microsoft Windows",
        filePublisher: "Microsoft",
      },
      parentProcessImageFile: { fileName: "winword.exe", filePath: "C:\\Office" },
      userAccount: { accountName: "m.keller", domainName: "contoso", userSid: "S-1-5-21-1" },
      detectionStatus: "blocked",
    },
    ...["powershell.exe -enc SQBFAFgA", `Started: ${AT}`, "File: C:\\Windows\\powershell.exe", "SHA-256: ab"],
    ...["Signer: Microsoft Windows", "Parent process: C:\\Office\\winword.exe", "Account: contoso\\m.keller"],
    ...["SID: S-1-5-21-1", "Detection status: blocked"],
  ],
  [
    "registryValue",
    {
      registryHive: "HKCU",
      registryKey: "Software\\Run",
      registryValueName: "Updater",
      registryValue: "x.exe",
      registryValueType: "String",
    },
    ...[
      "HKCU\\Software\\Run",
      "Registry value name: Updater",
      "Registry value: x.exe",
      "Registry value type: String",
    ],
  ],
  [
    "ip",
    { ipAddress: "203.0.113.9", countryLetterCode: "NL", location: { city: "Utrecht" } },
    "203.0.113.9",
    "Country: NL",
    "City: Utrecht",
  ],
  ["url", { url: "http://bad.example/a" }, "http://bad.example/a"],
  [
    "analyzedMessage",
    {
      subject: "Invoice",
      p1Sender: { emailAddress: "a@bad.example" },
      recipientEmailAddress: "ana@contoso.example",
      deliveryAction: "delivered",
      urls: ["http://bad.example"],
    },
    ...["Invoice", "Email address: a@bad.example", "Delivery action: delivered", "Urls: http://bad.example"],
  ],
  [
    "mailCluster",
    { clusterBy: "Subject", clusterByValue: "Invoice", emailCount: 37 },
    "Invoice",
    "Email count: 37",
  ],
  [
    "mailbox",
    { primaryAddress: "ana@contoso.example", displayName: "Ana" },
    "ana@contoso.example",
    "Display name: Ana",
  ],
  [
    "cloudApplication",
    { displayName: "Box", appId: 10489, instanceName: "Contoso" },
    "Box",
    "App id: 10489",
    "Instance name: Contoso",
  ],
  [
    "oauthApplication",
    { displayName: "Mail Sync", appId: "a-1", publisher: "Unverified" },
    "Mail Sync",
    "Publisher: Unverified",
  ],
  [
    "cloudLogonSession",
    {
      account: piece("user", { userAccount: { userPrincipalName: "ana@contoso.example" } }),
      browser: "Edge",
      userAgent: "Mozilla",
    },
    ...["ana@contoso.example", "Browser: Edge", "User agent: Mozilla"],
  ],
  [
    "networkConnection",
    { destinationAddress: { ipAddress: "198.51.100.7" }, destinationPort: 4444, protocol: "tcp" },
    "198.51.100.7",
    "Destination port: 4444",
  ],
  [
    "networkConnection",
    {
      ...{ sourceAddress: { ipAddress: "10.1.2.3" }, sourcePort: 50123 },
      ...{ destinationAddress: { ipAddress: "198.51.100.7" }, destinationPort: 4444 },
    },
    "198.51.100.7",
    "Source port: 50123",
  ],
  [
    "networkConnection",
    {
      sourceAddress: { ipAddress: "198.51.100.7" },
      destinationAddress: { ipAddress: "10.1.2.3" },
      destinationPort: 3389,
    },
    "198.51.100.7",
    "Destination port: 3389",
  ],
  ["kubernetesPod", { name: "web-7", namespace: { name: "shop" } }, "web-7", "Name: shop"],
  [
    "quantumRelay",
    { relayName: "R7", flux: 3, isOpen: true, parts: ["a", "b"] },
    "R7",
    "Flux: 3",
    "Is open: true",
    "Parts: a, b",
  ],
];

describe("evidence", () => {
  test.each(KINDS.map(([kind, fields, ...told]) => ({ kind, fields, told })))(
    "of kind $kind keeps what names it, every fact, its verdict and what was done about it",
    ({ kind, fields, told }) => {
      const [found] = alertWith(piece(kind, fields)).evidence;
      expect(found?.type.toLowerCase()).toBe(kind.toLowerCase());
      expect(words(found!)).toEqual(expect.arrayContaining(told));
      expect(found).toMatchObject({
        verdict: "malicious",
        remediation: "prevented",
        remediationDetails: "Stopped by antivirus",
        roles: ["attacked", "Payload"],
      });
    },
  );

  test("of a process has its place in the tree", () => {
    const fields = { processId: 7, processCreationDateTime: AT, parentProcessId: 3, mdeDeviceId: DEVICE };
    expect(alertWith(piece("process", fields)).evidence[0]?.process).toMatchObject({
      ...{ pid: 7, startedAt: Date.parse(AT), parentPid: 3, deviceId: DEVICE },
    });
  });

  test("of no kind, or of a wrong shape, breaks nothing", () => {
    expect(alertWith({}, piece("file", { fileDetails: 7 }), { "@odata.type": 5 }).evidence).toHaveLength(3);
    expect(toAlert(graphAlertSchema.parse({ id: "da1_1", evidence: ["x", null, 4] })).evidence).toEqual([]);
  });
});

test("an alert keeps product, actions to take, first and last activity, threat family; its primary device comes first", () => {
  const alert = toAlert(
    graphAlertSchema.parse({
      id: "da1_1",
      serviceSource: "microsoftDefenderForOffice365",
      recommendedActions: "Reset the password.",
      firstActivityDateTime: AT,
      lastActivityDateTime: AT,
      threatFamilyName: "Kelbra",
      evidence: [
        piece("device", { mdeDeviceId: OTHER, deviceDnsName: "pc2" }),
        piece("device", {
          ...{ mdeDeviceId: DEVICE, deviceDnsName: "pc1", detailedRoles: ["PrimaryDevice"] },
          loggedOnUsers: [{ accountName: "ana", domainName: "contoso" }],
        }),
      ],
    }),
  );
  expect(alert).toMatchObject({
    product: "Microsoft Defender for Office 365",
    recommendedActions: "Reset the password.",
    firstEventAt: Date.parse(AT),
    lastEventAt: Date.parse(AT),
    threatFamily: "Kelbra",
    deviceId: DEVICE,
    deviceName: "pc1",
    devices: [
      { deviceName: "pc1", roles: ["attacked", "PrimaryDevice"], loggedOn: ["contoso\\ana"] },
      { deviceName: "pc2" },
    ],
  });
});

test("a device keeps what it is part of, why it is left out, group id, antivirus, sensor and all addresses", () => {
  const raw = {
    id: DEVICE,
    isPotentialDuplication: true,
    mergedIntoMachineId: OTHER,
    isExcluded: true,
    exclusionReason: "Retired",
    rbacGroupId: 140,
    defenderAvStatus: "NotUpdated",
    agentVersion: "10.8760",
    ipAddresses: [{ ipAddress: "10.0.0.1" }, { ipAddress: "fe80::1" }],
  };
  expect(toDevice(machineSchema.parse(raw))).toMatchObject({
    duplicate: true,
    mergedInto: OTHER,
    excluded: true,
    exclusionReason: "Retired",
    groupId: "140",
    avStatus: "NotUpdated",
    agentVersion: "10.8760",
    ips: ["10.0.0.1", "fe80::1"],
  });
  expect(
    toLogonUser(logonUserSchema.parse({ id: "c\\a", logonTypes: "Interactive, Network" })),
  ).toMatchObject({
    logonTypes: ["Interactive", "Network"],
  });
});

test("a machine action keeps who cancelled it and why, its error, its file and its commands", () => {
  const raw = {
    id: "a1",
    type: "LiveResponse",
    machineId: DEVICE,
    cancellationRequestor: "ana@contoso.example",
    cancellationComment: "wrong device",
    cancellationDateTimeUtc: AT,
    errorHResult: -2147024891,
    relatedFileInfo: { fileIdentifier: "abc", fileIdentifierType: "Sha1" },
    commands: [
      {
        commandStatus: "Failed",
        errors: ["no such script"],
        command: { type: "RunScript", params: [{ key: "ScriptName", value: "dump.ps1" }] },
      },
    ],
  };
  expect(toMachineAction(machineActionSchema.parse(raw))).toMatchObject({
    cancelledBy: "ana@contoso.example",
    cancelComment: "wrong device",
    cancelledAt: Date.parse(AT),
    errorCode: "0x80070005",
    file: "abc",
    commands: [
      {
        type: "RunScript",
        status: "Failed",
        params: [["ScriptName", "dump.ps1"]],
        errors: ["no such script"],
      },
    ],
  });
});
