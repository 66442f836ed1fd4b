import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../../src/shared/errors.ts";
import type { Turn, TurnAnswer } from "../../../src/messaging/turn.ts";
import { startEdge, TENANT, type Edge } from "./harness.ts";
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
  answer = async () => ({ kind: "none" });
});

describe("invokes of files and of the compose box", () => {
  test("the answer to a file's offer: what comes with it is read, and believed by nobody here", async () => {
    const uploadInfo = {
      ...{ uploadUrl: "https://x-my.sharepoint.com/u", contentUrl: "https://x-my.sharepoint.com/c" },
      ...{ name: "hosts.csv", uniqueId: "u-1", fileType: "csv/../exe" },
    };
    const value = { type: "fileUpload", action: "accept", context: { ref: "f-1", oid: "x" }, uploadInfo };
    expect(await edge.post(edge.invoke("fileConsent/invoke", value))).toMatchObject({ status: 200 });
    const declined = { type: "fileUpload", action: "decline", context: { ref: "f-1" } };
    expect((await edge.post(edge.invoke("fileConsent/invoke", declined))).status).toBe(200);
    const { uploadUrl, contentUrl } = uploadInfo;
    expect(edge.turns).toMatchObject([
      {
        ...{ kind: "file-consent", ref: "f-1", accepted: true },
        target: { uploadUrl, contentUrl, uniqueId: "u-1", fileType: "csvexe" },
      },
      { kind: "file-consent", ref: "f-1", accepted: false, target: null },
    ]);
  });

  test("a search in the compose box is answered with results, a sign-in or a sentence, in the extension's words", async () => {
    const content = {
      kind: "card",
      card: "notice",
      data: { title: "web01" },
      summary: sayLine("s"),
    } as const;
    const parameters = [{ name: "query", value: " web01\u202e\n x " }];
    const query = edge.invoke("composeExtension/query", { commandId: "devices", parameters });
    answer = async () => ({
      kind: "found",
      found: [{ title: "web01 http://x", line: "Last seen", content }],
    });
    const { json } = await edge.post(query);
    expect(json).toMatchObject({
      composeExtension: {
        ...{ type: "result", attachmentLayout: "list" },
        attachments: [
          {
            content: { type: "AdaptiveCard" },
            preview: {
              contentType: "application/vnd.microsoft.card.thumbnail",
              content: { title: "web01 http[:]//x", text: "Last seen" },
            },
          },
        ],
      },
    });
    answer = async () => ({ kind: "login", exchangeId: null, ticket: "t", text: sayLine("x") });
    expect((await edge.post({ ...query, id: "q-2" })).json).toMatchObject({
      composeExtension: {
        type: "silentAuth",
        suggestedActions: { actions: [{ type: "openUrl", value: "https://bot.test/auth/start?ticket=t" }] },
      },
    });
    const withToken = { ...(query["value"] as object), authentication: { token: "its own" } };
    expect((await edge.post({ ...query, id: "q-4", value: withToken })).json).toMatchObject({
      composeExtension: { type: "auth" },
    });
    answer = async () => ({ kind: "message", text: sayLine("Nothing.") });
    const link = edge.invoke("composeExtension/queryLink", {
      url: "https://security.microsoft.com/alerts/x",
    });
    expect((await edge.post(link)).json).toEqual({ composeExtension: { type: "message", text: "Nothing." } });
    answer = () => Promise.reject(new UserError("unreachable", verbatim("Defender is away.")));
    expect(JSON.stringify((await edge.post({ ...query, id: "q-3" })).json)).toContain('"type":"message"');
    expect(edge.turns[0]).toMatchObject({
      asks: { kind: "search", command: "devices", text: "web01 x" },
      ...{ ssoToken: null, code: null },
    });
  });

  test("a chat of two people is no 1:1 chat with the bot, whatever its kind is called", async () => {
    const query = edge.invoke("composeExtension/query", { commandId: "devices" });
    const chat = { id: "19:a_b@unq.gbl.spaces", conversationType: "personal", tenantId: TENANT };
    await edge.post({ ...query, conversation: chat });
    expect(edge.turns).toMatchObject([{ conversation: { kind: "groupChat" } }]);
  });
});
