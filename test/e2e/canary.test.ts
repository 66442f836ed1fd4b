import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonKey } from "../../sandbox/people.ts";
import type { Message } from "../../sandbox/teams/types.ts";
import { found, JWT, type Canaries } from "../support/canary.ts";
import { STORES } from "../support/database.ts";
import { openWindow, type Window } from "../support/popup.ts";
import { startFlows, type ProcessFlows } from "../support/process-flows.ts";
import { startTenant, type Tenant } from "../support/tenant.ts";

/**
 * The canaries: everything secret that passes through the real process on a day with sign-ins, approvals and faults is
 * known here, and none of it may be in the log (as verbose as it can be), the store, the metrics, or what Teams is sent.
 */

const METRICS_TOKEN = "canary-metrics-7f3c9b1e";

describe.each(STORES)("canaries on %s", (store) => {
  let tenant: Tenant;
  let flows: ProcessFlows;
  let window: Window;
  /** Tickets stand on cards, where they belong, and nowhere else. */
  const tickets: string[] = [];

  beforeAll(async () => {
    tenant = await startTenant({ store, breakable: true, botEnv: { LOG_LEVEL: "trace", METRICS_TOKEN } });
    tenant.defender.setSpeed(50);
    flows = startFlows(tenant);
    tenant.entra.setAccessTokenSeconds(60);
    await flows.signIn("ana", "carla");
  });

  afterAll(async () => {
    await tenant?.close();
  });

  async function oauthPrompt(person: PersonKey, text: string): Promise<Message> {
    const { message } = tenant.teams.send(person, person, text);
    return tenant.next(person, message, (shown) => shown.includes("card.oauth"));
  }

  test("a day at work, with its faults", async () => {
    tenant.entra.requireConsent("david", true);
    const prompt = await oauthPrompt("david", "alerts");
    const note = () => tenant.teams.state.view("david", prompt.id).note;
    await expect.poll(() => note()?.kind).toBe("sign-in");
    const current = note();
    const button = current?.kind === "sign-in" ? current.url : "";
    tickets.push(new URL(button).searchParams.get("ticket") ?? "");
    window = await openWindow(button, "david");
    await tenant.teams.signedIn("david", prompt.id, window.code);
    await tenant.next("david", prompt, (shown) => shown.includes("Open alert"));

    const card = await flows.request("canary");
    tenant.defender.faults.next(1, { method: "POST", status: 401, answer: "before" });
    await tenant.teams.click("david", card.id, "Approve");
    await tenant.shows("ana", card, "Succeeded");

    tenant.entra.faults.set({
      status: 400,
      body: { error: "invalid_grant", error_description: "AADSTS50173: no" },
    });
    await flows.hears("carla", "alerts");
    tenant.entra.faults.set({ status: 200, body: "<html>gateway</html>" });
    await tenant.ask("ana", "ana", "device ward3-nurse12");
    flows.calm();
    tenant.graph.faults.set({ status: 500, body: { error: { code: "Internal", message: "stack" } } });
    await tenant.ask("ana", "ana", "alerts");
    flows.calm();
    tenant.teams.faults.set({ status: 412 });
    await tenant.teams.send("noor", "noor", "alerts").answer;
    flows.calm();
    await tenant.database.away("refuses");
    await tenant.ask("ana", "ana", "requests");
    await tenant.database.back();
    await tenant.ask("ana", "ana", "signout");
  });

  /** Everything secret so far, by what it is. */
  function secrets(): Canaries {
    const env = tenant.bot.env();
    const key = env["TOKEN_KEY"] ?? "";
    const brought = tenant.teams.deliveries.flatMap(({ activity }) => {
      const value = activity["value"] as { token?: string; authentication?: { token?: string } } | undefined;
      return [value?.token ?? [], value?.authentication?.token ?? []].flat();
    });
    const query = (url: URL, name: string): string => url.searchParams.get(name) ?? "";
    return new Map([
      ["client secret", [env["CLIENT_SECRET"] ?? ""]],
      ["token key", [key, Buffer.from(key, "base64").toString("latin1")]],
      ["metrics token", [METRICS_TOKEN]],
      ["SSO tokens", brought],
      ["issued tokens", tenant.entra.calls.flatMap(({ issued }) => issued ?? [])],
      ["authorization code", [query(window.back, "code")]],
      ["state, nonce", [query(window.back, "state"), query(window.entra, "nonce")]],
      ["one-time code", [window.code]],
    ]);
  }

  test("there are canaries of every kind", () => {
    for (const [name, values] of secrets()) {
      expect(values.length, name).toBeGreaterThan(0);
      for (const value of values) expect(value.length, name).toBeGreaterThan(15);
    }
    expect(tickets[0]?.length).toBeGreaterThan(15);
    const issued = secrets().get("issued tokens") ?? [];
    expect(issued.some((token) => token.startsWith("1."))).toBe(true);
    expect(issued.some((token) => JWT.test(token))).toBe(true);
  });

  test("none is in the log", () => {
    const log = readFileSync(tenant.bot.logFile, "utf8");
    expect(log.split("\n").length).toBeGreaterThan(10);
    expect(found(log, new Map([...secrets(), ["ticket", tickets]]))).toEqual([]);
  });

  test("none is in what Teams was sent: messages, cards, answers to clicks", () => {
    const sent = [
      ...tenant.teams.calls.map(({ body }) => body),
      ...tenant.teams.deliveries.map(({ answer }) => answer),
    ];
    expect(found(JSON.stringify(sent), secrets())).toEqual([]);
  });

  test("none is in the metrics", async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const response = await fetch(new URL("/metrics", tenant.bot.url), { headers });
    expect(response.status).toBe(200);
    expect(found(await response.text(), new Map([...secrets(), ["ticket", tickets]]))).toEqual([]);
  });

  test("none is in the store, while the bot runs and after it has ended", async () => {
    const all = new Map([...secrets(), ["ticket", tickets]]);
    expect(found(await tenant.database.dump(), all)).toEqual([]);
    await tenant.bot.stop();
    const dump = await tenant.database.dump();
    expect(dump).toContain("canary");
    expect(found(dump, all)).toEqual([]);
  });
});
