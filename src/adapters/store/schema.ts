/**
 * The tables, for both engines: text, integer and bigint only. Times are epoch milliseconds, flags 0 or 1, `body`,
 * `conversation` and `filter` JSON text.
 */
export interface Schema {
  schema_version: { id: number; version: number };
  conversations: {
    id: string;
    kind: string;
    tenant_id: string;
    service_url: string;
    person_oid: string | null;
    enabled: number;
    removed: number;
    touched_at: number;
    /** Thread id of the team that a channel is in. */
    team: string | null;
    /** Since when Teams refuses what the bot posts there; null: it takes it. */
    closed_since: number | null;
    /** While it is closed: when it is tried again. */
    probe_at: number;
    /** When it was told that it is closed; null: not yet. */
    told_at: number | null;
    /** The language that was chosen there; null: none was. */
    language: string | null;
    /** The locale of the client of whoever spoke there last; null: not known. */
    locale: string | null;
    /** The time zone of that client; null: not known. */
    time_zone: string | null;
  };
  subscriptions: {
    id: string;
    conversation_id: string;
    kind: string;
    filter: string;
    created_by: string;
    created_at: number;
    /** Since when its owner is not entitled to it any more; null: they are, or it is nobody's own. */
    paused_since: number | null;
    /** When it is looked at next; null: it is told when it happens. */
    due_at: number | null;
    /** JSON of a Round, but for when it is due; null as `due_at`. */
    round: string | null;
  };
  /** `leased_until`: until when somebody runs it; 0: nobody has begun. */
  pending: {
    id: string;
    oid: string;
    tid: string;
    turn: string;
    expires_at: number;
    leased_until: number;
  };
  saved_hunts: {
    conversation_id: string;
    name: string;
    kql: string;
    saved_by: string;
    saved_at: number;
  };
  refs: { id: string; kind: string; body: string; expires_at: number };
  requests: {
    id: string;
    version: number;
    state: string;
    action: string;
    origin: string;
    target_id: string | null;
    /** Tenant and object id, with a bar between them. */
    requester: string | null;
    device_group: string | null;
    requested_at: number;
    /** When it counts against the limits; `STILL_TO_COME`: always. */
    approved_at: number | null;
    finished_at: number | null;
    due_at: number | null;
    urgency: number;
    review_open: number;
    /** Id of the request that this is a step of; null: it is none. */
    leader: string | null;
    /** Its place among the steps, from 1 on; null as above. */
    step: number | null;
    risk: number | null;
    /** How many calls it stands for in the limits. */
    weight: number;
    /** Tenant and object id of who completed its approvals; null: nobody has. */
    passed_by: string | null;
    passed_at: number | null;
    /** 1: it runs without an approval, and counts among its like. */
    emergency: number;
    /** Object ids between spaces; null: no holder's device is cut off. */
    held_by: string | null;
    body: string;
  };
  posts: {
    id: string;
    conversation_id: string;
    conversation: string;
    reply_to: string | null;
    kind: string;
    subject: string;
    activity_id: string | null;
    wanted: number;
    shown: number;
    attempts: number;
    due_at: number | null;
    leased_until: number;
    touched_at: number;
    /** Object id of the person who asked for it. */
    asker: string | null;
    /** The kind of subscription that it follows; null: somebody waits for it. */
    audience: string | null;
    /** How often Teams has refused this message as it is. */
    refusals: number;
  };
  /** Switches that hold for all instances; a row that is there is on. */
  switches: { name: string; body: string };
  audit: { idx: number; at: number; request_id: string | null; event: string; body: string };
  audit_head: { id: number; idx: number; hash: string };
  /** `number` from 1 on; the last one signs. `private_key` is encrypted. */
  audit_keys: { number: number; id: string; public_key: string; private_key: string };
  checkpoints: { idx: number; hash: string; at: number; key_id: string; signature: string };
  audit_sinks: {
    id: string;
    next_idx: number;
    attempts: number;
    due_at: number;
    holder: string | null;
    leased_until: number;
  };
  /** `result` null: taken, `until` is the end of the lease; else finished, `until` is when it may be forgotten. */
  once: { key: string; result: string | null; until: number };
  tokens: { partition_key: string; cipher_text: string; updated_at: number };
  identity_marks: { partition_key: string; sign_outs: number; refused_at: number | null };
  sign_ins: { id: string; step: string; oid: string; tid: string; body: string; expires_at: number };
  alerts: {
    id: string;
    incident_id: string | null;
    updated_at: number;
    fingerprint: string;
    body: string;
    touched_at: number;
    /** The device that its card is about; null: none, or it was not told. */
    device_id: string | null;
  };
  /** What a conversation sees of an alert: `waiting` for a card, `shown` on the post, or `muted` for good. */
  alert_views: {
    conversation_id: string;
    alert_id: string;
    state: string;
    post_id: string | null;
    position: number;
    /** Place of its severity when it came, from 0 for the most severe. */
    rank: number;
  };
  /** Root message of an incident's thread in a channel. */
  threads: { conversation_id: string; incident_id: string; root: string; touched_at: number };
  mutes: {
    id: string;
    conversation_id: string;
    kind: string;
    filter: string;
    since: number;
    until: number;
    created_by: string;
    /** Tenant and object id; null: of an older row, which has the UPN alone. */
    owner: string | null;
  };
  cursors: { name: string; at: number };
  leases: { name: string; owner: string; until: number };
  /** Files on offer; `body` and `target` are encrypted. */
  files: {
    id: string;
    oid: string;
    tid: string;
    name: string;
    size: number;
    post_id: string;
    state: string;
    body: string;
    target: string;
    attempts: number;
    due_at: number | null;
    expires_at: number;
  };
  /** Looks at accounts and devices that are still to come. */
  rechecks: {
    request_id: string;
    target_id: string;
    kind: "account" | "device";
    round: number;
    due_at: number;
  };
  /** What is still to be written to incidents; `about`: the id of the incident, or of an alert of it. */
  incident_comments: {
    id: string;
    request_id: string;
    about: string;
    at: number;
    due_at: number;
    body: string;
  };
}

/** Every table but the version's own, with the columns of its key: what a copy of the store is made of. */
export const TABLES = {
  conversations: ["id"],
  subscriptions: ["id"],
  pending: ["id"],
  refs: ["id"],
  saved_hunts: ["conversation_id", "name"],
  requests: ["id"],
  posts: ["id"],
  switches: ["name"],
  audit: ["idx"],
  audit_head: ["id"],
  audit_keys: ["number"],
  checkpoints: ["idx"],
  audit_sinks: ["id"],
  once: ["key"],
  tokens: ["partition_key"],
  identity_marks: ["partition_key"],
  sign_ins: ["id"],
  alerts: ["id"],
  alert_views: ["conversation_id", "alert_id"],
  threads: ["conversation_id", "incident_id"],
  mutes: ["id"],
  cursors: ["name"],
  leases: ["name"],
  rechecks: ["request_id"],
  incident_comments: ["id"],
  files: ["id"],
} as const satisfies {
  readonly [T in Exclude<keyof Schema, "schema_version">]: readonly (keyof Schema[T])[];
};
