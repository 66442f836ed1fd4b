import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { COMMON_FILE, fileOf } from "../../sandbox/defender/finding-seed.ts";
import { personByKey } from "../../sandbox/people.ts";
import { openFlows, type Flows } from "../support/flows.ts";
import { cardOf } from "../support/hunting.ts";
import { openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";

/** A value is blocked on all devices, or no longer: asked for, approved, sent once, found again. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  services = await startServices();
  harness = openHarness(services);
  flows = openFlows(services, harness);
  for (const key of ["ana", "ben", "carla", "erin"] as const) await services.signIn(key);
  await harness.say("erin", flows.soc, "enable");
});
afterAll(() => services?.close());
beforeEach(() => {
  services.sandboxDefender.faults.clear();
  services.advance(61_000);
});

const named = (value: string) =>
  services.sandboxDefender.indicators.find((one) => one.indicatorValue === value);
const said = async (text: string, key: "ana" | "carla" = "ana") =>
  (await harness.say(key, flows.soc, text)).map((one) => textOf(one.content)).join("\n");
const posts = () =>
  services.sandboxDefender.calls.filter(
    ({ method, path }) => method !== "GET" && path.includes("/indicators"),
  );

/** Asked for by Ana, approved by Carla, carried out. */
async function done(text: string, state = "Succeeded"): Promise<Shown> {
  const card = await flows.ask(text);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, state);
  return card;
}

describe("block", () => {
  test.each([
    ["a".repeat(40), "FileSha1", "a".repeat(40)],
    ["B".repeat(64), "FileSha256", "b".repeat(64)],
    ["c".repeat(32), "FileMd5", "c".repeat(32)],
    ["198[.]51[.]100[.]7", "IpAddress", "198.51.100.7"],
    ["hxxps[:]//bad[.]example/a?b=1", "Url", "https://bad.example/a?b=1"],
    ["evil[.]example.", "DomainName", "evil.example"],
    [Array.from({ length: 20 }, () => "AB").join(":"), "CertificateThumbprint", "ab".repeat(20)],
    [`cert=${"cd".repeat(20)}`, "CertificateThumbprint", "cd".repeat(20)],
  ])(
    "recognises %s, and is sent with the approver's own token after approval",
    async (typed, type, value) => {
      const before = posts().length;
      const card = await flows.ask(`block ${typed} seen in the phishing wave`);
      expect(posts()).toHaveLength(before);
      await harness.click("carla", card, "Approve");
      await flows.settle(card, "Succeeded");
      expect(posts()).toHaveLength(before + 1);
      expect(posts().at(-1)).toMatchObject({ oid: personByKey("carla").oid });
      const made = named(value);
      expect(made).toMatchObject({
        indicatorType: type,
        action: "Block",
        generateAlert: true,
        expirationTime: null,
      });
      const { id } = await flows.request(card);
      expect(made?.description).toMatch(`[${id}] seen in the phishing wave | requested by ana`);
    },
  );

  test("has a mode, an end that counts from the approval, and device groups", async () => {
    await done("block slow.example mode:warn expires:30d groups:Workstations,Lab for the pilot wards");
    const made = named("slow.example");
    expect(made).toMatchObject({ action: "Warn", rbacGroupNames: ["Workstations", "Lab"] });
    const life = Date.parse(made?.expirationTime ?? "") - services.clock.now();
    expect(Math.round(life / 86_400_000)).toBe(30);
    await done("block watch.example mode:audit look first");
    expect(named("watch.example")).toMatchObject({ action: "Audit", generateAlert: true });
  });

  test.each([
    ["10.20.30.42", "private or reserved"],
    ["http://192.168.1.1/admin", "private or reserved"],
    ["[::1]", "private or reserved"],
    ["login.microsoftonline.com", "Microsoft 365"],
    ["https://winatp-gw-cus.microsoft.com/x", "Microsoft 365"],
    ["sharepoint.com", "Microsoft 365"],
    ["contoso.example", "your own organisation"],
    ["mail.contoso.example", "your own organisation"],
  ])("refuses %s in words, and asks nobody", async (value, why) => {
    const before = posts();
    expect(await said(`block ${value} because`)).toContain(why);
    expect(posts()).toEqual(before);
  });

  test("refuses the domains of everybody who acts here, not only of who asks", async () => {
    const holders = () => [{ ...senderOf("carla"), upn: "carla@fabrikam.example" }];
    const other = openHarness({ ...services, entra: { ...services.entra, holders } });
    const shown = await other.say("ana", flows.soc, "block vpn.fabrikam.example because");
    expect(shown.map(({ content }) => textOf(content)).join()).toContain("your own organisation");
  });

  test("takes what a customer of Microsoft's has put there: a site of an attacker may be blocked", async () => {
    await done("block evil-login.azurewebsites.net phishing page");
    expect(named("evil-login.azurewebsites.net")).toBeDefined();
  });

  test("refuses a file that half of the fleet runs, and says how many; audit is possible, and warns", async () => {
    const text = await said(`block ${COMMON_FILE.sha1 ?? ""} looks odd`);
    expect(text).toMatch(/not blocked: \d+ devices of \d+ have it/);
    const card = await flows.ask(`block ${COMMON_FILE.sha1 ?? ""} mode:audit looks odd`);
    expect(textOf(card.content)).toMatch(/At least half of the fleet has it: \d+ of \d+ devices/);
  });

  test("refuses such a file also where Defender tells no name of it", async () => {
    const body = { organizationPrevalence: 100_000, topFileNames: [] };
    services.sandboxDefender.faults.set({ path: /files\/.*stats$/, body });
    expect(await said(`block ${COMMON_FILE.sha1 ?? ""} looks odd`)).toMatch(/not blocked: .* have it/);
  });

  test("shows how common a value is before anybody decides, and says when that could not be checked", async () => {
    const ip = services.sandboxDefender.alerts
      .flatMap(({ evidence }) => evidence)
      .find(({ entityType }) => entityType === "Ip")?.ipAddress;
    const shown = await flows.ask(`block ${ip ?? ""} C2`);
    expect(textOf(shown.content).match(/Here, 30 days.{0,80}/)?.[0]).toMatch(/\d+ devices? of \d+, last/);
    services.sandboxDefender.faults.set({ path: /stats$/, status: 403 });
    const unchecked = await flows.ask("block 198.51.100.99 C2");
    expect(textOf(unchecked.content)).toContain("How many devices have it could not be checked");
  });

  test("what is blocked already is answered so, with who did it, and opens nothing", async () => {
    await done("block twice.example first");
    expect(await said("block twice.example again")).toMatch(
      /has this indicator already \(Block\), since .* by carla/,
    );
  });

  test.each([
    ["some groups alone", "groups:Lab"],
    ["an hour", "expires:1h"],
  ])(
    "what is blocked for %s is not taken for blocked: the rest is asked for, and its card says which it replaces",
    async (what, given) => {
      const value = `${what.replaceAll(" ", "-")}.example`;
      await done(`block ${value} ${given} first`);
      const card = await flows.ask(`block ${value} everywhere, for good`);
      expect(textOf(card.content)).toContain("takes the place of an indicator");
      await harness.click("carla", card, "Approve");
      await flows.settle(card, "Succeeded");
      expect(named(value)).toMatchObject({ rbacGroupNames: [], expirationTime: null });
    },
  );

  test("refuses such a file also by its MD5, by which Defender counts nothing", async () => {
    const md5 = String(fileOf(COMMON_FILE).facts["md5"]);
    expect(await said(`block ${md5} looks odd`)).toMatch(/not blocked: \d+ devices of \d+ have it/);
  });

  test("an answer that got lost is found again by the [ID], and nothing is sent twice", async () => {
    const before = posts().length;
    const card = await flows.ask("block lost.example C2");
    services.sandboxDefender.faults.next(1, { method: "POST", path: /indicators$/, drop: "after" });
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    expect(posts()).toHaveLength(before + 1);
  });

  test("an approver who may not read indicators can't decide", async () => {
    const card = await flows.ask("block hidden.example C2");
    services.sandboxDefender.faults.set({ method: "GET", path: /indicators$/, status: 403 });
    await harness.click("carla", card, "Approve");
    expect(await flows.request(card)).toMatchObject({ state: "Requested", approvals: [] });
  });

  test.each(["block 10.0.0.0/8 x", "block not-a-value x", "block https://a:b@bad.example x"])(
    "%s is refused with what is allowed",
    async (text) => {
      expect(await said(text)).toContain("an IP address (no range)");
    },
  );
});

describe("unblock", () => {
  test("removes the indicator, after approval", async () => {
    await done("block cleaned.example was hacked");
    await done("unblock cleaned[.]example the site has been cleaned");
    expect(named("cleaned.example")).toBeUndefined();
    expect(posts().at(-1)).toMatchObject({ method: "DELETE", oid: personByKey("carla").oid });
  });

  test("of what has no indicator is answered so", async () => {
    expect(await said("unblock never.example why not")).toContain("has no indicator of never.example");
  });
});

describe("indicators", () => {
  test("lists them with who, until when and why, in pages and by search, and shows the limit of 15,000", async () => {
    for (let n = 0; n < 20; n += 1)
      services.sandboxDefender.indicators.push({
        ...named("evil.example")!,
        id: `x${n}`,
        indicatorValue: `many-${n}.example`,
        title: "many",
      });
    const [shown] = await harness.say("ana", flows.soc, "indicators");
    const card = cardOf(shown);
    expect(card.heading).toMatch(/^\d+ indicators? of at most 15,000$/);
    expect(card.rows).toHaveLength(15);
    expect(JSON.stringify(await harness.click("ana", shown!, "Next"))).toContain("many-");
    const found = cardOf((await harness.say("ana", flows.soc, "indicators EVIL.example"))[0]);
    expect(found.heading).toBe("1 indicator found");
    expect(found.rows[0]?.line).toMatch(/carla.* no end .*requested by/);
  });
});
