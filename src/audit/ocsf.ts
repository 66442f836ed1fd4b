import type { AuditActor, AuditEvent, AuditRecord } from "./record.ts";
import { DEVICE_ID } from "../shared/shapes.ts";

/**
 * Audit records as events of the Open Cybersecurity Schema Framework 1.6.0 (schema.ocsf.io): what people do to
 * requests and settings is Entity Management, calls to Defender and refusals are API Activity, sign-ins are
 * Authentication. The record itself stands whole under `unmapped`.
 */

const VERSION = "1.6.0";
const PRODUCT = { name: "Defender bot for Teams", vendor_name: "defender-teams-bot" };

const CLASSES = {
  authentication: {
    uid: 3002,
    name: "Authentication",
    category: 3,
    categoryName: "Identity & Access Management",
  },
  entity: { uid: 3004, name: "Entity Management", category: 3, categoryName: "Identity & Access Management" },
  api: { uid: 6003, name: "API Activity", category: 6, categoryName: "Application Activity" },
} as const;

const ACTIVITIES = {
  authentication: { Logon: 1, Logoff: 2 },
  entity: { Create: 1, Update: 3, Delete: 4, Enable: 8, Disable: 9, Suspend: 12, Resume: 13 },
  api: { Update: 3, Refused: 99 },
} as const;

const SEVERITIES = { Informational: 1, Low: 2, Medium: 3, High: 4 } as const;
const STATUSES = { Unknown: 0, Success: 1, Failure: 2, Sending: 99 } as const;

type Severity = keyof typeof SEVERITIES;
type Status = keyof typeof STATUSES;
type Kind = {
  readonly [C in keyof typeof ACTIVITIES]: readonly [C, keyof (typeof ACTIVITIES)[C], Severity?, Status?];
}[keyof typeof ACTIVITIES];

/** Class, activity, severity and status of each event; the last two are Informational and Success if not said. */
const KINDS: Readonly<Record<AuditEvent, Kind>> = {
  requested: ["entity", "Create"],
  approved: ["entity", "Update"],
  denied: ["entity", "Update"],
  revoked: ["entity", "Update"],
  voided: ["entity", "Update", "Low"],
  expired: ["entity", "Update"],
  cancelled: ["entity", "Update"],
  extended: ["entity", "Update"],
  stopped: ["entity", "Update"],
  "taken-over": ["entity", "Update"],
  reported: ["entity", "Create"],
  reviewed: ["entity", "Update"],
  emergency: ["entity", "Create", "High"],
  executing: ["api", "Update", "Informational", "Sending"],
  executed: ["api", "Update"],
  changed: ["api", "Update"],
  succeeded: ["api", "Update"],
  failed: ["api", "Update", "Medium", "Failure"],
  interrupted: ["api", "Update", "Medium", "Unknown"],
  refused: ["api", "Refused", "Low", "Failure"],
  "halted-refused": ["api", "Refused", "Low", "Failure"],
  subscribed: ["entity", "Create"],
  unsubscribed: ["entity", "Delete"],
  muted: ["entity", "Suspend"],
  unmuted: ["entity", "Resume"],
  enabled: ["entity", "Enable"],
  disabled: ["entity", "Disable"],
  halted: ["entity", "Suspend", "High"],
  resumed: ["entity", "Resume"],
  "signed-in": ["authentication", "Logon"],
  "signed-out": ["authentication", "Logoff"],
};

export type OcsfEvent = Readonly<Record<string, unknown>>;

/** The OCSF event of a record. */
export function toOcsf(record: AuditRecord): OcsfEvent {
  const [kind, activity, severity = "Informational", status = "Success"] = KINDS[record.event];
  const { uid, name, category, categoryName } = CLASSES[kind];
  const activityId = (ACTIVITIES[kind] as Readonly<Record<string, number>>)[activity] ?? 0;
  return {
    category_uid: category,
    category_name: categoryName,
    class_uid: uid,
    class_name: name,
    activity_id: activityId,
    activity_name: activity,
    type_uid: uid * 100 + activityId,
    type_name: `${name}: ${activityId === 99 ? "Other" : activity}`,
    severity_id: SEVERITIES[severity],
    severity,
    status_id: STATUSES[status],
    status,
    status_detail: record.outcome,
    time: Date.parse(record.at),
    message: messageOf(record),
    metadata: metadataOf(record),
    actor: actorOf(record.actor),
    ...DETAILS[kind](record),
    unmapped: record,
  };
}

function messageOf({ event, command, target, requestId }: AuditRecord): string {
  const what = target === undefined ? command : `${command} ${target.name}`;
  return requestId === undefined ? `${what}: ${event}` : `${what} [${requestId}]: ${event}`;
}

function metadataOf(record: AuditRecord): OcsfEvent {
  return {
    version: VERSION,
    product: PRODUCT,
    uid: record.hash,
    sequence: record.index,
    log_name: "audit",
    event_code: record.event,
    original_time: record.at,
    ...(record.requestId === undefined ? {} : { correlation_uid: record.requestId }),
    ...("tid" in record.actor ? { tenant_uid: record.actor.tid } : {}),
  };
}

function actorOf(actor: AuditActor): OcsfEvent {
  return "system" in actor ? { app_name: PRODUCT.name } : { user: userOf(actor) };
}

function userOf(actor: AuditActor): OcsfEvent {
  if ("system" in actor) return { name: PRODUCT.name, type_id: 3, type: "System" };
  return { uid: actor.oid, name: actor.upn, type_id: 1, type: "User", org: { uid: actor.tid } };
}

/** What each class asks for beside the common attributes. */
const DETAILS: Readonly<Record<keyof typeof CLASSES, (record: AuditRecord) => OcsfEvent>> = {
  authentication: (record) => ({ user: userOf(record.actor), service: { name: PRODUCT.name } }),
  entity: (record) => ({
    entity: entityOf(record),
    ...(record.args["reason"] === undefined ? {} : { comment: record.args["reason"] }),
  }),
  api: (record) => {
    const refused = KINDS[record.event][1] === "Refused";
    return {
      api: {
        operation: record.command,
        service: { name: refused ? PRODUCT.name : "Microsoft Defender for Endpoint" },
        ...(record.requestId === undefined ? {} : { request: { uid: record.requestId } }),
      },
      // The bot sees the channel, not the person's machine.
      src_endpoint: { svc_name: "Microsoft Teams" },
      ...(record.target === undefined ? {} : { resources: [resourceOf(record.target)] }),
    };
  },
};

function entityOf({ requestId, command, target, args }: AuditRecord): OcsfEvent {
  if (requestId !== undefined) {
    const name = target === undefined ? command : `${command} ${target.name}`;
    return { uid: requestId, name, type: "Approval request", type_id: 99 };
  }
  const conversation = args["conversation"];
  return conversation === undefined
    ? { name: command, type: "Bot setting", type_id: 99 }
    : { uid: conversation, name: command, type: "Conversation", type_id: 99 };
}

function resourceOf(target: { readonly deviceId: string; readonly name: string }): OcsfEvent {
  const type = DEVICE_ID.test(target.deviceId) ? "Device" : "Alert";
  return { uid: target.deviceId, name: target.name, type, role_id: 1, role: "Target" };
}
