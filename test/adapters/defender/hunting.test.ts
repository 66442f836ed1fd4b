import { afterEach, describe, expect, test } from "vitest";
import { ANA, bench, scripted, type Scripted, type Step } from "./scripted.ts";

/** What a hunting query is answered with, read without believing any of it. */

let server: Scripted | null = null;
afterEach(async () => {
  await server?.close();
});

async function hunt(step: Step, top = 15) {
  server = await scripted(step);
  const { defender, tokens } = bench(server.url);
  const client = defender.as(ANA, AbortSignal.timeout(5_000));
  return { result: client.hunt({ kql: "T | take 1", backMs: 90_500, top }), tokens };
}

async function found(json: unknown) {
  return (await hunt({ status: 200, json })).result;
}

test("is asked for once, with the permission for hunting, the query as it is and the time in seconds", async () => {
  const { result, tokens } = await hunt({ status: 200, json: { schema: [], results: [] } });
  expect(await result).toMatchObject({ columns: [], rows: [], count: 0 });
  expect(tokens).toEqual([{ permission: "ThreatHunting.Read.All", force: false }]);
  expect(server?.seen).toMatchObject([{ method: "POST", url: "/v1.0/security/runHuntingQuery" }]);
  expect(JSON.parse(server?.seen[0]?.body ?? "")).toEqual({ Query: "T | take 1", Timespan: "PT91S" });
});

describe("an answer is read whichever way it is spelt", () => {
  test.each([
    ["lower case", { schema: [{ name: "A", type: "String" }], results: [{ A: "x" }] }],
    ["capitals", { Schema: [{ Name: "A", Type: "String" }], Results: [{ A: "x" }] }],
    ["rows in camel case", { schema: [{ name: "A", type: "String" }], results: [{ a: "x" }] }],
  ])("%s", async (_, json) => {
    expect(await found(json)).toMatchObject({
      columns: [{ name: "A", type: "String" }],
      rows: [["x"]],
      count: 1,
    });
  });

  test("without a schema, by the names that its first row has", async () => {
    const json = {
      results: [
        { A: 1, B: true },
        { B: null, C: "x" },
      ],
    };
    expect(await found(json)).toMatchObject({
      rows: [
        [1, true],
        [null, null],
      ],
      count: 2,
    });
  });

  test("with types nobody knows, nested values, rows and columns that are none", async () => {
    const schema = [{ name: "A", type: 7 }, { name: 5 }, null, { name: "x".repeat(101) }];
    const result = await found({ schema, results: [{ A: { b: [1, { c: null }] } }, 7, null, [1]] });
    expect(result.columns).toEqual([{ name: "A", type: "" }]);
    expect(result.rows).toEqual([['{"b":[1,{"c":null}]}'], [null], [null], [null]]);
  });

  test("with names that objects have by themselves", async () => {
    const json = JSON.parse(
      '{"schema":[{"name":"__proto__","type":"String"},{"name":"constructor"}],"results":[{"__proto__":"x"}]}',
    ) as unknown;
    expect((await found(json)).rows).toEqual([["x", null]]);
  });

  test("with what is nested without end, and cells that are too long", async () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const text = `{"schema":[{"name":"A"},{"name":"B"}],"results":[{"A":${deep},"B":"${"y".repeat(9_000)}"}]}`;
    const { result } = await hunt({ status: 200, text });
    const [[nested, long] = []] = (await result).rows;
    expect(String(nested).length).toBeLessThanOrEqual(2_000);
    expect(String(long)).toHaveLength(2_000);
  });

  test("only as many rows as were asked for, and all are counted", async () => {
    const results = Array.from({ length: 1_000 }, (_, index) => ({ A: index }));
    const { result } = await hunt({ status: 200, json: { results } }, 3);
    expect(await result).toMatchObject({ rows: [[0], [1], [2]], count: 1_000 });
  });

  test.each([{ results: 7 }, { value: [] }, []])("%j is none", async (json) => {
    await expect(found(json)).rejects.toMatchObject({
      code: "unreachable",
      defenderCode: "UnreadableAnswer",
    });
  });
});

describe("a refusal", () => {
  const refusal = async (status: number, code: string, message: string) => {
    const { result } = await hunt({ status, json: { error: { code, message } } });
    return result.catch((error: unknown) => error);
  };
  test.each([
    [
      403,
      "Forbidden",
      "Missing scope permissions. API requires one of 'ThreatHunting.Read.All'.",
      'lacks the permission "ThreatHunting.Read.All"',
    ],
    [
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      "",
      "licence does not include advanced hunting",
    ],
    [403, "Forbidden", "User is not allowed", 'You lack Defender\'s "View Data" role'],
    [504, "UnknownError", "", "took longer than Microsoft lets one run"],
    [
      400,
      "BadRequest",
      'Result size limit exceeded. Use "summarize"',
      'Result size limit exceeded. Use "summarize"',
    ],
    [400, "BadRequest", "", "Defender refused the hunting request."],
  ])("%i %s %j", async (status, code, message, said) => {
    expect(await refusal(status, code, message)).toMatchObject({
      message: expect.stringContaining(said) as string,
    });
  });

  test("for too many queries does not hold up alerts, which have a limit of their own", async () => {
    server = await scripted(
      { status: 429, json: { error: { code: "429", message: "x" } }, headers: { "retry-after": "900" } },
      { status: 200, json: { value: [] } },
    );
    const { defender } = bench(server.url, {}, "graph");
    const signal = AbortSignal.timeout(5_000);
    await expect(defender.as(ANA, signal).hunt({ kql: "T", backMs: 1, top: 1 })).rejects.toMatchObject({
      code: "throttled",
      retryAfterMs: 900_000,
    });
    const pages: unknown[] = [];
    for await (const page of defender.changedAlerts(0, signal)) pages.push(page);
    expect(pages).toEqual([[]]);
  });
});

test("counts what the bot itself asks: queries of the minute, repeated ones too, and how long those of a quarter of an hour took", async () => {
  const away: Step = { status: 503, json: {} };
  const empty: Step = { status: 200, json: { schema: [], results: [] } };
  server = await scripted(away, empty, empty, empty);
  const { defender, clock } = bench(server.url);
  const use = async () =>
    (await defender.as(ANA, AbortSignal.timeout(5_000)).hunt({ kql: "T", backMs: 60_000, top: 1 })).use;
  expect(await use()).toMatchObject({ calls: 2, most: 45 });
  clock.at += 60_000;
  const later = await use();
  expect(later).toMatchObject({ calls: 1 });
  expect(later.ranMs).toBeGreaterThan(0);
  clock.at -= 3_600_000;
  expect(await use()).toMatchObject({ calls: 1 });
});
