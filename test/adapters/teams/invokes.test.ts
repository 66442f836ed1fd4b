import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../../src/shared/errors.ts";
import type { Turn, TurnAnswer } from "../../../src/messaging/turn.ts";
import { CLIENT, startEdge, type Edge } from "./harness.ts";
import { sayLine } from "../../../src/texts/safe-text.ts";
import { verbatim } from "../../../src/texts/text.ts";

let edge: Edge;
let answer: (turn: Turn, signal: AbortSignal) => Promise<TurnAnswer>;
beforeAll(async () => {
  edge = await startEdge((turn, signal) => answer(turn, signal));
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.turns.length = 0;
  edge.log.lines.length = 0;
  edge.channel.calls.length = 0;
  answer = async () => ({ kind: "none" });
});

const CARD_ACTION = "adaptiveCard/action";
const ERROR = "application/vnd.microsoft.error";
const MESSAGE = "application/vnd.microsoft.activity.message";
const click = (change: object = {}, data: unknown = { ref: "r1", reason: "because" }): object => ({
  action: { type: "Action.Execute", verb: "approve", data, id: null, title: "Approve" },
  trigger: "manual",
  ...change,
});
const LOGIN = {
  text: "Please sign in",
  connectionName: "defender",
  tokenExchangeResource: { id: "ex-1", uri: `api://botid-${CLIENT}` },
  buttons: [
    {
      type: "signin",
      title: "Sign in",
      text: "Sign in",
      value: "https://bot.test/auth/start?ticket=t+%26%2F",
    },
  ],
};
const { tokenExchangeResource: _, ...BY_POPUP } = LOGIN;

describe("answers to a click are HTTP 200 in the Universal Actions' words", () => {
  const data = { title: "Isolate" };
  const card = { kind: "card", card: "notice", data, summary: sayLine("s") } as const;
  const login = { exchangeId: "ex-1", ticket: "t &/", text: sayLine("Please sign in") };
  const cases: Record<string, [TurnAnswer, number, string, unknown]> = {
    card: [
      { kind: "card", content: card },
      200,
      "application/vnd.microsoft.card.adaptive",
      { type: "AdaptiveCard", version: "1.5", body: [data] },
    ],
    text: [{ kind: "card", content: { kind: "text", text: sayLine("hi") } }, 200, MESSAGE, "hi"],
    message: [{ kind: "message", text: sayLine("Done.") }, 200, MESSAGE, "Done."],
    none: [{ kind: "none" }, 200, MESSAGE, ""],
    "bad request": [
      { kind: "error", status: 400, code: "UnknownVerb", text: sayLine("No.") },
      400,
      ERROR,
      { code: "UnknownVerb", message: "No." },
    ],
    forbidden: [
      { kind: "error", status: 403, code: "Forbidden", text: sayLine("No.") },
      403,
      ERROR,
      { code: "Forbidden", message: "No." },
    ],
    login: [{ kind: "login", ...login }, 401, "application/vnd.microsoft.activity.loginRequest", LOGIN],
    "login by the popup alone": [
      { kind: "login", ...login, exchangeId: null },
      401,
      "application/vnd.microsoft.activity.loginRequest",
      BY_POPUP,
    ],
    "sign-in content": [
      { kind: "card", content: { kind: "oauth", ...login } },
      401,
      "application/vnd.microsoft.activity.loginRequest",
      LOGIN,
    ],
    "failed exchange": [
      { kind: "sign-in-failed", text: sayLine("No.") },
      412,
      "application/vnd.microsoft.error.preconditionFailed",
      { code: "412", message: "No." },
    ],
    "wrong code": [{ kind: "invalid-code" }, 401, "application/vnd.microsoft.error.invalidAuthCode", null],
  };
  test.each(Object.entries(cases))("%s", async (_, [given, statusCode, type, value]) => {
    answer = async () => given;
    const manual = await edge.post(edge.invoke(CARD_ACTION, click()));
    expect(manual.status).toBe(200);
    expect(manual.json).toEqual({ statusCode, type, value });
    const automatic = await edge.post(edge.invoke(CARD_ACTION, click({ trigger: "automatic" })));
    expect(automatic.status).toBe(200);
    // Everybody who looks at the card gets the answer to a refresh.
    if (statusCode >= 400) expect(automatic.json).toEqual({ statusCode: 200, type: MESSAGE, value: "" });
    else expect(automatic.json).toEqual(manual.json);
  });
});

describe("reading a click", () => {
  test("everything that a retry after sign-in brings", async () => {
    const authentication = { id: "ex-1", connectionName: "defender", token: "sso" };
    await edge.post(edge.invoke(CARD_ACTION, click({ authentication, state: 123456 })));
    await edge.post(edge.invoke(CARD_ACTION, click({ authentication: { token: "sso" } })));
    expect(edge.turns).toMatchObject([
      {
        kind: "click",
        verb: "approve",
        data: { ref: "r1", reason: "because" },
        trigger: "manual",
        cardActivityId: "card-1",
        ssoToken: "sso",
        code: "123456",
      },
      { kind: "click", ssoToken: "sso", code: null },
    ]);
  });

  test.each<[unknown, object]>([
    ['{"ref":"r1"}', { ref: "r1" }],
    [null, {}],
    ["", {}],
    [{ ref: "r1", n: 1, o: { a: "b" }, list: ["x"], no: null }, { ref: "r1" }],
    ['{"__proto__":"x","constructor":"y","prototype":"z","ok":"1"}', { ok: "1" }],
    [{ long: "x".repeat(4_096) }, { long: "x".repeat(4_096) }],
  ])("data %j", async (data, expected) => {
    await edge.post(edge.invoke(CARD_ACTION, click({}, data)));
    const [turn] = edge.turns;
    expect(turn?.kind === "click" && turn.data).toEqual(expected);
    expect(({} as Record<string, unknown>)["ok"]).toBeUndefined();
  });

  test("a click without data, as small as can be", async () => {
    await edge.post(edge.invoke(CARD_ACTION, { action: { verb: "view" } }, { replyToId: null }));
    expect(edge.turns).toMatchObject([
      {
        verb: "view",
        data: {},
        trigger: "manual",
        cardActivityId: null,
        ssoToken: null,
        code: null,
      },
    ]);
  });

  test.each<[string, unknown]>([
    ["no value", undefined],
    ["value null", null],
    ["value as text", "approve"],
    ["no action", { trigger: "manual" }],
    ["action null", { action: null }],
    ["no verb", { action: { type: "Action.Execute" } }],
    ["verb of another kind", { action: { verb: { a: 1 } } }],
    ["Action.Submit", { action: { type: "Action.Submit", verb: "approve" } }],
    ["data as a list", click({}, ["a"])],
    ["data as broken text", click({}, "{")],
    ["data too long", click({}, { a: "x".repeat(4_097) })],
    ["too many inputs", click({}, Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, "v"])))],
    ["authentication of another kind", click({ authentication: "token" })],
  ])("%s: HTTP 200 around a 400, and nothing runs", async (_, value) => {
    const reply = await edge.post(edge.invoke(CARD_ACTION, value));
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ statusCode: 400, type: ERROR });
    expect(edge.turns).toHaveLength(0);
  });
});

test("whoever writes more into a card than it takes is told that", async () => {
  const told = async (text: string) => {
    const reply = await edge.post(edge.invoke(CARD_ACTION, click({}, { ref: "r1", reason: text })));
    return (reply.json as { value: { message: string } }).value.message;
  };
  expect(await told("x".repeat(4_097))).toMatch(/too long: a field takes at most 4,000 characters/);
  expect(edge.turns).toHaveLength(0);
});

describe("signing in", () => {
  const exchange = { id: "ex-1", connectionName: "defender", token: "secret-sso-token" };

  test("an exchange that worked is a 200", async () => {
    answer = async () => ({ kind: "exchange-ok", exchangeId: "ex-1", connectionName: "defender" });
    const reply = await edge.post(edge.invoke("signin/tokenExchange", exchange));
    expect(reply).toMatchObject({ status: 200, json: { id: "ex-1", connectionName: "defender" } });
    expect(edge.turns).toMatchObject([{ kind: "token-exchange", exchangeId: "ex-1", token: exchange.token }]);
  });

  test("one that did not is a 412", async () => {
    const failed = { exchangeId: "ex-1", connectionName: "defender", detail: sayLine("consent") };
    answer = async () => ({ kind: "exchange-failed", ...failed });
    const reply = await edge.post(edge.invoke("signin/tokenExchange", exchange));
    const json = { id: "ex-1", connectionName: "defender", failureDetail: "consent" };
    expect(reply).toMatchObject({ status: 412, json });
  });

  test.each([{ id: "ex-1" }, { id: "ex-1", connectionName: "defender", token: "" }])(
    "one without a token is an exchange like another, to fail: %j",
    async (value) => {
      await edge.post(edge.invoke("signin/tokenExchange", value));
      expect(edge.turns).toMatchObject([{ kind: "token-exchange", exchangeId: "ex-1", token: "" }]);
    },
  );

  test("the code of the popup, and a failure in the client", async () => {
    expect((await edge.post(edge.invoke("signin/verifyState", { state: "code-1" }))).status).toBe(200);
    const failure = { code: "resourcematchfailed", message: "x" };
    expect((await edge.post(edge.invoke("signin/failure", failure))).status).toBe(200);
    expect((await edge.post(edge.invoke("signin/failure", null))).status).toBe(200);
    expect(edge.turns).toMatchObject([
      { kind: "verify-state", code: "code-1" },
      { kind: "sign-in-failure", code: "resourcematchfailed" },
      { kind: "sign-in-failure", code: "unknown" },
    ]);
  });

  test.each([
    ["signin/tokenExchange", { connectionName: "defender" }],
    ["fileConsent/invoke", { action: "steal", context: {} }],
    ["composeExtension/queryLink", {}],
    ["signin/tokenExchange", { ...exchange, token: 7 }],
    ["signin/verifyState", {}],
    ["signin/verifyState", null],
    ["task/fetch", {}],
    ["composeExtension/query", {}],
    ["constructor", {}],
    [undefined, {}],
  ])("malformed or unknown: %s %j", async (name, value) => {
    const reply = await edge.post(edge.invoke(name as string, value));
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ statusCode: 400, type: ERROR });
    expect(edge.turns).toHaveLength(0);
  });
});

describe("a failure of ours shows a reference and nothing else", () => {
  const SECRET = "password at /srv/bot";
  beforeEach(() => {
    answer = () => Promise.reject(new UserError("rejected", verbatim(SECRET)));
  });
  const reference = (): string => {
    const [line] = edge.log.lines.filter(({ event }) => event === "turn failed");
    return (line?.fields as { reference: string }).reference;
  };

  test("click", async () => {
    const reply = await edge.post(edge.invoke(CARD_ACTION, click()));
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ statusCode: 500, type: ERROR });
    expect(reply.text).toContain(reference());
    expect(reply.text).not.toContain(SECRET);
  });

  test("automatic refresh", async () => {
    const reply = await edge.post(edge.invoke(CARD_ACTION, click({ trigger: "automatic" })));
    expect(reply.json).toEqual({ statusCode: 200, type: MESSAGE, value: "" });
  });

  test("exchange", async () => {
    const value = { id: "ex", connectionName: "defender", token: "t" };
    const reply = await edge.post(edge.invoke("signin/tokenExchange", value));
    expect(reply.status).toBe(412);
    expect(reply.text).not.toContain(SECRET);
  });

  test("message: 200, and its author is told the reference", async () => {
    const reply = await edge.post(edge.message("help"));
    expect(reply).toMatchObject({ status: 200, text: "" });
    expect(edge.channel.calls).toHaveLength(1);
    expect(edge.channel.calls[0]?.body["text"]).toContain(reference());
  });

  test("message whose author can't be told: it is not acknowledged", async () => {
    const { respond } = edge.channel.state;
    edge.channel.state.respond = (_, response) => {
      response.writeHead(403);
      response.end();
    };
    try {
      expect((await edge.post(edge.message("help"))).status).toBe(503);
      expect(edge.untold.map(({ activityId }) => activityId)).toEqual([edge.turns.at(-1)?.activityId]);
    } finally {
      edge.channel.state.respond = respond;
    }
  });

  test("an answer asked for by `expectReplies` is still the invoke's", async () => {
    answer = async () => ({ kind: "message", text: sayLine("Done.") });
    const reply = await edge.post(edge.invoke(CARD_ACTION, click(), { deliveryMode: "expectReplies" }));
    expect(reply.json).toEqual({ statusCode: 200, type: MESSAGE, value: "Done." });
  });
});
