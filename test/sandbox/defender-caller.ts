import type { SandboxDefender } from "../../sandbox/defender/server.ts";
import { PEOPLE, personByKey, type PersonKey } from "../../sandbox/people.ts";

/** Claims behind a bearer token, without an Entra: `<key>:<permission>,…` or `app:<role>,…`. */
export async function verifyTestToken(token: string): Promise<Record<string, unknown> | null> {
  const [who = "", permissions = "", aud = "https://api.securitycenter.microsoft.com"] = token.split("|");
  const common = { aud, appid: "the-bot" };
  if (who === "app") return { ...common, roles: permissions.split(",") };
  const person = PEOPLE.find((one) => one.key === who);
  return person
    ? { ...common, oid: person.oid, upn: person.upn, scp: permissions.replaceAll(",", " ") }
    : null;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed answer: a list has `value`, a refusal has `error`. */
  readonly body: Record<string, unknown>;
  readonly rows: Record<string, unknown>[];
  readonly code: unknown;
}

export const ALL = "Alert.Read,Alert.ReadWrite,Machine.Read,Machine.Isolate,Machine.Scan,User.Read.All";

/** Calls the sandbox's Defender as one person (with every permission unless told) or as the application. */
export function defenderCaller(defender: SandboxDefender) {
  return async function call(
    who: PersonKey | "app",
    method: string,
    path: string,
    body?: unknown,
    permissions: string = ALL,
  ): Promise<Reply> {
    const response = await fetch(`${defender.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${who}|${permissions}` },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, unknown>;
    const rows = (json["value"] ?? []) as Record<string, unknown>[];
    const { code } = (json["error"] ?? {}) as { code?: unknown };
    return { status: response.status, headers: response.headers, body: json, rows, code };
  };
}

export function filter(text: string): string {
  return `$filter=${encodeURIComponent(text)}`;
}

export function upn(key: PersonKey): string {
  return personByKey(key).upn;
}
