import { z } from "zod";
import { AUDIT_EVENTS, type AuditRecord } from "../../audit/record.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const person = z.strictObject({
  oid: z.string().describe("Entra object id"),
  tid: z.string().describe("Entra tenant id"),
  upn: z.string().describe("User principal name at that time"),
});

/** An audit record as it is exported and sent; `audit.schema.json` is made of it. */
export const recordSchema = z.strictObject({
  index: z.int().nonnegative().describe("Place in the chain, from 0 on, without gaps"),
  at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
    .describe("ISO 8601, UTC, milliseconds"),
  actor: z
    .union([person, z.strictObject({ system: z.literal(true) })])
    .describe("Who did it; system: what no person did, such as an expiry"),
  event: z.enum(AUDIT_EVENTS).describe("What happened; each event is in the table under OCSF"),
  requestId: z.string().exactOptional().describe("ID of the request, as on its card"),
  command: z.string().describe("The command, as typed in Teams"),
  target: z
    .strictObject({ deviceId: z.string(), name: z.string() })
    .exactOptional()
    .describe("Device, or alert with its own id, by the names they had at that time"),
  args: z.record(z.string(), z.string()).describe("Arguments of the command; never a secret"),
  outcome: z.string().describe("What came of it, in words"),
  detail: z.string().exactOptional().describe("More of it"),
  previousHash: sha256.describe("`hash` of the record before; 64 zeros in the first"),
  hash: sha256.describe("SHA-256 over the RFC 8785 canonical JSON of the record without `hash`"),
}) satisfies z.ZodType<AuditRecord>;
