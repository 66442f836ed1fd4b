import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { COMMON_FILE, fileOf } from "../../sandbox/defender/finding-seed.ts";
import { personByKey } from "../../sandbox/people.ts";
import { cardOf, own, words, write, type HuntCard } from "../support/hunting.ts";
import { openHarness, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** What is found in an investigation is looked up with one line, and leads on with one click. */

let services: Services;
let harness: Harness;

const answer = async (text: string, key: "ana" | "ben" = "ana") =>
  cardOf((await write(harness, key, own, text))[0]);
const factOf = (card: HuntCard, label: string) => card.facts.find((fact) => fact.label === label)?.value;

describe.each(["mde", "graph"] as const)("with alerts from %s", (alertsApi) => {
  beforeAll(async () => {
    services = await startServices({ alertsApi });
    for (const key of ["ana", "ben", "noor"] as const) await services.signIn(key);
  });
  afterAll(() => services?.close());
  beforeEach(() => {
    harness = openHarness(services);
    services.sandboxDefender.faults.clear();
  });

  const found = (kind: "File" | "Ip" | "Url") => {
    const device = services.sandboxDefender.device("ward3-nurse12");
    const alert = services.sandboxDefender.raiseAlert({
      machineId: device.id,
      evidence: services.sandboxDefender.alerts
        .flatMap(({ evidence }) => evidence)
        .filter(({ entityType }) => entityType === kind)
        .slice(0, 1),
    });
    return { alert, piece: alert.evidence[0]!, device };
  };

  test("file tells of a file by SHA-1 and by SHA-256: how common here and worldwide, signer, devices, open alerts", async () => {
    const { piece, device, alert } = found("File");
    const card = await answer(`file ${(piece.sha1 ?? "").toUpperCase()}`);
    expect(card.intro).toMatch(/^On \d device.*open alert/);
    expect(factOf(card, "Here, 30 days")).toMatch(/^\d+ devices?, first .* UTC .*, last /);
    expect(factOf(card, "Worldwide")).toMatch(/^\d+ devices?, first /);
    expect(factOf(card, "SHA-256")).toBe(piece.sha256);
    expect(card.rows.map(({ title }) => title)).toEqual(
      expect.arrayContaining([device.computerDnsName, expect.any(String)]),
    );
    const bySha256 = await answer(`file ${piece.sha256 ?? ""}`);
    expect(factOf(bySha256, "SHA-1")).toBe(piece.sha1);
    const [shown] = await write(harness, "ana", own, `file ${piece.sha1 ?? ""}`);
    await harness.click("ana", shown!, `Show alert ${alert.id}`);
  });

  test("a device of a file is one click away", async () => {
    const { piece, device } = found("File");
    const [shown] = await write(harness, "ana", own, `file ${piece.sha1 ?? ""}`);
    const clicked = await harness.click("ana", shown!, `Show device ${device.computerDnsName ?? ""}`);
    expect(JSON.stringify(clicked)).toContain(device.id);
  });

  test("file says what Microsoft's own file is, and that it runs everywhere", async () => {
    const card = await answer(`file SHA1:${COMMON_FILE.sha1 ?? ""}`);
    expect(card.heading).toBe("File svchost.exe");
    expect(factOf(card, "Signed by")).toBe("Microsoft Windows");
    expect(factOf(card, "Microsoft's verdict")).toBe("Clean");
    expect(card.total - card.rows.length).toBeGreaterThan(5);
    const systems = card.rows.map(({ line }) => line).filter((line) => line.includes("Windows"));
    expect(systems[0]).toContain("Windows ");
    expect(systems.join("\n")).not.toMatch(/Windows[0-9A-Z]/);
  });

  test("a file that nobody knows is said to be unknown, and not shown as harmless", async () => {
    const card = await answer(`file ${"0".repeat(39)}1`);
    expect(card.intro).toContain("Neither Microsoft nor any device here has reported this file");
    expect(words(await write(harness, "ana", own, `file ${"0".repeat(64)}`))).toContain(
      "does not know a file",
    );
  });

  test("an MD5 is looked for in what devices have reported", async () => {
    const { piece } = found("File");
    const md5 = fileOf(piece).facts["md5"] as string;
    expect(factOf(await answer(`file ${md5}`), "SHA-1")).toBe(piece.sha1);
    expect(words(await write(harness, "ana", own, `file ${"0".repeat(32)}`))).toContain("No device here");
  });

  test("ip and domain take what is defanged, and tell who has talked to it", async () => {
    const { piece } = found("Ip");
    const ip = await answer(`ip ${(piece.ipAddress ?? "").replaceAll(".", "[.]")},`);
    expect(ip.heading).toBe(`IP address ${piece.ipAddress ?? ""}`);
    expect(ip.intro).toMatch(/^\d devices? here (?:has|have) talked to it, \d+ open alert/);
    const url = found("Url");
    const host = new URL(url.piece.url ?? "").hostname;
    const domain = await answer(
      `domain ${(url.piece.url ?? "").replace("http", "hxxp").replaceAll(".", "[.]")}`,
    );
    expect(domain.heading).toBe(`Domain ${host}`);
    expect(domain.rows.map(({ title }) => title)).toContain(url.device.computerDnsName);
    expect(services.sandboxDefender.calls.at(-1)).toMatchObject({ oid: personByKey("ana").oid });
  });

  test("a private address is said to be one, and leads to the device that has it", async () => {
    const card = await answer("ip 10[.]20[.]30[.]42");
    expect(factOf(card, "Kind")).toContain("private");
    expect(words(await write(harness, "ana", own, "ip 10.20.30.42"))).toContain("Show device 10.20.30.42");
  });

  test("what is looked up is one click from being blocked; a private address is not", async () => {
    const [shown] = await write(harness, "ana", own, "ip 198.51.100.8");
    expect(JSON.stringify(await harness.click("ana", shown!, "Block"))).toContain("198.51.100.8");
    const [own10] = await write(harness, "ana", own, "ip 10.20.30.42");
    expect(words([own10!])).not.toContain('"title":"Block"');
  });

  test("of an address the devices are one click away, by a hunt that shows its query", async () => {
    const [shown] = await write(harness, "ana", own, "ip 198.51.100.7");
    await harness.click("ana", shown!, "Find the devices");
    await expect
      .poll(() => services.sandboxGraph.calls.at(-1)?.body)
      .toMatchObject({ Query: expect.stringContaining("RemoteIP == '198.51.100.7'") as string });
  });

  test("who sees few device groups is shown few devices; how common it is counts all", async () => {
    const wide = await answer(`file ${COMMON_FILE.sha1 ?? ""}`);
    const narrow = await answer(`file ${COMMON_FILE.sha1 ?? ""}`, "ben");
    expect(factOf(narrow, "Here, 30 days")).toBe(factOf(wide, "Here, 30 days"));
    expect(narrow.total).not.toBe(wide.total);
  });

  test("what can't be read is said to be unchecked, never none", async () => {
    services.sandboxDefender.faults.set({ path: /\/stats$/, status: 403 });
    const card = await answer("ip 198.51.100.9");
    expect(card.intro).toContain("could not be checked");
  });
});

describe("weaknesses", () => {
  beforeAll(async () => {
    services = await startServices();
    for (const key of ["ana", "noor"] as const) await services.signIn(key);
  });
  afterAll(() => services?.close());
  beforeEach(() => {
    harness = openHarness(services);
    services.sandboxDefender.faults.clear();
    services.sandboxDefender.calls.length = 0;
  });
  const calls = () => services.sandboxDefender.calls.map(({ path }) => path);

  test("cve tells how severe it is, whether it is exploited, and which devices have it, in two calls", async () => {
    const card = await answer("cve cve-2026-21412");
    expect(card.heading).toMatch(/^CVE-2026-21412: \d+ devices? exposed$/);
    expect(factOf(card, "Severity")).toBe("Critical");
    expect(factOf(card, "CVSS")).toBe("9.8");
    expect(factOf(card, "Exploit")).toBe("public, verified");
    expect(card.rows.length).toBeGreaterThan(2);
    expect(calls()).toHaveLength(2);
    expect(words(await write(harness, "ana", own, "cve CVE-1999-0001"))).toContain(
      "does not know the vulnerability CVE-1999-0001",
    );
  });

  test("software tells of versions and weaknesses, by name, with its vendor, or after a choice", async () => {
    const card = await answer("software OpenSSL");
    expect(card.heading).toBe("openssl openssl");
    expect(card.rows[0]).toMatchObject({ title: "Version 3.0.2", cells: [{ value: "5" }, { value: "7" }] });
    expect(calls()).toHaveLength(2);
    expect((await answer("software microsoft edge")).heading).toBe("microsoft edge");
    const [several] = await write(harness, "ana", own, "software viewer");
    expect(cardOf(several).heading).toBe("Several products are called viewer");
    expect(JSON.stringify(await harness.click("ana", several!, "acme viewer"))).toContain("Version 4.1");
    expect(words(await write(harness, "ana", own, "software nothing-like-it"))).toContain("has no product");
  });

  test("the device card names missing updates and recommendations, and says so where they can't be read: none shown is not none", async () => {
    const device = "device ward3-nurse12.contoso.example";
    const shown = words(await write(harness, "ana", own, device));
    expect(shown).toContain("KB5068861 November 2026 Security Updates");
    expect(shown).toContain("Turn on Tamper Protection; Update Microsoft Windows 10");
    services.sandboxDefender.faults.set({ path: /getmissingkbs|recommendations/, status: 403 });
    const without = words(await write(harness, "ana", own, device));
    expect(without).toMatch(/"Missing updates","value":"could not be checked"/i);
    expect(without).toMatch(/"Advice","value":"could not be checked"/i);
    expect(without).toContain("ward3-nurse12");
  });

  test("exposure tells the score, the worst device group first, and the score of the configuration", async () => {
    const card = await answer("exposure");
    expect(card.heading).toMatch(/^Exposure score \d+ of 100$/);
    expect(factOf(card, "Secure score for devices")).toBe("612 points");
    expect(card.rows.map(({ title }) => title).toSorted()).toEqual([
      "Domain Controllers",
      "Finance",
      "Lab",
      "Servers",
      "Workstations",
    ]);
  });

  test.each([
    ["file zzz", "a SHA-1, SHA-256 or MD5"],
    ["ip 10.0.0.0/8", "an IP address"],
    ["ip 300.1.1.1", "an IP address"],
    ["domain no_dots", "a domain name"],
    ["domain ../../machines", "a domain name"],
    ["cve 12", "the number of a vulnerability"],
    ["software 'x' or 1 eq 1'", "a product's name"],
  ])("%s is refused with what is allowed, and asks Defender nothing", async (text, allowed) => {
    expect(words(await write(harness, "ana", own, text))).toContain(allowed);
    expect(calls()).toEqual([]);
  });

  test("who lacks the permission is told which role it takes", async () => {
    services.sandboxDefender.faults.set({
      path: /vulnerabilities/,
      status: 403,
      body: { error: { code: "Forbidden", message: "no", target: "x" } },
    });
    expect(words(await write(harness, "ana", own, "cve CVE-2026-21412"))).toContain("View Data");
  });
});
