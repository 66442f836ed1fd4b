import type { JWTPayload } from "jose";
import { decodeJwt } from "jose/jwt/decode";
import { causeOf, rolesOf, type ApplicationResource, type Entra } from "../adapters/entra/index.ts";
import type { Config } from "../config/environment.ts";
import { applicationGrants, type Api } from "../defender/operations.ts";
import { Fault, UserError } from "../shared/errors.ts";
import { trimEndOf } from "../shared/trim.ts";
import type { Finding } from "./report.ts";

const WAIT_MS = 15_000;
const MAX_SKEW_S = 300;

/** Application ids of the two APIs: tokens of version 2 name them instead of the address. */
const APPLICATION_IDS = {
  defender: "fc780465-2017-40d4-a0c5-307022471b92",
  graph: "00000003-0000-0000-c000-000000000000",
  bot: "",
} as const;

const NAMES = { defender: "Defender", graph: "Microsoft Graph", bot: "Bot Framework" } as const;

/** What a token should say. */
interface Expected {
  readonly resource: ApplicationResource;
  readonly audience: string;
  /** The variable that decides it. */
  readonly variable: string;
  readonly permissions: readonly string[];
}

/** Gets every token that the application uses, and holds what stands in it against what it is for. */
export async function checkTokens(
  config: Config,
  application: Pick<Entra, "applicationToken">,
  now: () => number,
): Promise<readonly Finding[]> {
  const each = await Promise.all(expectedOf(config).map((one) => checkToken(config, application, one, now)));
  return each.flat();
}

function expectedOf(config: Config): readonly Expected[] {
  const grants = applicationGrants(config.alertsApi, config.alertPollMs > 0);
  const ofApi = (api: Api) => grants.filter((one) => one.api === api).map(({ permission }) => permission);
  const graph = { resource: "graph", audience: config.graphUrl, variable: "GRAPH_URL" } as const;
  return [
    {
      resource: "bot",
      audience: config.botOAuthScope.replace(/\/\.default$/, ""),
      variable: "BOT_OAUTH_SCOPE",
      permissions: [],
    },
    {
      resource: "defender",
      audience: config.defenderResource,
      variable: "DEFENDER_RESOURCE",
      permissions: ofApi("defender"),
    },
    ...(ofApi("graph").length > 0 ? [{ ...graph, permissions: ofApi("graph") }] : []),
  ];
}

async function checkToken(
  config: Config,
  application: Pick<Entra, "applicationToken">,
  expected: Expected,
  now: () => number,
): Promise<readonly Finding[]> {
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const claims = decodeJwt(await application.applicationToken(expected.resource, signal));
    const problems = [
      ...wrongAddress(claims, expected, config),
      ...wrongTimes(claims, now),
      ...wrongPermissions(claims, expected),
    ];
    return problems.length > 0 ? problems.map(failed) : [fine(claims, expected)];
  } catch (error) {
    return [failed(`${NAMES[expected.resource]}: ${reasonOf(error, expected.variable)}`)];
  }
}

function failed(text: string): Finding {
  return { check: "tokens", status: "failed", text };
}

function fine(claims: JWTPayload, { resource, audience }: Expected): Finding {
  const roles = rolesOf(claims);
  const carries = roles.length > 0 ? `, with ${roles.join(", ")}` : "";
  return { check: "tokens", status: "ok", text: `${NAMES[resource]}: a token for ${audience}${carries}.` };
}

/** Looked at, not verified: the token comes from Entra itself and goes nowhere. */
function wrongAddress(claims: JWTPayload, expected: Expected, config: Config): readonly string[] {
  const { resource, audience, variable } = expected;
  const name = NAMES[resource];
  const given = [claims.aud ?? []].flat().map((one) => trimEndOf(one, "/"));
  const isRight = given.includes(audience) || given.includes(APPLICATION_IDS[resource]);
  const app = claims["appid"] ?? claims["azp"];
  return [
    ...(isRight
      ? []
      : [`${name}: the token's audience is ${given.join(", ")}, not ${audience}. Check ${variable}.`]),
    ...(claims["tid"] === undefined || claims["tid"] === config.tenantId
      ? []
      : [`${name}: the token is another tenant's. Check TENANT_ID.`]),
    ...(app === undefined || app === config.clientId
      ? []
      : [`${name}: the token is another application's. Check CLIENT_ID and the credential.`]),
  ];
}

function wrongTimes({ nbf, iat, exp }: JWTPayload, now: () => number): readonly string[] {
  const seconds = now() / 1000;
  const isFuture = Math.max(nbf ?? 0, iat ?? 0) > seconds + MAX_SKEW_S;
  return isFuture || (exp ?? Infinity) <= seconds
    ? ["The token that Entra ID has just issued is not valid by this machine's clock. Set the clock (NTP)."]
    : [];
}

function wrongPermissions(claims: JWTPayload, { resource, permissions }: Expected): readonly string[] {
  const roles = rolesOf(claims);
  const missing = permissions.filter((one) => !roles.includes(one));
  const changing = roles.filter((role) => !/\.Read(\.All)?$/.test(role));
  const name = NAMES[resource];
  return [
    ...missing.map(
      (one) =>
        `${name}: the application permission ${one} is missing. Add it to the app registration and grant admin consent.`,
    ),
    ...changing.map(
      (one) =>
        `${name}: the application permission ${one} lets the bot change things without any person. Take it away; the application only reads.`,
    ),
  ];
}

function reasonOf(error: unknown, variable: string): string {
  if (error instanceof Fault) {
    const { errorNo, errorCode } = error.fields;
    const numbers = typeof errorNo === "string" ? errorNo.split(" ").map(Number) : [];
    const cause = causeOf(numbers, variable);
    const code = numbers.length > 0 ? `AADSTS${numbers.join(", ")}` : errorCode;
    return `Entra ID issued no token${cause === null ? "" : `: ${cause}`} (${typeof code === "string" ? code : error.code}).`;
  }
  if (error instanceof UserError) return "Entra ID can't be reached, so there is no token to look at.";
  return "what Entra ID issued is no token that can be read.";
}
