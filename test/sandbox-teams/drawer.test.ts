import { decodeJwt } from "jose";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { openOperator } from "./operator.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

test("an alert of chosen severity on a chosen device; two on one device are one incident", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const { alerts } = sandbox.defender;
  const [before, told] = [alerts.length, page.getByTestId("alert-told")];
  await page.getByTestId("alert-severity").selectOption("High");
  await page.getByTestId("alert-device").selectOption("web01");
  await page.getByTestId("raise-alert").click();
  await told.getByText("High alert on web01").waitFor();
  await page.getByTestId("alert-severity").selectOption("Low");
  await page.getByTestId("raise-alert").click();
  await told.getByText("Low alert on web01").waitFor();
  const [first, second] = alerts.slice(before);
  expect(first).toMatchObject({ severity: "High", status: "New", computerDnsName: "web01.contoso.example" });
  expect(second).toMatchObject({ severity: "Low", incidentId: first?.incidentId });
  await page.getByTestId("alert-device").selectOption("");
  await page.getByTestId("raise-alert").click();
  await expect.poll(() => alerts.length).toBe(before + 3);
  expect(operator.complaints).toEqual([]);
});

test("the last alert goes the way of an analyst, and the line that tells of it outlives a reload", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  await page.getByTestId("alert-severity").selectOption("Medium");
  await page.getByTestId("raise-alert").click();
  const told = page.getByTestId("alert-told");
  await told.getByText("Medium alert on").waitFor();
  const alert = sandbox.defender.alerts.at(-1)!;
  const raised = alert.lastUpdateTime;
  for (const [text, state] of [
    ["is working on it", { status: "InProgress", assignedTo: "carla.weiss@contoso.example" }],
    ["is of high severity", { severity: "High" }],
    ["commented on", { comments: [{ createdBy: "carla.weiss@contoso.example" }] }],
    ["as a true positive", { status: "Resolved", classification: "TruePositive" }],
    ["reopened", { status: "InProgress", classification: null, resolvedTime: null }],
  ] as const) {
    await page.getByTestId("change-alert").click();
    await told.getByText(text).waitFor();
    expect(alert).toMatchObject(state);
  }
  expect(Date.parse(alert.lastUpdateTime)).toBeGreaterThanOrEqual(Date.parse(raised));
  await page.reload();
  await page.getByTestId("open-drawer").click();
  await page.getByTestId("alert-told").getByText("reopened").waitFor();
});

test("a storm: 500 alerts over all devices and severities, in sixty incidents, hostile titles among them", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const before = sandbox.defender.alerts.length;
  await page.getByTestId("raise-many").click();
  await page
    .getByTestId("alert-told")
    .getByText("Raised 500 alerts on 44 devices, in 60 incidents")
    .waitFor();
  const storm = sandbox.defender.alerts.slice(before);
  const different = (of: (alert: (typeof storm)[number]) => unknown) => new Set(storm.map(of)).size;
  expect(storm).toHaveLength(500);
  expect(different(({ id }) => id)).toBe(500);
  expect(different(({ machineId }) => machineId)).toBe(44);
  expect(different(({ incidentId }) => incidentId)).toBe(60);
  expect(different(({ severity }) => severity)).toBe(4);
  expect(JSON.stringify(storm)).toContain("https://evil.example");
});

test("attacks come as one incident: forty devices, the domain controller among them; an account with two devices", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const of = async (kind: string, says: string) => {
    const before = sandbox.defender.alerts.length;
    await page.getByTestId(`attack-${kind}`).click();
    await page.getByTestId("alert-told").getByText(says).waitFor();
    return sandbox.defender.alerts.slice(before);
  };
  const alerts = await of("ransomware", "Ransomware on 40 devices, dc01 among them: incident 9001");
  expect(new Set(alerts.map(({ machineId }) => machineId)).size).toBe(40);
  expect(new Set(alerts.map(({ incidentId }) => incidentId))).toEqual(new Set([9001]));
  expect(alerts.map(({ rbacGroupName }) => rbacGroupName)).toContain("Domain Controllers");
  const phish = await of("phish", "Mia Keller was phished, and signed in on 2 devices: incident 9002");
  expect(new Set(phish.map(({ evidence }) => evidence[0]?.userPrincipalName))).toEqual(
    new Set(["m.keller@contoso.example"]),
  );
  expect(operator.complaints).toEqual([]);
});

/** Nobody here takes so long to answer, but on purpose. */
const SILENCE_MS = 3_000;

/** What a caller meets: the status, `refused`, or `silence`. */
async function meets(url: string): Promise<number | string> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(SILENCE_MS) })).status;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "silence" : "refused";
  }
}

test("services are put out of order one by one, the page says so after a reload too, and all are mended at once", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const pick = (service: string, mode: string) =>
    page.getByTestId(`service-${service}`).locator(`input[value="${mode}"]`).check();
  const { defender, graph, teams } = sandbox;
  const [alerts, alertsV2] = [`${defender.url}/api/alerts`, `${graph.url}/v1.0/security/alerts_v2`];
  const members = `${teams.url}v3/conversations/x/members`;
  expect(await Promise.all([alerts, alertsV2, members].map(meets))).toEqual([401, 401, 401]);
  await pick("defender", "down");
  await page.getByTestId("trouble").getByText("Defender is down").waitFor();
  await pick("graph", "busy");
  await pick("teams", "hangs");
  await page.getByTestId("trouble").getByText("3 services out of order").waitFor();
  const ailing = ["refused", 429, "silence"];
  expect(await Promise.all([alerts, alertsV2, members].map(meets))).toEqual(ailing);
  expect((await fetch(alertsV2)).headers.get("retry-after")).toBe("5");
  await page.reload();
  await page.getByTestId("open-drawer").click();
  expect(await page.getByTestId("service-defender").locator("input:checked").getAttribute("value")).toBe(
    "down",
  );
  await page.getByTestId("mend-all").click();
  await expect.poll(() => page.getByTestId("trouble").count()).toBe(0);
  expect(await Promise.all([alerts, alertsV2, members].map(meets))).toEqual([401, 401, 401]);
  expect(await page.getByTestId("mend-all").isDisabled()).toBe(true);
});

test("a device gets a tag, falls silent, comes back and is installed anew under its name", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const device = sandbox.defender.device("ward5-nurse02");
  const step = async (name: string, says: string): Promise<void> => {
    await page.getByTestId(`device-${name}`).click();
    await page.getByTestId("device-told").getByText(says).waitFor();
  };
  await step("tag", "ward5-nurse02 has the tag Tier0 now");
  expect(device.machineTags).toEqual(["Ward 5", "Shared", "Tier0"]);
  await step("untag", "has lost the tag Tier0");
  expect(device.machineTags).toEqual(["Ward 5", "Shared"]);
  await step("silence", "what is sent to it waits");
  expect(device.healthStatus).toBe("Inactive");
  expect(Date.now() - Date.parse(device.lastSeen)).toBeGreaterThan(7 * 86_400_000);
  await step("wake", "is back");
  expect(device.healthStatus).toBe("Active");
  await step("leak", "talks on when it is isolated");
  expect(device.leaks).toBe(true);
  await step("seal", "talks no more");
  expect(device.leaks).toBe(false);
  await step("disrupt", "by itself: nobody here has asked for it");
  expect(sandbox.defender.actions.at(-1)).toMatchObject({ machineId: device.id, type: "Isolate" });
  sandbox.defender.finishAction(sandbox.defender.actions.at(-1)!.id, "Succeeded");
  await step("portal-release", "releases ward5-nurse02 in the portal");
  expect(sandbox.defender.actions.at(-1)).toMatchObject({
    type: "Unisolate",
    requestor: "dana.portal@contoso.example",
  });
  await step("playbook", "Another application isolates ward5-nurse02");
  expect(sandbox.defender.actions.at(-1)).toMatchObject({ type: "Isolate", requestor: "SOAR playbook" });
  await step("reimage", "a new device id under the old name");
  const fresh = sandbox.defender.devices.at(-1)!;
  expect(fresh).toMatchObject({ computerDnsName: device.computerDnsName, machineTags: [] });
  expect(fresh.id).toMatch(/^[0-9a-f]{40}$/);
  expect(Date.now() - Date.parse(fresh.firstSeen)).toBeLessThan(60_000);
  expect(device.healthStatus).toBe("Inactive");
  expect(await page.getByTestId("device").locator("option", { hasText: "ward5-nurse02" }).count()).toBe(2);
  expect(operator.complaints).toEqual([]);
});

test("others change accounts, licences are missing, changes show late, and an application gets permissions", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const { people } = sandbox.graph;
  const flip = async (key: string, on: boolean): Promise<void> => {
    await page.getByTestId(`directory-${key}`).setChecked(on);
    await expect.poll(() => page.getByTestId(`directory-${key}`).isChecked()).toBe(on);
  };
  const step = async (name: string, says: string): Promise<void> => {
    await page.getByTestId(`account-${name}`).click();
    await page.getByTestId("account-told").getByText(says).waitFor();
  };
  await flip("late", false);
  expect(people.isLate()).toBe(false);
  await flip("risk", false);
  await flip("identity", false);
  expect(people.licences).toEqual({ risk: false, signIns: true, identity: false });
  await flip("newcomer", true);
  expect(people.grants.newcomer).toBe(true);
  const account = people.find("m.keller@contoso.example")!;
  await page.getByTestId("account").selectOption(account.id);
  await step("disable", `switches ${account.name} off`);
  expect(people.seen(account).enabled).toBe(false);
  await step("enable", `switches ${account.name} on`);
  await step("sign-in", "signs in from Lagos");
  expect(account.signIns[0]).toMatchObject({ city: "Lagos", errorCode: 0 });
  await step("risk", "at high risk");
  expect(people.seen(account).risk).toMatchObject({ level: "high", state: "atRisk" });
  expect(operator.complaints).toEqual([]);
});

test("a role is taken and given, the next token says so, and the pane shows it", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const rolesInToken = async (): Promise<unknown> =>
    decodeJwt(await sandbox.entra.ssoToken("carla"))["roles"];
  const shown = page.getByTestId("pane-1").getByTestId("person-picker").locator("option:checked");
  await page.getByTestId("role-carla-Approver").uncheck();
  await shown.getByText("Carla Weiss – Responder", { exact: true }).waitFor({ state: "attached" });
  expect(await rolesInToken()).toEqual(["Responder"]);
  await page.getByTestId("role-carla-Approver").check();
  await page.getByTestId("role-carla-BreakGlass").check();
  await expect.poll(rolesInToken).toEqual(["Responder", "Approver", "BreakGlass"]);
  expect(operator.complaints).toEqual([]);
});

test("Entra fails and Teams answers badly, each in its own way", async () => {
  await using operator = await openOperator(browser);
  const { page, sandbox } = operator;
  const { entra, teams } = sandbox;
  const pages = `${entra.pagesUrl}/${entra.tenantId}/oauth2/v2.0/authorize`;
  const members = `${teams.url}v3/conversations/x/members`;
  await page.getByTestId("service-entra").locator('input[value="broken"]').check();
  await page.getByTestId("service-teams").locator('input[value="garbled"]').check();
  await page.getByTestId("trouble").getByText("2 services out of order").waitFor();
  expect(await Promise.all([pages, members].map(meets))).toEqual([500, 502]);
  expect(teams.calls.at(-1)?.path).toContain("/members");
  await page.getByTestId("service-entra").locator('input[value="down"]').check();
  await expect.poll(() => meets(pages)).toBe("refused");
  expect(await page.getByTestId("service-teams").locator('input[value="down"]').count()).toBe(0);
});

test("a button that has done its work keeps the focus, and Escape closes the drawer from anywhere", async () => {
  await using operator = await openOperator(browser);
  const { page } = operator;
  const focused = () => page.evaluate("document.activeElement?.dataset.testid");
  const named = (id: string) => page.getByTestId(id);
  await named("device").selectOption({ label: "training-pc01 · silent" });
  await named("device-wake").press("Enter");
  await named("device-silence").waitFor();
  expect(await focused()).toBe("device-silence");
  await named("service-defender").locator('input[value="down"]').check();
  await expect.poll(() => named("mend-all").getAttribute("aria-disabled")).toBe("false");
  await named("mend-all").press("Enter");
  await expect.poll(() => named("mend-all").getAttribute("aria-disabled")).toBe("true");
  expect(await focused()).toBe("mend-all");
  await named("reset").press("Enter");
  await named("reset-confirm").waitFor();
  expect(await focused()).toBe("reset-keep");
  await named("kill-bot").focus();
  await page.evaluate("document.activeElement.blur()");
  await page.keyboard.press("Escape");
  await named("drawer").waitFor({ state: "detached" });
});

test("who is who and what to try stands on the page until somebody has read it", async () => {
  await using operator = await openOperator(browser);
  const { page } = operator;
  await page.keyboard.press("Escape");
  expect(await page.getByTestId("welcome").getByRole("listitem").count()).toBe(5);
  for (const label of ["Side by side", "Automatic", "Sandbox"])
    await page.locator("header.top").getByText(label, { exact: true }).waitFor();
  await page.getByTestId("welcome-done").click();
  await page.reload();
  await page.getByTestId("open-drawer").waitFor();
  expect(await page.getByTestId("welcome").count()).toBe(0);
});
