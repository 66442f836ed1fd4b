import { afterEach, describe, expect, test } from "vitest";
import { OPEN } from "../../../src/defender/alert.ts";
import { action, ANA, bench, DEVICE, scripted } from "./scripted.ts";
import type { Scripted, Step } from "./scripted.ts";

/** Lists that are longer than one page: read on to a bound, and what was left out is said. */

const open: Scripted[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A server that answers by the path of the call. */
async function serving(answer: (url: URL) => Step, alertsApi: "mde" | "graph" = "graph") {
  const server = await scripted((url) => answer(new URL(url, "http://x")));
  open.push(server);
  const client = bench(server.url, {}, alertsApi).defender.as(ANA, new AbortController().signal);
  return { client, server };
}

const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const json = (body: object): Step => ({ status: 200, json: body });

/** Page after page of the list behind a path; `total` elements, so many on a page. */
function pages(server: () => Scripted, total: number, size: number, make: (n: number) => object) {
  return (url: URL): Step => {
    const from = Number(url.searchParams.get("$skiptoken") ?? 0);
    const value = Array.from({ length: Math.max(0, Math.min(size, total - from)) }, (_, n) => make(from + n));
    const next =
      from + size < total ? `${server().url}${url.pathname}?$skiptoken=${String(from + size)}` : undefined;
    return json({ value, "@odata.nextLink": next });
  };
}

describe("what applications may change", () => {
  async function grants(total: number, roles = 1) {
    const made: { server?: Scripted } = {};
    const delegated = pages(
      () => made.server!,
      total,
      100,
      (n) => ({
        clientId: guid(n),
        consentType: "AllPrincipals",
        scope: n === total - 1 ? "Machine.Isolate" : "Machine.Read",
      }),
    );
    const { client, server } = await serving((url) => {
      if (url.pathname.includes("appRoleAssignedTo"))
        return json({
          value: [
            {
              appRoleId: guid(roles),
              principalId: guid(7),
              principalType: "ServicePrincipal",
              principalDisplayName: "Late",
            },
          ],
        });
      if (url.pathname.includes("oauth2PermissionGrants")) return delegated(url);
      if (url.pathname.includes("servicePrincipals(appId="))
        return json({
          id: guid(9),
          appRoles: Array.from({ length: roles }, (_, n) => ({
            id: guid(n + 1),
            value: n === roles - 1 ? "User.ReadWrite.All" : "User.Read.All",
          })),
        });
      return json({ id: url.pathname.split("/").at(-1), displayName: "Named" });
    });
    made.server = server;
    return client.changingGrants();
  }

  test("the application on the last of several pages is found", async () => {
    const { items, isWhole } = await grants(1_250);
    expect(items.map(({ permission }) => permission)).toContain("Machine.Isolate");
    expect(isWhole).toBe(true);
  });

  test("a list that is too long is cut, and says so", async () => {
    expect(await grants(2_050)).toMatchObject({ isWhole: false });
  });

  test("a permission is known by its name however many the service has, and one without a name may change", async () => {
    const { items } = await grants(0, 800);
    expect(items.map(({ permission }) => permission)).toContain("User.ReadWrite.All");
    const unnamed = await grants(0, 0);
    expect(unnamed.items.map(({ permission }) => permission)).toContain(guid(0));
  });
});

test("the newest actions of a long list are found wherever they stand in it", async () => {
  const at = (n: number) => new Date(Date.UTC(2026, 10, 1) + n * 1_000).toISOString();
  const { client } = await serving((url) => {
    const skip = Number(url.searchParams.get("$skip") ?? 0);
    const length = Math.min(1_000, 2_500 - skip);
    return json({
      value: Array.from({ length }, (_, n) =>
        action({ id: guid(skip + n), creationDateTimeUtc: at(skip + n) }),
      ),
    });
  });
  const { items: found } = await client.machineActions({ since: 0, top: 5_000 });
  expect(found).toHaveLength(2_500);
  expect(found[0]).toMatchObject({ id: guid(2_499), deviceId: DEVICE });
});

describe("Graph, which can't be asked for the alerts of one device or file,", () => {
  const sha1 = "b7".repeat(20);
  const raised = (n: number, total: number) => ({
    id: `da${String(n)}_1`,
    title: "t",
    status: "new",
    createdDateTime: "2026-11-19T00:00:00Z",
    evidence:
      n < total - 1
        ? []
        : [
            { "@odata.type": "#microsoft.graph.security.deviceEvidence", mdeDeviceId: DEVICE },
            {
              "@odata.type": "#microsoft.graph.security.fileEvidence",
              fileDetails: { sha1, fileName: "a.exe" },
            },
          ],
  });
  async function onGraph(total: number, size: number) {
    const made: { server?: Scripted } = {};
    const { client, server } = await serving(
      pages(
        () => made.server!,
        total,
        size,
        (n) => raised(n, total),
      ),
    );
    made.server = server;
    return { client, server };
  }

  test("is read on past the first thousand alerts, those that are open only", async () => {
    const { client, server } = await onGraph(1_500, 1_000);
    const of = { kind: "file", value: sha1, sha256: null } as const;
    expect(await client.deviceAlerts(DEVICE, OPEN)).toMatchObject({
      isWhole: true,
      items: [{ id: "da1499_1" }],
    });
    expect(await client.openAlertsOn(of)).toMatchObject({ isWhole: true, items: [{ id: "da1499_1" }] });
    const filter = new URL(server.seen[0]?.url ?? "", "http://x").searchParams.get("$filter");
    expect(filter).toContain("(status eq 'new' or status eq 'inProgress' or status eq 'unknown')");
  });

  test("has a list that is too long for that cut, and says so", async () => {
    const { client, server } = await onGraph(12, 1);
    expect(await client.deviceAlerts(DEVICE, OPEN)).toMatchObject({ isWhole: false, items: [] });
    expect(server.seen).toHaveLength(11);
  });
});

describe("a list of Defender's that goes on by a link", () => {
  const NAME = "pc01.contoso.example";
  const device = (n: number) => ({ id: String(n).repeat(40), computerDnsName: NAME });
  const any = { risks: [], exposures: [], healths: [], systems: [], top: 1_000 };

  /** One device on each of two pages. */
  async function paged() {
    const made: { server?: Scripted } = {};
    const answer = pages(() => made.server!, 2, 1, device);
    const { client, server } = await serving(answer);
    made.server = server;
    return client;
  }

  test("is read to its end: two devices of one name are two, and nothing is done to one of them", async () => {
    const client = await paged();
    expect(await client.devicesByName(NAME)).toHaveLength(2);
    expect(await client.devices(any)).toMatchObject({
      items: [{ name: NAME }, { name: NAME }],
      isWhole: true,
    });
  });

  test.each([
    ["to another server", () => "https://defender.evil.example/api/machines?$skip=1", 1],
    ["for ever", (origin: string) => `${origin}/api/machines?$skiptoken=1`, 60],
  ])("and leads %s is no list", async (_, link, most) => {
    const made: { server?: Scripted } = {};
    const { client, server } = await serving(() =>
      json({ value: [device(1)], "@odata.nextLink": link(made.server!.url) }),
    );
    made.server = server;
    await expect(client.devicesByName(NAME)).rejects.toThrow();
    expect(server.seen.length).toBeLessThanOrEqual(most);
  });

  test.each([
    ["back to a page that was read", (n: number) => ({ value: [device(1)], page: Math.min(n, 1) })],
    ["to empty pages without end", (n: number) => ({ value: [], page: n })],
  ])("and leads %s is not followed for ever, also where only its beginning is wanted", async (_, told) => {
    const made: { server?: Scripted } = {};
    const { client, server } = await serving(() => {
      const { value, page } = told(made.server!.seen.length);
      return json({
        value,
        "@odata.nextLink": `${made.server!.url}/api/machines?$skiptoken=${String(page)}`,
      });
    });
    made.server = server;
    await expect(client.devices(any)).rejects.toThrow();
    expect(server.seen.length).toBeLessThanOrEqual(60);
  });
});
