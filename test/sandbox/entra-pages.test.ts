import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEntra, type SandboxEntra } from "../../sandbox/entra/server.ts";
import { PEOPLE, personByKey } from "../../sandbox/people.ts";
import { DEFENDER, entraCaller } from "./entra-caller.ts";

const REDIRECT = "http://127.0.0.1:3978/auth/end";
let dir: string;
let entra: SandboxEntra;
let caller: ReturnType<typeof entraCaller>;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "entra-pages-"));
  entra = await startEntra({ tlsDir: dir, redirectUris: [REDIRECT] });
  caller = entraCaller(entra);
});
afterAll(async () => {
  await entra.close();
  rmSync(dir, { recursive: true });
});

describe("the sign-in pages", () => {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  async function authorize(extra: Record<string, string> = {}): Promise<Response> {
    const response = await caller.https(
      "GET",
      `${entra.url}/${entra.tenantId}/v2.0/.well-known/openid-configuration`,
    );
    const metadata = JSON.parse(response.text) as { authorization_endpoint: string };
    const query = new URLSearchParams({
      ...{
        client_id: entra.clientId,
        redirect_uri: REDIRECT,
        response_type: "code",
        state: "s1",
        nonce: "n1",
      },
      ...{ scope: `openid offline_access ${DEFENDER}/Machine.Read` },
      ...{ code_challenge: challenge, code_challenge_method: "S256", ...extra },
    });
    return fetch(`${metadata.authorization_endpoint}?${query.toString()}`, { redirect: "manual" });
  }
  async function click(page: string, fields: Record<string, string>): Promise<Response> {
    const transaction = /name="transaction" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? "";
    const body = new URLSearchParams({ transaction, ...fields });
    return fetch(new URL(action, entra.pagesUrl), { method: "POST", body, redirect: "manual" });
  }
  function landing(response: Response): URLSearchParams {
    return new URL(response.headers.get("location") ?? "http://none").searchParams;
  }
  const redeem = (code: string, more: Record<string, string> = {}) =>
    caller.token({
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT,
      scope: "openid",
      code_verifier: verifier,
      ...more,
    });

  test("pick an account, come back with code and state, redeem once with PKCE", async () => {
    const page = await (await authorize({ login_hint: personByKey("david").upn })).text();
    for (const person of PEOPLE) expect(page).toContain(person.upn);
    expect(page.indexOf("David")).toBeLessThan(page.indexOf("Ana"));
    const back = landing(await click(page, { person: "noor" }));
    expect(back.get("state")).toBe("s1");
    const code = back.get("code") ?? "";
    const result = await caller.client().acquireTokenByCode({
      code,
      nonce: "n1",
      redirectUri: REDIRECT,
      codeVerifier: verifier,
      scopes: [`${DEFENDER}/Machine.Read`],
    });
    expect(result.account?.localAccountId).toBe(personByKey("noor").oid);
    expect(result.idTokenClaims).toMatchObject({ nonce: "n1" });
    expect((await redeem(code)).body["error_codes"]).toEqual([54005]);
  });

  test("a wrong verifier or redirect burns the code", async () => {
    const hint = { prompt: "none", login_hint: personByKey("ana").upn };
    const first = landing(await authorize(hint)).get("code") ?? "";
    expect((await redeem(first, { code_verifier: "x".repeat(43) })).body["error_codes"]).toEqual([501481]);
    expect((await redeem(first)).body["error_codes"]).toEqual([54005]);
    const second = landing(await authorize(hint)).get("code") ?? "";
    expect((await redeem(second, { redirect_uri: "http://127.0.0.1/x" })).body["error_codes"]).toEqual([
      500112,
    ]);
  });

  test("consent is asked where it is needed; declining comes back as an error", async () => {
    entra.requireConsent("noor", true);
    expect(
      landing(await authorize({ prompt: "none", login_hint: personByKey("noor").upn })).get("error"),
    ).toBe("consent_required");
    const asked = await (await click(await (await authorize()).text(), { person: "noor" })).text();
    expect(asked).toContain("Machine.Read");
    const declined = landing(await click(asked, { person: "noor", consent: "no" }));
    expect(declined.get("error")).toBe("access_denied");
    const again = await (await click(await (await authorize()).text(), { person: "noor" })).text();
    expect(landing(await click(again, { person: "noor", consent: "yes" })).get("code")).toBeTruthy();
    await expect(caller.onBehalfOf(caller.client(), "noor")).resolves.toBeTruthy();
  });

  test("an authentication context is satisfied by a second page, each time, and stands in that sign-in's tokens", async () => {
    const claims = '{"id_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const hint = { prompt: "none", login_hint: personByKey("ana").upn };
    expect(landing(await authorize({ ...hint, claims })).get("error")).toBe("interaction_required");
    const declined = await (
      await click(await (await authorize({ claims })).text(), { person: "ana" })
    ).text();
    expect(declined).toContain("Verify your identity");
    const no = landing(await click(declined, { person: "ana", verified: "no" }));
    expect(no.get("error")).toBe("access_denied");
    const asked = await (await click(await (await authorize({ claims })).text(), { person: "ana" })).text();
    const code = landing(await click(asked, { person: "ana", verified: "yes" })).get("code") ?? "";
    const { body } = await redeem(code, { scope: `openid ${DEFENDER}/Machine.Read` });
    for (const token of [body["id_token"], body["access_token"]]) {
      expect(decodeJwt(String(token))["acrs"]).toEqual(["c1"]);
    }
    expect(decodeJwt(String(body["id_token"]))["auth_time"]).toBeTypeOf("number");
    const plain = landing(await authorize(hint)).get("code") ?? "";
    expect(decodeJwt(String((await redeem(plain)).body["id_token"]))).not.toHaveProperty("acrs");
  });

  test("an unknown redirect is shown, never followed; PKCE is required; a page is good for one sign-in", async () => {
    const stranger = await authorize({ redirect_uri: "https://evil.example/" });
    expect(stranger.status).toBe(400);
    expect(stranger.headers.get("location")).toBeNull();
    expect(landing(await authorize({ code_challenge_method: "plain" })).get("error")).toBe("invalid_request");
    expect(landing(await authorize({ prompt: "none" })).get("error")).toBe("login_required");
    const page = await (await authorize()).text();
    expect((await click(page, { person: "ana" })).status).toBe(302);
    expect((await click(page, { person: "ana" })).status).toBe(400);
  });
});
