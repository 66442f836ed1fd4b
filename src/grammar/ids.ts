import { ALERT_ID, INCIDENT_ID } from "../shared/shapes.ts";
import { say } from "../texts/text.ts";
import type { ArgKind } from "./args.ts";
import { pasted, pastedPage } from "./pasted.ts";

/** Ids that Defender, this bot and the store give, as people type or paste them. */

export const alertId: ArgKind<string> = {
  name: "alert id",
  allowed: say("allowed.alertId"),
  example: "da637472900382838869_1364969609",
  parse(raw) {
    const page = pastedPage(raw);
    if (page !== null) return page.kind === "alert" ? page.id : null;
    const plain = pasted(raw);
    return ALERT_ID.test(plain) ? plain : null;
  },
};

export const requestIdKind: ArgKind<string> = {
  name: "request id",
  allowed: say("allowed.requestId"),
  example: "7KQ2-M4XD",
  parse(raw) {
    const plain = raw.toUpperCase().replace(/-/g, "");
    return /^[0-9A-Z]{8}$/.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : null;
  },
};

export const uuidKind: ArgKind<string> = {
  name: "id",
  allowed: say("allowed.subscriptionId"),
  example: "0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11",
  parse: (raw) => (/^[0-9a-f-]{36}$/i.test(raw) ? raw.toLowerCase() : null),
};

export const incidentId: ArgKind<string> = {
  name: "incident id",
  allowed: say("allowed.incidentId"),
  example: "4711",
  parse(raw) {
    const page = pastedPage(raw);
    if (page !== null) return page.kind === "incident" ? page.id : null;
    const plain = pasted(raw);
    return INCIDENT_ID.test(plain) ? plain : null;
  },
};

/** What triage is about: an alert or an incident, which the id tells apart. */
export const findingId: ArgKind<string> = {
  name: "alert or incident id",
  allowed: say("allowed.findingId"),
  example: alertId.example,
  parse: (raw) => incidentId.parse(raw) ?? alertId.parse(raw),
};
