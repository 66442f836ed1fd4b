import type { Call, Route } from "../api/route.ts";
import { forbidden, DefenderFault, notFound } from "./errors.ts";
import { LOOKUP_NEEDS } from "./lookup-needs.ts";
import { defenderTime } from "./random.ts";
import { entityAnswer, listAnswer, type World } from "./route.ts";
import type { SandboxIndicator } from "./indicator-types.ts";
import { DEVICE_GROUPS } from "../people.ts";

const TYPES: Readonly<Record<string, RegExp>> = {
  FileSha1: /^[0-9a-f]{40}$/i,
  FileSha256: /^[0-9a-f]{64}$/i,
  FileMd5: /^[0-9a-f]{32}$/i,
  CertificateThumbprint: /^[0-9a-f]{40}$/i,
  IpAddress: /^[0-9a-f.:]{3,45}$/i,
  DomainName: /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/i,
  Url: /^https?:\/\/.+$/i,
};
const ACTIONS = ["Warn", "Block", "Audit", "BlockAndRemediate", "Allowed"];
const SEVERITIES = ["Informational", "Low", "Medium", "High"];
const REQUIRED = ["indicatorValue", "indicatorType", "action", "title", "description"] as const;
const OPTIONAL = [
  "severity",
  "expirationTime",
  "rbacGroupNames",
  "generateAlert",
  "recommendedActions",
  "application",
];
const FILTERS = {
  application: "text",
  createdByDisplayName: "text",
  expirationTime: "date",
  title: "text",
  indicatorValue: "text",
  indicatorType: "text",
  creationTimeDateTimeUtc: "date",
  createdBy: "text",
  action: "text",
  severity: "text",
} as const;
const MOST = 15_000;

/** Indicators: list, put, delete. Of one value there is one: another POST changes it. */
export function indicatorRoutes(world: World): Route[] {
  const { indicators } = world;
  let last = 990;
  function list(call: Call): Response {
    // What has expired is gone.
    const active = indicators.filter(({ expirationTime: at }) => at === null || Date.parse(at) > world.now());
    const { rows, response } = listAnswer(world, call, "Indicators", active, FILTERS);
    return response(rows);
  }
  function put(call: Call): Response {
    assertMay(world, call);
    const body = bodyOf(call);
    const value = String(body["indicatorValue"]);
    const known = indicators.find(
      (one) => one.indicatorValue === value && one.indicatorType === body["indicatorType"],
    );
    if (known === undefined && indicators.length >= MOST)
      throw new DefenderFault(400, "BadRequest", "Max capacity of 15000 indicators has been reached.");
    const at = defenderTime(world.now());
    const made: SandboxIndicator = {
      id: known?.id ?? String((last += 1)),
      indicatorValue: value,
      indicatorType: String(body["indicatorType"]),
      action: String(body["action"]),
      title: String(body["title"]),
      description: String(body["description"]),
      severity: (body["severity"] as string | undefined) ?? "Informational",
      expirationTime: (body["expirationTime"] as string | undefined) ?? null,
      rbacGroupNames: (body["rbacGroupNames"] as readonly string[] | undefined) ?? [],
      generateAlert: body["generateAlert"] === true,
      creationTimeDateTimeUtc: known?.creationTimeDateTimeUtc ?? at,
      lastUpdateTime: at,
      createdBy: known?.createdBy ?? call.caller.name,
      createdByDisplayName: known?.createdByDisplayName ?? call.caller.name,
      sourceType: call.caller.delegated ? "User" : "AadApp",
    };
    if (known === undefined) indicators.push(made);
    else Object.assign(known, made);
    return entityAnswer("Indicators", made);
  }
  function remove(call: Call): Response {
    assertMay(world, call);
    const at = indicators.findIndex(({ id }) => id === call.params[0]);
    if (at < 0) throw notFound("Indicator", call.params[0] ?? "");
    indicators.splice(at, 1);
    return new Response(null, { status: 204 });
  }
  const need = LOOKUP_NEEDS.indicator;
  return [
    { method: "GET", path: /^indicators$/i, need, handle: list },
    { method: "POST", path: /^indicators$/i, need, handle: put },
    { method: "DELETE", path: /^indicators\/([^/]+)$/i, need, handle: remove },
  ];
}

/** Whoever may act on no device has no say in what is blocked on all of them. @throws DefenderFault 403 */
function assertMay({ rbac }: World, { caller }: Call): void {
  if (DEVICE_GROUPS.some((group) => rbac.may(caller, "remediate", group))) return;
  throw forbidden("User does not have the required role to manage indicators.");
}

/** @throws DefenderFault 400 for what the page does not document */
function bodyOf(call: Call): Readonly<Record<string, unknown>> {
  const invalid = (why: string) => new DefenderFault(400, "InvalidRequestBody", why);
  let body: Readonly<Record<string, unknown>>;
  try {
    body = JSON.parse(call.body) as Readonly<Record<string, unknown>>;
  } catch {
    throw invalid("Request body is incorrect");
  }
  for (const name of REQUIRED)
    if (typeof body[name] !== "string" || body[name] === "")
      throw new DefenderFault(
        400,
        "MissingRequiredParameter",
        `The required parameter '${name}' is missing.`,
      );
  const strange = Object.keys(body).find((name) => ![...REQUIRED, ...OPTIONAL].includes(name));
  if (strange !== undefined) throw invalid(`'${strange}' is not a property of the request.`);
  const { indicatorValue, indicatorType, action, severity = "Low", expirationTime } = body;
  if (TYPES[String(indicatorType)]?.test(String(indicatorValue)) !== true)
    throw new DefenderFault(
      400,
      "InvalidInput",
      `'${String(indicatorValue)}' is no ${String(indicatorType)}.`,
    );
  if (!ACTIONS.includes(String(action)) || !SEVERITIES.includes(String(severity)))
    throw new DefenderFault(400, "InvalidInput", "Action or severity is not valid.");
  if (action === "Audit" && body["generateAlert"] !== true)
    throw new DefenderFault(400, "InvalidInput", "generateAlert must be true for Audit.");
  if (
    expirationTime !== undefined &&
    (typeof expirationTime !== "string" || Number.isNaN(Date.parse(expirationTime)))
  )
    throw new DefenderFault(400, "InvalidInput", "expirationTime is not valid.");
  return body;
}
