import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { append, AUDIT_EVENTS, type AuditDraft, type AuditEvent } from "../../src/audit/record.ts";
import { toOcsf } from "../../src/audit/ocsf.ts";
import { drafts } from "../support/audit.ts";

/**
 * What OCSF 1.6.0 demands, written down by hand from its schema (ocsf/ocsf-schema, tag 1.6.0): required attributes,
 * classes with their activities, and the captions that go with the numbers.
 */

type Json = Readonly<Record<string, unknown>>;

const CATEGORIES: Readonly<Record<number, string>> = {
  3: "Identity & Access Management",
  6: "Application Activity",
};
const CLASSES: Readonly<
  Record<number, { name: string; activities: Readonly<Record<number, string>>; required: readonly string[] }>
> = {
  3002: { name: "Authentication", activities: { 1: "Logon", 2: "Logoff" }, required: ["user", "service"] },
  3004: {
    name: "Entity Management",
    activities: {
      1: "Create",
      3: "Update",
      4: "Delete",
      8: "Enable",
      9: "Disable",
      12: "Suspend",
      13: "Resume",
    },
    required: ["entity"],
  },
  6003: {
    name: "API Activity",
    activities: { 3: "Update", 99: "Refused" },
    required: ["actor", "api", "src_endpoint"],
  },
};
const REQUIRED = ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];
const SEVERITIES: Readonly<Record<number, string>> = { 1: "Informational", 2: "Low", 3: "Medium", 4: "High" };
const STATUSES: Readonly<Record<number, string>> = {
  0: "Unknown",
  1: "Success",
  2: "Failure",
  99: "Sending",
};

const ANA = { oid: "0a", tid: "0t", upn: "ana@contoso.example" };

function draft(event: AuditEvent, change: Partial<AuditDraft> = {}): AuditDraft {
  return {
    at: 1_795_372_800_123,
    actor: ANA,
    event,
    command: "isolate",
    args: {},
    outcome: "done",
    ...change,
  };
}

function ocsf(event: AuditEvent, change: Partial<AuditDraft> = {}): Json {
  return toOcsf(append(null, draft(event, change)));
}

describe("every record", () => {
  it("becomes an event with all that its class requires", () => {
    fc.assert(
      fc.property(drafts, (given) => {
        const record = append(null, given);
        const event = JSON.parse(JSON.stringify(toOcsf(record))) as Json;
        const known = CLASSES[event["class_uid"] as number];
        expect(known).toBeDefined();
        for (const name of [...REQUIRED, ...(known?.required ?? [])]) expect(event).toHaveProperty(name);
        const activity = known?.activities[event["activity_id"] as number];
        expect(event).toMatchObject({
          class_name: known?.name,
          category_uid: Math.floor((event["class_uid"] as number) / 1000),
          category_name: CATEGORIES[event["category_uid"] as number],
          activity_name: activity,
          type_uid: (event["class_uid"] as number) * 100 + (event["activity_id"] as number),
          type_name: `${known?.name}: ${event["activity_id"] === 99 ? "Other" : activity}`,
          severity: SEVERITIES[event["severity_id"] as number],
          status: STATUSES[event["status_id"] as number],
          time: given.at,
          metadata: { version: "1.6.0", product: { name: expect.any(String) as string } },
        });
        expect(event["unmapped"]).toEqual(JSON.parse(JSON.stringify(record)));
        expectObjects(event);
      }),
    );
  });

  it("is mapped, whatever its event", () => {
    const classes = new Set(AUDIT_EVENTS.map((event) => ocsf(event)["class_uid"]));
    expect([...classes].toSorted()).toEqual([3002, 3004, 6003]);
  });
});

/** "At least one of" and required attributes of the objects inside. */
function expectObjects(event: Json): void {
  const actor = event["actor"] as { user?: Json; app_name?: string };
  expect(actor.user ?? actor.app_name).toBeDefined();
  for (const user of [actor.user, event["user"] as Json | undefined]) {
    if (user !== undefined) expect(user["uid"] ?? user["name"]).toBeTypeOf("string");
  }
  const { api, src_endpoint: source, entity } = event as Record<string, Json | undefined>;
  if (api !== undefined) expect(api["operation"]).toBeTypeOf("string");
  if (source !== undefined) expect(source["svc_name"]).toBe("Microsoft Teams");
  if (entity !== undefined) {
    expect(entity["name"]).toBeTypeOf("string");
    expect(entity).toMatchObject({ type_id: 99, type: expect.any(String) as string });
  }
}

const target = { deviceId: "d".repeat(40), name: "web01" };
const bot = { name: "Defender bot for Teams" };
const user = { uid: "0a", name: "ana@contoso.example", type_id: 1, type: "User", org: { uid: "0t" } };

test("a call to Defender names caller, operation, request and device", () => {
  expect(ocsf("executed", { requestId: "7KQ2-M4XD", target, args: { reason: "x" } })).toMatchObject({
    class_uid: 6003,
    type_uid: 600303,
    status_id: 1,
    actor: { user },
    api: {
      operation: "isolate",
      service: { name: "Microsoft Defender for Endpoint" },
      request: { uid: "7KQ2-M4XD" },
    },
    resources: [{ uid: "d".repeat(40), name: "web01", type: "Device", role_id: 1, role: "Target" }],
    metadata: {
      ...{ correlation_uid: "7KQ2-M4XD", tenant_uid: "0t", sequence: 0 },
      ...{ event_code: "executed", log_name: "audit" },
    },
    message: "isolate web01 [7KQ2-M4XD]: executed",
    status_detail: "done",
  });
  expect(ocsf("failed", { target: { deviceId: "da1_2", name: "Malware" } })).toMatchObject({
    status_id: 2,
    severity_id: 3,
    resources: [{ type: "Alert" }],
    message: "isolate Malware: failed",
  });
});

test("what is not known is left out", () => {
  const event = ocsf("executed");
  expect(event).not.toHaveProperty("resources");
  expect(event["api"]).not.toHaveProperty("request");
  expect(event["metadata"]).not.toHaveProperty("correlation_uid");
  expect(ocsf("approved")).not.toHaveProperty("comment");
  expect(event["message"]).toBe("isolate: executed");
});

test("an approval is an update of the request, with the reason as its comment", () => {
  const given = { requestId: "7KQ2-M4XD", args: { reason: "beaconing" } };
  expect(ocsf("approved", given)).toMatchObject({
    type_uid: 300403,
    entity: { uid: "7KQ2-M4XD", name: "isolate", type: "Approval request" },
    comment: "beaconing",
  });
  expect(ocsf("approved", { ...given, target })).toMatchObject({ entity: { name: "isolate web01" } });
});

test("a setting of a conversation names it; what the bot does itself has no user", () => {
  expect(ocsf("enabled", { command: "enable", args: { conversation: "19:soc" } })).toMatchObject({
    type_uid: 300408,
    entity: { uid: "19:soc", name: "enable", type: "Conversation" },
  });
  expect(ocsf("halted", { command: "halt" })["entity"]).toEqual({
    name: "halt",
    type: "Bot setting",
    type_id: 99,
  });
  const expired = ocsf("expired", { actor: { system: true }, requestId: "R" });
  expect(expired["actor"]).toEqual({ app_name: bot.name });
  expect(expired["metadata"]).not.toHaveProperty("tenant_uid");
});

test("refusals and sign-ins are the bot's own doing", () => {
  for (const event of ["refused", "halted-refused"] as const) {
    expect(ocsf(event)).toMatchObject({
      type_uid: 600399,
      status_id: 2,
      api: { operation: "isolate", service: bot },
    });
  }
  expect(ocsf("signed-in")).toMatchObject({ type_uid: 300201, user, service: bot });
  expect(ocsf("signed-out")).toMatchObject({ type_uid: 300202, user, service: bot });
  expect(ocsf("signed-out", { actor: { system: true } })["user"]).toEqual({
    ...bot,
    type_id: 3,
    type: "System",
  });
});
