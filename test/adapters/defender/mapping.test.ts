import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { NO_GROUP } from "../../../src/defender/device.ts";
import { toAlert } from "../../../src/adapters/defender/map-alert.ts";
import { toDevice } from "../../../src/adapters/defender/map-device.ts";
import { parseTime } from "../../../src/adapters/defender/fields.ts";
import { graphAlertSchema } from "../../../src/adapters/defender/graph-schema.ts";
import { alertSchema, machineSchema } from "../../../src/adapters/defender/schemas.ts";
import { DEVICE } from "./scripted.ts";

describe("times", () => {
  test.each([
    ["2026-11-20T12:00:59Z", Date.UTC(2026, 10, 20, 12, 0, 59)],
    ["2026-11-20T12:00:59.2Z", Date.UTC(2026, 10, 20, 12, 0, 59, 200)],
    ["2026-11-20T12:00:57.7229999Z", Date.UTC(2026, 10, 20, 12, 0, 57, 722)],
    ["2026-11-20T12:00:57.72", Date.UTC(2026, 10, 20, 12, 0, 57, 720)],
    ["2026-11-20T12:00:57.722999+00:00", Date.UTC(2026, 10, 20, 12, 0, 57, 722)],
    ["2026-11-30T23:30:00-01:00", Date.UTC(2026, 11, 1, 0, 30, 0)],
    ["0001-01-01T00:00:00Z", null],
    ["2026-02-31T00:00:00Z", null],
    ["2026-02-31T00:00:00+01:00", null],
    ["2026-11-20T25:00:00Z", null],
    ["2026-11-20", null],
    ["tomorrow", null],
  ])("%s", (text, at) => {
    expect(parseTime(text)).toBe(at);
  });

  test("never throws, never NaN", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/),
        (text) => {
          const at = parseTime(text);
          return at === null || Number.isSafeInteger(at);
        },
      ),
    );
  });
});

test("an alert with nothing but an id, and one with everything wrong", () => {
  const bare = toAlert(alertSchema.parse({ id: "da1_1" }));
  expect(bare).toMatchObject({
    severity: "UnSpecified",
    status: "Unknown",
    createdAt: null,
    evidence: [],
    comments: [],
  });
  const keys = Object.keys(alertSchema.parse({ id: "da1_1" })).filter((key) => key !== "id");
  const wrong = Object.fromEntries(keys.map((key) => [key, { odd: true }]));
  expect(toAlert(alertSchema.parse({ id: "da1_1", ...wrong, unheardOf: 1 }))).toEqual({
    ...bare,
    relatedUser: null,
  });
  expect(alertSchema.safeParse({ id: "../x" }).success).toBe(false);
});

test("any value in any field but the id is taken or left out", () => {
  const keys = Object.keys(alertSchema.parse({ id: "da1_1" })).filter((key) => key !== "id");
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()), (fields) => {
      expect(() => toAlert(alertSchema.parse({ ...fields, id: "da1_1" }))).not.toThrow();
    }),
  );
});

test("evidence: what names it, and the facts", () => {
  const evidence = [
    {
      entityType: "Process",
      processCommandLine: "a.exe /x",
      filePath: "C:\\tmp",
      fileName: "a.exe",
      processId: 7,
      parentProcessId: 3,
      parentProcessFilePath: "C:\\w",
      parentProcessFileName: "p.exe",
      sha1: "aa",
      detectionStatus: "Detected",
    },
    { entityType: "File", filePath: "/opt/x", fileName: "y.sh", sha256: "bb" },
    { entityType: "Ip", ipAddress: "10.1.2.3" },
    { entityType: "Url", url: "http://bad.example" },
    {
      entityType: "User",
      accountName: "ana",
      domainName: "CONTOSO",
      userPrincipalName: "ana@contoso.example",
    },
    { entityType: "RegistryKey", registryHive: "HKLM", registryKey: "SOFTWARE\\Run", registryValue: "x" },
    { entityType: "File" },
  ];
  const alert = toAlert(
    alertSchema.parse({
      id: "da1_1",
      incidentId: 12,
      relatedUser: { userName: "ana", domainName: "CONTOSO" },
      category: "null",
      evidence,
    }),
  );
  expect(alert).toMatchObject({ relatedUser: "CONTOSO\\ana", incidentId: "12", category: null });
  expect(alert.evidence.map(({ type, headline }) => [type, headline])).toEqual([
    ["Process", "a.exe /x"],
    ["File", "/opt/x/y.sh"],
    ["Ip", "10.1.2.3"],
    ["Url", "http://bad.example"],
    ["User", "ana@contoso.example"],
    ["RegistryKey", "HKLM\\SOFTWARE\\Run"],
  ]);
  expect(alert.evidence[0]?.facts).toEqual([
    ["File", "C:\\tmp\\a.exe"],
    ["PID", "7"],
    ["Parent process", "C:\\w\\p.exe"],
    ["Parent PID", "3"],
    ["SHA-1", "aa"],
    ["Detection status", "Detected"],
  ]);
  expect(alert.evidence[4]?.facts).toEqual([["Account", "CONTOSO\\ana"]]);
});

describe("the devices of an alert", () => {
  const graph = (evidence: unknown) => toAlert(graphAlertSchema.parse({ id: "da1_1", evidence }));
  const piece = (kind: string, fields: object = {}) => ({
    "@odata.type": `#microsoft.graph.security.${kind}Evidence`,
    ...fields,
  });
  const [one, other] = ["a".repeat(40), "b".repeat(40)];

  test("are all that Graph's evidence names, each once", () => {
    const alert = graph([
      piece("user"),
      piece("device", { mdeDeviceId: one, deviceDnsName: "pc1" }),
      piece("device", { mdeDeviceId: other.toUpperCase() }),
      piece("process", { mdeDeviceId: one }),
    ]);
    expect(alert).toMatchObject({ deviceId: one, deviceIds: [one, other], unnamedDevice: false });
    const capitals = graph([piece("device", { mdeDeviceId: one.toUpperCase(), deviceDnsName: "pc1" })]);
    expect(capitals).toMatchObject({ deviceId: one, deviceIds: [one], devices: [{ deviceId: one }] });
    expect(graph([piece("file", { mdeDeviceId: other })]).deviceIds).toEqual([other]);
    expect(graph([])).toMatchObject({ deviceIds: [], unnamedDevice: false });
  });

  test("are told with what they are in it and who was logged on, also where there is one only", () => {
    const alone = piece("device", {
      ...{ mdeDeviceId: one, deviceDnsName: "pc1", rbacGroupName: "Lab", detailedRoles: ["PrimaryDevice"] },
      loggedOnUsers: [{ accountName: "ana", domainName: "CONTOSO" }],
    });
    expect(graph([alone]).devices).toEqual([
      {
        deviceId: one,
        deviceName: "pc1",
        deviceGroup: "Lab",
        roles: ["PrimaryDevice"],
        loggedOn: ["CONTOSO\\ana"],
      },
    ]);
    expect(graph([piece("user")])).not.toHaveProperty("devices");
  });

  test.each<[string, unknown]>([
    ["a device without an id", [piece("device", { mdeDeviceId: one }), piece("device")]],
    ["a device with an empty id", [piece("device", { mdeDeviceId: " " })]],
    ["a device of another kind", [piece("ioTDevice", { deviceId: "x" })]],
    ["evidence that is no list", null],
    [
      "more devices than can be kept",
      Array.from({ length: 501 }, (_, index) =>
        piece("device", { mdeDeviceId: String(index).padStart(40, "0") }),
      ),
    ],
  ])("may be one that Graph does not name: %s", (_, evidence) => {
    expect(graph(evidence).unnamedDevice).toBe(true);
  });

  test("are the one of Defender's own API, which may have no id", () => {
    const mde = (fields: object) => toAlert(alertSchema.parse({ id: "da1_1", ...fields }));
    expect(mde({ machineId: one })).toMatchObject({ deviceIds: [one], unnamedDevice: false });
    expect(mde({})).toMatchObject({ deviceIds: [], unnamedDevice: false });
    expect(mde({ machineId: null, computerDnsName: "pc1" })).toMatchObject({ unnamedDevice: true });
  });
});

test("a device without a name is named by its id", () => {
  const device = toDevice(
    machineSchema.parse({ id: DEVICE.toUpperCase(), machineTags: ["a", 1], lastSeen: 5 }),
  );
  expect(device).toMatchObject({ id: DEVICE, name: DEVICE, tags: ["a"], lastSeenAt: null, group: null });
});

test("tags that Defender does not name are not none", () => {
  expect(toDevice(machineSchema.parse({ id: DEVICE })).tags).toBeNull();
  expect(toDevice(machineSchema.parse({ id: DEVICE, machineTags: "Tier0" })).tags).toBeNull();
  expect(toDevice(machineSchema.parse({ id: DEVICE, machineTags: [] })).tags).toEqual([]);
});

test("tags of which one is no text, or that are too many, are shown and known not to be all", () => {
  const many = Array.from({ length: 501 }, (_, index) => `tag ${index}`);
  const device = (machineTags: unknown) => toDevice(machineSchema.parse({ id: DEVICE, machineTags }));
  expect(device([...many.slice(0, 500)]).tagsCut).toBeUndefined();
  expect(device([...many.slice(0, 500), "Tier0"])).toMatchObject({ tagsCut: true });
  expect(device(["Lab", { name: "Tier0" }])).toMatchObject({ tags: ["Lab"], tagsCut: true });
  expect(device([null])).toMatchObject({ tags: [], tagsCut: true });
});

test.each<[string, object, string | null]>([
  ["none by name", { rbacGroupName: null }, NO_GROUP],
  ["an empty name", { rbacGroupName: " " }, NO_GROUP],
  ["the word of the portal", { rbacGroupName: "UnassignedGroup", rbacGroupId: 0 }, NO_GROUP],
  ["none by id", { rbacGroupId: 0 }, NO_GROUP],
  ["a group", { rbacGroupName: "Servers", rbacGroupId: 104 }, "Servers"],
  ["nothing", {}, null],
  ["no text", { rbacGroupName: 7 }, null],
  ["a group, and none by id", { rbacGroupName: "Servers", rbacGroupId: 0 }, null],
])("the device group that Defender gives as %s: %j", (_, raw, group) => {
  expect(toDevice(machineSchema.parse({ id: DEVICE, ...raw })).group).toBe(group);
});

test("an alert names its device by host name or id where there is no DNS name, and its group only where there is one", () => {
  const device = (fields: object) =>
    toAlert(
      graphAlertSchema.parse({
        id: "da1_1",
        evidence: [
          { "@odata.type": "#microsoft.graph.security.deviceEvidence", mdeDeviceId: DEVICE, ...fields },
        ],
      }),
    );
  expect(device({ deviceDnsName: null, hostName: "lab-7" }).deviceName).toBe("lab-7");
  expect(device({ deviceDnsName: null, hostName: null }).deviceName).toBe(DEVICE);
  expect(device({ rbacGroupName: null, rbacGroupId: 0 }).deviceGroup).toBe(NO_GROUP);
  expect(device({ rbacGroupName: "UnassignedGroup" }).deviceGroup).toBe(NO_GROUP);
  expect(device({ rbacGroupName: "Servers" }).deviceGroup).toBe("Servers");
  expect(toAlert(alertSchema.parse({ id: "da1_1", rbacGroupName: null })).deviceGroup).toBeNull();
});
