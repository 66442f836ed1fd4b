import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuthenticationResult } from "@azure/msal-node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startDefender, type SandboxDefender } from "../../sandbox/defender/server.ts";
import { startEntra } from "../../sandbox/entra/server.ts";
import { defenderCaller, filter, upn, verifyTestToken } from "./defender-caller.ts";
import { DEFENDER, entraCaller } from "./entra-caller.ts";

let defender: SandboxDefender;
let call: ReturnType<typeof defenderCaller>;
let time = Date.now();
const isolate = { Comment: "[AB12-CD34] beaconing", IsolationType: "Full" };

beforeEach(async () => {
  const entra = { verifyAccessToken: verifyTestToken };
  defender = await startDefender({ entra, clock: () => time, limits: null });
  call = defenderCaller(defender);
});
afterEach(() => defender.close());

function path(name: string, verb: string): string {
  return `/api/machines/${defender.device(name).id}/${verb}`;
}

describe("machine actions", () => {
  test("Pending, after 2 s InProgress, after 5 s Succeeded; the requestor is the person", async () => {
    const opened = await call("carla", "POST", path("web01", "isolate"), isolate);
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      ...{ type: "Isolate", scope: "Full", status: "Pending", requestor: upn("carla") },
      ...{ requestorComment: isolate.Comment, computerDnsName: "web01.contoso.example" },
    });
    const read = async () =>
      (await call("carla", "GET", `/api/machineactions/${String(opened.body["id"])}`)).body;
    time += 2000;
    expect((await read())["status"]).toBe("InProgress");
    const created = Date.parse(String(opened.body["creationDateTimeUtc"]));
    time += 10_000;
    const done = await read();
    expect(done["status"]).toBe("Succeeded");
    expect(Date.parse(String(done["lastUpdateDateTimeUtc"])) - created).toBe(5000);
  });

  test("speed scales from the moment it is set", async () => {
    await call("carla", "POST", path("web01", "isolate"), isolate);
    defender.setSpeed(0);
    time += 60_000;
    expect(defender.actions[0]!.status).toBe("Pending");
    defender.setSpeed(100);
    time += 30;
    expect(defender.actions[0]!.status).toBe("InProgress");
    time += 30;
    expect(defender.actions[0]!.status).toBe("Succeeded");
  });

  test("a silent device leaves it Pending until it comes back", async () => {
    const device = defender.device("fin-ws03");
    await call("carla", "POST", path("fin-ws03", "isolate"), isolate);
    time += 86_400_000;
    expect(defender.actions[0]!.status).toBe("Pending");
    device.healthStatus = "Active";
    time += 5000;
    expect(defender.actions[0]!.status).toBe("Succeeded");
  });

  test("the same kind twice is refused while active; another kind is not", async () => {
    await call("carla", "POST", path("web01", "isolate"), isolate);
    const twice = await call("david", "POST", path("web01", "isolate"), isolate);
    expect(twice).toMatchObject({
      status: 400,
      body: { error: { code: "ActiveRequestAlreadyExists", message: "Action is already in progress" } },
    });
    const scan = { Comment: "x", ScanType: "Full" };
    expect((await call("carla", "POST", path("web01", "runAntiVirusScan"), scan)).status).toBe(201);
    expect((await call("carla", "POST", path("web01", "unisolate"), { Comment: "x" })).status).toBe(201);
    time += 5000;
    expect((await call("carla", "POST", path("web01", "isolate"), isolate)).status).toBe(201);
  });

  test("bodies: names are case-sensitive, values are checked, Linux has no selective isolation", async () => {
    const cases: [string, string, unknown, string][] = [
      ["web01", "isolate", { comment: "x", IsolationType: "Full" }, "MissingRequiredParameter"],
      ["web01", "isolate", { Comment: "x" }, "MissingRequiredParameter"],
      ["web01", "isolate", { Comment: "", IsolationType: "Full" }, "MissingRequiredParameter"],
      ["web01", "isolate", { ...isolate, Extra: "1" }, "InvalidRequestBody"],
      ["web01", "isolate", { Comment: 1, IsolationType: "Full" }, "InvalidRequestBody"],
      ["web01", "isolate", "{", "InvalidRequestBody"],
      ["web01", "isolate", { ...isolate, IsolationType: "full" }, "InvalidInput"],
      ["web01", "isolate", { ...isolate, IsolationType: "Selective" }, "OsPlatformNotSupported"],
      ["web01", "unisolate", {}, "MissingRequiredParameter"],
      ["web01", "runAntiVirusScan", { Comment: "x", ScanType: "Deep" }, "InvalidInput"],
    ];
    for (const [name, verb, body, code] of cases)
      expect(await call("carla", "POST", path(name, verb), body)).toMatchObject({ status: 400, code });
    expect(defender.actions).toEqual([]);
    const selective = { ...isolate, IsolationType: "Selective" };
    expect((await call("carla", "POST", path("mac-director", "isolate"), selective)).status).toBe(201);
  });

  test("the list is filtered, newest first, and only of devices one can see", async () => {
    await call("carla", "POST", path("web01", "isolate"), isolate);
    const since = new Date((time += 1000)).toISOString();
    await call("carla", "POST", path("ward3-nurse12", "runAntiVirusScan"), {
      Comment: "x",
      ScanType: "Quick",
    });
    const list = async (who: "ben" | "carla", text: string) =>
      (await call(who, "GET", `/api/machineactions?${filter(text)}`)).rows.map((row) => row["type"]);
    expect(await list("carla", "type ne 'Unisolate'")).toEqual(["RunAntiVirusScan", "Isolate"]);
    expect(await list("ben", "type ne 'Unisolate'")).toEqual(["RunAntiVirusScan"]);
    expect(await list("carla", `creationDateTimeUtc ge ${since}`)).toEqual(["RunAntiVirusScan"]);
    const { id } = defender.device("web01");
    const text = `machineId eq '${id}' and type eq 'Isolate' and status eq 'Pending' and requestor eq '${upn("carla")}'`;
    expect(await list("carla", text)).toEqual(["Isolate"]);
  });

  test("cancelling needs a comment, the action's permission and an action that isn't final", async () => {
    const opened = await call("carla", "POST", path("web01", "isolate"), isolate);
    const cancel = `/api/machineactions/${String(opened.body["id"])}/cancel`;
    expect((await call("carla", "POST", cancel, {})).code).toBe("MissingRequiredParameter");
    expect((await call("carla", "POST", cancel, { Comment: "x" }, "Machine.Scan")).status).toBe(403);
    expect((await call("ana", "POST", cancel, { Comment: "x" })).status).toBe(403);
    const done = await call("david", "POST", cancel, { Comment: "wrong device" });
    expect(done).toMatchObject({
      status: 200,
      body: { status: "Cancelled", cancellationRequestor: upn("david"), cancellationComment: "wrong device" },
    });
    expect((await call("carla", "POST", cancel, { Comment: "x" })).status).toBe(400);
    expect((await call("carla", "POST", "/api/machineactions/nothing/cancel", { Comment: "x" })).status).toBe(
      404,
    );
  });

  test("a test can end an action as the device or the portal would", async () => {
    await call("carla", "POST", path("web01", "isolate"), isolate);
    const { id } = defender.actions[0]!;
    defender.finishAction(id, "Failed");
    time += 60_000;
    expect((await call("carla", "GET", `/api/machineactions/${id}`)).body).toMatchObject({
      status: "Failed",
    });
    expect(() => defender.finishAction(id, "TimeOut")).toThrow();
  });
});

test("with the sandbox's own Entra: on-behalf-of for one permission opens exactly that door", async () => {
  const tlsDir = mkdtempSync(join(tmpdir(), "defender-"));
  const entra = await startEntra({ tlsDir });
  const real = await startDefender({ entra });
  try {
    const oboAssertion = await entra.ssoToken("carla");
    const app = entraCaller(entra).client();
    const scopes = [`${DEFENDER}/Machine.Isolate`];
    const { accessToken } = (await app.acquireTokenOnBehalfOf({
      oboAssertion,
      scopes,
    })) as AuthenticationResult;
    const headers = { authorization: `Bearer ${accessToken}` };
    const url = `${real.url}/api/machines/${real.device("web01").id}`;
    expect((await fetch(url, { headers })).status).toBe(403);
    const body = JSON.stringify(isolate);
    expect((await fetch(`${url}/isolate`, { method: "POST", headers, body })).status).toBe(201);
    expect(real.actions).toMatchObject([{ requestor: upn("carla") }]);
    expect((await fetch(url, { headers: { authorization: `Bearer ${oboAssertion}` } })).status).toBe(401);
  } finally {
    await Promise.all([real.close(), entra.close()]);
    rmSync(tlsDir, { recursive: true });
  }
});
