import type { Call } from "../api/route.ts";
import { CLASSIFICATIONS, DETERMINATIONS, assertPair, word } from "./enums.ts";
import { badRequest } from "./errors.ts";
import type { IncidentRecord } from "./incident-book.ts";
import { readBody } from "./route.ts";

/** What is asked for in the bodies of calls about incidents; all is checked before anything is changed. */

export const MOST_COMMENT = 1000;
const TEXTS = ["displayName", "description", "summary", "resolvingComment"] as const;
const CHANGEABLE = [
  "assignedTo",
  "classification",
  "determination",
  "status",
  "severity",
  "customTags",
  ...TEXTS,
];
const WRITABLE_STATUSES = { active: "active", inProgress: "inProgress", resolved: "resolved" } as const;
const WRITABLE_SEVERITIES = { informational: "informational", low: "low", medium: "medium", high: "high" };
const REASONS = [
  ...[
    "repeatedAlertOccurrence",
    "sameGeography",
    "similarArtifacts",
    "sameTargetedAsset",
    "sameNetworkSegment",
  ],
  ...["eventSequence", "timeFrame", "sameThreatSource", "similarTTPsOrBehavior", "sameActor", "sameCampaign"],
  ...["sharedIndicators", "sameAsset", "networkProximity", "eventCasualSequence", "temporalProximity"],
  "lateralMovementPath",
];

/** @throws GraphFault 400 */
export function incidentChangeIn(call: Call): Partial<IncidentRecord> {
  const body = readBody(call, CHANGEABLE);
  const fields: Partial<IncidentRecord> = {};
  if ("status" in body) fields.status = word("status", body["status"], WRITABLE_STATUSES);
  if ("severity" in body) fields.severity = word("severity", body["severity"], WRITABLE_SEVERITIES);
  if ("classification" in body) fields.classification = named("classification", body, CLASSIFICATIONS);
  if ("determination" in body) fields.determination = named("determination", body, DETERMINATIONS);
  assertPair(fields.classification, fields.determination);
  if ("assignedTo" in body) fields.assignedTo = textIn(body, "assignedTo");
  if ("customTags" in body) fields.customTags = textsIn(body, "customTags");
  for (const name of TEXTS) {
    const text = name in body ? textIn(body, name) : null;
    if (text !== null) fields[name] = text;
  }
  return fields;
}

/** Graph's own word for it, once it is known to be one. */
function named(
  name: string,
  body: Readonly<Record<string, unknown>>,
  words: Readonly<Record<string, string | null>>,
): string {
  word(name, body[name], words);
  return String(body[name]);
}

function textIn(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = body[name];
  if (value !== null && typeof value !== "string")
    throw badRequest(`The property '${name}' must be a text or null.`);
  return value === "" ? null : value;
}

function textsIn(body: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = body[name];
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw badRequest(`The property '${name}' must be a collection of texts.`);
}

/** @throws GraphFault 400 */
export function mergeIn(call: Call): { readonly ids: readonly string[]; readonly comment: string | null } {
  const body = readBody(call, ["incidentIds", "incidentComment", "mergeReasons"]);
  const ids = [...new Set(textsIn(body, "incidentIds"))];
  if (ids.length < 2) throw badRequest("At least two different incidents are needed.");
  const reasons = body["mergeReasons"] ?? "sameActor";
  const given = typeof reasons === "string" ? reasons.split(",").map((one) => one.trim()) : [""];
  const stranger = given.find((one) => !REASONS.includes(one));
  if (stranger !== undefined) throw badRequest(`'${stranger}' is not a value of 'mergeReasons'.`);
  return { ids, comment: "incidentComment" in body ? textIn(body, "incidentComment") : null };
}
