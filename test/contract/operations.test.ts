import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiCall } from "../../sandbox/api/service.ts";
import { OPERATIONS, type Api, type Operation } from "../../src/defender/operations.ts";
import {
  callable,
  callOf,
  endpointOf,
  IN_TURN,
  ROWS,
  settleActions,
  subjectsOf,
} from "../support/operation-calls.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** The table of operations against what Microsoft documents of each endpoint, and against the sandbox that serves it. */

describe.each(ROWS)("the operation %s", (_, row) => {
  const endpoint = endpointOf(row);

  test("is an endpoint that Microsoft documents", () => {
    expect(endpoint, `${row.method} ${row.path}`).toBeDefined();
  });

  test("asks for the permissions and for the role that are documented", () => {
    expect(endpoint?.delegated).toContain(row.permissionThere ?? row.permission);
    if (row.application !== undefined) expect(endpoint?.application).toContain(row.application.permission);
    expect(endpoint?.role ?? row.role).toBe(row.role);
  });

  test("sends fields of the endpoint's body, and all that it has to have", () => {
    expect(Object.keys(endpoint?.fields ?? {})).toEqual(expect.arrayContaining([...row.body]));
    expect(row.body).toEqual(expect.arrayContaining([...(endpoint?.required ?? [])]));
  });

  test("leaves the machine action that is documented, or none", () => {
    const left = row.outcome === "machine-action" ? { type: row.type, scope: row.scope } : undefined;
    expect(endpoint?.action).toEqual(left);
  });

  test("is called by the application for reading only", () => {
    if (row.application === undefined) return;
    expect([row.method, row.outcome]).toEqual(["GET", "read"]);
    expect(row.application.permission).toMatch(/\.Read\.All$/);
  });
});

/** Whether the sandbox has answered such a call. */
function wasServed(calls: readonly ApiCall[], { method, path }: Operation): boolean {
  const parts = path.split(/\{\w+\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const whole = new RegExp(`^${parts.join("[^/]+")}$`);
  return calls.some(
    (call) => call.method === method && whole.test(call.path) && call.status >= 200 && call.status < 300,
  );
}

describe("each operation is called here, and the sandbox serves it", () => {
  let services: Readonly<Record<Api, Services>>;

  beforeAll(async () => {
    const [defender, graph] = await Promise.all([
      startServices({ alertsApi: "mde" }),
      startServices({ alertsApi: "graph" }),
    ]);
    services = { defender, graph };
    await Promise.all([callable(defender), callable(graph)]);
  });

  afterAll(async () => {
    await services?.defender.close();
    await services?.graph.close();
  });

  test.each(IN_TURN)("%s", async (name) => {
    const row: Operation = OPERATIONS[name];
    const own = services[row.api];
    const defender = own.defender.as(senderOf("carla"), AbortSignal.timeout(20_000));
    settleActions(own);
    await callOf(name, defender, subjectsOf(own));
    const { calls } = row.api === "graph" ? own.sandboxGraph : own.sandboxDefender;
    expect(wasServed(calls, row), `${row.method} ${row.path}`).toBe(true);
  });
});
