import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConversationRef } from "../../../src/messaging/conversation.ts";
import { MessengerError } from "../../../src/messaging/messenger.ts";
import { OID, startEdge, TENANT, type Edge } from "./harness.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());

const ANN = {
  ...{ id: "29:ann", aadObjectId: OID.toUpperCase(), name: "Ann", tenantId: TENANT },
  ...{ userPrincipalName: "ann@contoso.example", userRole: "user" },
};

function ask(status: number, body: unknown) {
  edge.channel.state.respond = (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  const thread: ConversationRef = {
    ...{ id: "19:abc@thread.tacv2", thread: "171", kind: "channel" },
    ...{ tenantId: TENANT, serviceUrl: edge.serviceUrl },
  };
  return edge.teams.messenger.member(thread, "29:ann");
}

test("who a mention means is what Teams' roster of the conversation says of its id", async () => {
  expect(await ask(200, ANN)).toEqual({ oid: OID, tid: TENANT, upn: "ann@contoso.example", isGuest: false });
  expect(edge.channel.calls.at(-1)).toMatchObject({
    method: "GET",
    path: "/teams/v3/conversations/19:abc@thread.tacv2/members/29:ann",
    authorization: "Bearer bot-bearer",
  });
});

test.each([
  ["a guest, by the role", { userRole: "guest" }],
  ["a guest, by the UPN", { userPrincipalName: "ann_fabrikam.com#EXT#@contoso.example" }],
  ["somebody who came without an account", { userRole: "anonymous" }],
])("%s is told apart", async (_, change) => {
  expect(await ask(200, { ...ANN, ...change })).toMatchObject({ isGuest: true });
});

test("whom the roster does not have is nobody", async () => {
  expect(await ask(404, { error: { code: "MemberNotFoundInConversation", message: "" } })).toBeNull();
});

test.each([
  ["about somebody else", 200, { ...ANN, id: "29:other" }],
  ["without a tenant", 200, { ...ANN, tenantId: null }],
  ["without an object id", 200, { ...ANN, aadObjectId: "ann" }],
  ["without a UPN", 200, { ...ANN, userPrincipalName: undefined }],
  ["that is no JSON", 200, "<html>"],
  ["of a failure", 503, {}],
  ["of a refusal", 403, {}],
])("an answer %s is no answer: it names nobody", async (_, status, body) => {
  await expect(ask(status, body)).rejects.toBeInstanceOf(MessengerError);
});
