import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CLIENT, ISSUER, KID, startEdge, TENANT, type Edge, type TokenChange } from "./harness.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.turns.length = 0;
});

const seconds = (): number => Math.floor(Date.now() / 1000);

describe("a token that is not wholly right is a 401 with an empty body", () => {
  const cases: Record<string, () => TokenChange | Promise<TokenChange>> = {
    "bad signature": async () => ({ key: (await generateKeyPair("RS256")).privateKey }),
    "unknown key": () => ({ header: { kid: "nobody" } }),
    "no key id": () => ({ header: { kid: undefined } }),
    HS256: () => ({ header: { alg: "HS256" }, key: new Uint8Array(32) }),
    RS512: async () => ({ header: { alg: "RS512" }, key: (await generateKeyPair("RS512")).privateKey }),
    "wrong issuer": () => ({ claims: { iss: "https://evil.test" } }),
    "issuer of the emulator": () => ({
      claims: { iss: `https://login.microsoftonline.com/${TENANT}/v2.0`, azp: CLIENT },
    }),
    "issuer of a skill": () => ({ claims: { iss: `https://sts.windows.net/${TENANT}/`, appid: CLIENT } }),
    "issuer with a slash": () => ({ claims: { iss: `${ISSUER}/` } }),
    "no issuer": () => ({ claims: { iss: null } }),
    "wrong audience": () => ({ claims: { aud: TENANT } }),
    "audience among others": () => ({ claims: { aud: [CLIENT, TENANT] } }),
    "no audience": () => ({ claims: { aud: null } }),
    expired: () => ({ claims: { exp: seconds() - 301 } }),
    "no expiry": () => ({ claims: { exp: null } }),
    "not yet valid": () => ({ claims: { nbf: seconds() + 330 } }),
    "no serviceurl claim": () => ({ claims: { serviceurl: null } }),
    "serviceurl claim of another service": () => ({
      claims: { serviceurl: "https://smba.evil.test/teams/" },
    }),
    "serviceurl claim of another path": () => ({ claims: { serviceurl: `${edge.serviceUrl}other` } }),
    "serviceurl claim that is no text": () => ({ claims: { serviceurl: 7 } }),
  };
  test.each(Object.entries(cases))("%s", async (_, change) => {
    const answer = await edge.post(edge.message("help"), `Bearer ${await edge.token(await change())}`);
    expect(answer).toMatchObject({ status: 401, text: "" });
    expect(edge.turns).toHaveLength(0);
  });

  test("alg none", async () => {
    const none = new UnsecuredJWT({ serviceurl: edge.serviceUrl })
      .setIssuer(ISSUER)
      .setAudience(CLIENT)
      .setExpirationTime("5m")
      .encode();
    expect(await edge.post(edge.message("help"), `Bearer ${none}`)).toMatchObject({ status: 401, text: "" });
  });

  test.each([
    [null],
    [""],
    ["Bearer"],
    ["Bearer "],
    ["Bearer a.b.c"],
    ["Bearer ...."],
    ["Basic YTpi"],
    [`Bearer ${"a".repeat(9_000)}.b.c`],
  ])("header %s", async (header) => {
    expect(await edge.post(edge.message("help"), header)).toMatchObject({ status: 401, text: "" });
  });

  test("a key that is endorsed for another channel only", async () => {
    const other = await startEdge();
    await other.channel.addKey("webchat-key", { endorsements: ["webchat"] });
    const key = other.channel.keys.get("webchat-key")!;
    const bearer = `Bearer ${await other.token({ header: { kid: "webchat-key" }, key })}`;
    expect(await other.post(other.message("help"), bearer)).toMatchObject({ status: 401, text: "" });
    await other.stop();
  });
});

describe("right tokens", () => {
  test("clocks may differ by less than five minutes", async () => {
    for (const claims of [{ exp: seconds() - 200 }, { nbf: seconds() + 200 }]) {
      const bearer = `Bearer ${await edge.token({ claims })}`;
      expect((await edge.post(edge.message("help"), bearer)).status).toBe(200);
    }
  });

  test("a token that was right a moment ago is none beyond its end", async () => {
    const end = seconds() + 30;
    const bearer = `Bearer ${await edge.token({ claims: { exp: end } })}`;
    const post = async () => (await edge.post(edge.message("help"), bearer)).status;
    expect(await post()).toBe(200);
    try {
      edge.setNow((end + 299) * 1_000);
      expect(await post()).toBe(200);
      edge.setNow((end + 301) * 1_000);
      expect(await post()).toBe(401);
    } finally {
      edge.setNow(null);
    }
  });

  test("of a token that was right a moment ago, the activity is looked at anew", async () => {
    const bearer = `Bearer ${await edge.token({})}`;
    expect((await edge.post(edge.message("help"), bearer)).status).toBe(200);
    const elsewhere = edge.message("help", { serviceUrl: "https://evil.test/" });
    expect([401, 403]).toContain((await edge.post(elsewhere, bearer)).status);
  });

  test("the serviceurl claim may differ by its trailing slash", async () => {
    const claims = { serviceurl: edge.serviceUrl.replace(/\/$/, "") };
    const answer = await edge.post(edge.message("help"), `bearer ${await edge.token({ claims })}`);
    expect(answer.status).toBe(200);
  });

  test("a key without endorsements speaks for the channel", async () => {
    const other = await startEdge();
    await other.channel.addKey("plain", {});
    const key = other.channel.keys.get("plain")!;
    const bearer = `Bearer ${await other.token({ header: { kid: "plain" }, key })}`;
    expect((await other.post(other.message("help"), bearer)).status).toBe(200);
    await other.stop();
  });
});

describe("fetching the keys", () => {
  test("a flood of made-up key ids is one fetch, and junk none", async () => {
    const fresh = await startEdge();
    await Promise.all(Array.from({ length: 10 }, () => fresh.post(fresh.message("x"), "Bearer a.b.c")));
    expect(fresh.channel.state.metadataFetches).toBe(0);
    const flood = Array.from({ length: 20 }, async (_, index) =>
      fresh.post(fresh.message("x"), `Bearer ${await fresh.token({ header: { kid: `made-up-${index}` } })}`),
    );
    for (const { status } of await Promise.all(flood)) expect(status).toBe(401);
    expect(fresh.channel.state.keyFetches).toBe(1);
    expect(fresh.channel.state.metadataFetches).toBe(1);
    await fresh.stop();
  });

  test("keys that can't be fetched are a 503 with an empty body, and asked for again later", async () => {
    const fresh = await startEdge();
    fresh.channel.state.keysDown = true;
    for (let index = 0; index < 5; index += 1) {
      expect(await fresh.post(fresh.message("x"))).toMatchObject({ status: 503, text: "" });
    }
    expect(fresh.channel.state.metadataFetches).toBe(1);
    expect(fresh.turns).toHaveLength(0);
    fresh.channel.state.keysDown = false;
    fresh.setNow(Date.now() + 6_000);
    expect((await fresh.post(fresh.message("x"))).status).toBe(200);
    await fresh.stop();
  });

  test("a token signed with a secret made of the public key is refused", async () => {
    const header = { alg: "HS256", kid: KID };
    const forged = await new SignJWT({ serviceurl: edge.serviceUrl, iss: ISSUER, aud: CLIENT })
      .setProtectedHeader(header)
      .setExpirationTime("5m")
      .sign(new TextEncoder().encode("-----BEGIN PUBLIC KEY-----"));
    expect(await edge.post(edge.message("help"), `Bearer ${forged}`)).toMatchObject({
      status: 401,
      text: "",
    });
  });
});
