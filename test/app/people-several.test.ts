import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SANDBOX_DOMAIN, personByKey } from "../../sandbox/people.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { type Flows, openUsual } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** Several people, or several indicators, in one command: one decision, and a step for each. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    alertsApi: "graph",
    policy: USUAL_POLICY,
    enabled: false,
  }));
  services.sandboxGraph.people.setLag(0);
});
afterAll(() => services.close());
beforeEach(() => {
  services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
  // The bot spares Defender: 100 calls a minute.
  services.advance(61_000);
});

const upn = (local: string): string => `${local}@${SANDBOX_DOMAIN}`;
const listOf = (...locals: readonly string[]): string => locals.map(upn).join(", ");
const said = async (text: string): Promise<string> =>
  (await harness.say("ana", flows.soc, text)).map(({ content }) => textOf(content)).join(" ");

/** Calls that changed an account, as the end of their path. */
function changes(since: number): readonly string[] {
  return services.sandboxGraph.calls
    .slice(since)
    .filter(({ method, path }) => method !== "GET" && !path.includes("runHunting"))
    .map(({ path }) => path.split("/").at(-1) ?? "")
    .toSorted();
}

describe("several people in one command", () => {
  test("are one request with a step for each, done where each account lives, as the approver may read it", async () => {
    const before = services.sandboxGraph.calls.length;
    const card = await flows.ask(`suspend ${listOf("m.keller", "s.aydin")} somebody else uses them`);
    const leader = await flows.request(card);
    const steps = await services.store.read((tx) => tx.steps.all(leader.id));
    expect(steps.map(({ target }) => target.name)).toEqual([upn("m.keller"), upn("s.aydin")]);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    const { id } = services.sandboxGraph.people.find(upn("m.keller"))!;
    expect(changes(before)).toEqual([id, "invokeAction"].toSorted());
    services.sandboxGraph.people.change(services.sandboxGraph.people.find(upn("m.keller"))!, {
      enabled: true,
    });
    services.advance(5 * 60_000 + 1000);
    await harness.tick();
    await harness.tick();
    const told = harness.shown.filter(({ content }) => textOf(content).includes("is switched on again"));
    expect(told.map(({ content }) => textOf(content)).join()).toContain(upn("m.keller"));
  });

  test("are counted at the click as devices are: a rule about many that holds by then asks for more", async () => {
    for (const line of ["revoke-sessions m.keller, s.aydin", "block one.example, two.example"]) {
      const [command = "", ...names] = line.split(/,? /);
      const targets = names.map((name) => (name.endsWith(".example") ? name : upn(name))).join(", ");
      const card = await flows.ask(`${command} ${targets} counted`);
      const many = { name: "many", when: { targets: { min: 2 } }, then: { approvals: 2 } };
      const stricter = openHarness(services, { ...USUAL_POLICY, rules: [many] }, harness.shown);
      await stricter.click("carla", card, "Approve");
      const leader = await flows.request(card);
      expect(leader).toMatchObject({ state: "Requested", approvals: [], verdict: { approvals: 2 } });
      await harness.click("carla", card, "Deny", { reason: "a test" });
    }
  });

  test("none of them decides on it, stops it or resumes it", async () => {
    const card = await flows.ask(`revoke-sessions ${personByKey("erin").upn}, ${upn("lena.koch")} phished`);
    for (const title of ["Approve", "Deny"]) {
      const answer = await harness.click("erin", card, title, { reason: "no" });
      expect(JSON.stringify(answer)).toContain("about your own account");
    }
    const approved = await harness.click("carla", card, "Approve");
    if (approved.kind !== "card") throw new Error(approved.kind);
    const stopped = await harness.click("erin", { ...card, content: approved.content }, "Stop");
    expect(JSON.stringify(stopped)).toContain("about your own account");
    await flows.settle(card, "Succeeded");
  });

  test("who would leave too few behind is left out and named, and what waits under an approval counts as done", async () => {
    services.advance(25 * 3_600_000);
    const [erin, carla] = [personByKey("erin").upn, personByKey("carla").upn];
    expect(await said(`revoke-sessions ${erin}, ${carla}, ${upn("rolf.alt")} phished again`)).toMatch(
      new RegExp(`Left out: ${carla} .*Fewer than two people`),
    );
    const card = await flows.ask(`compromised ${erin}, ${upn("rolf.alt")}, ${upn("lena.koch")} phished`);
    await harness.click("carla", card, "Approve");
    expect(await said(`suspend ${carla} phished`)).toContain("Fewer than two people");
    await flows.settle(card, "Succeeded", 3000);
  });

  test("of whom one is not known for certain are not asked for: that one is chosen, or named where nobody is called so", async () => {
    expect(await said(`revoke-sessions "Sam Lee", ${upn("m.keller")} phished`)).toMatch(
      /Which Sam Lee\?.*sam\.lee@.*sam\.lee2@/,
    );
    expect(await said(`revoke-sessions ${listOf("nobody", "m.keller")} phished`)).toContain(
      `nothing is called ${upn("nobody")}`,
    );
  });

  test("are no card to look at: user takes one", async () => {
    expect(await said(`user ${listOf("m.keller", "s.aydin")}`)).toContain("one account at a time");
  });

  test("who have all become something else since, alike, are approved as what they were by nobody", async () => {
    const card = await flows.ask(`revoke-sessions ${listOf("lena.koch", "j.moreau")} phished`);
    const found = ["lena.koch", "j.moreau"].map((local) => services.sandboxGraph.people.find(upn(local))!);
    const before = found.map(({ directoryRoles }) => directoryRoles);
    for (const one of found) one.directoryRoles = ["Security Administrator"];
    const answer = JSON.stringify(await harness.click("carla", card, "Approve"));
    found.forEach((one, index) => (one.directoryRoles = before[index]!));
    expect(answer).toContain("Security Administrator");
    expect((await flows.request(card)).approvals).toEqual([]);
    // What has left it has cards of its own.
    await flows.rest();
  });
});

describe("several indicators in one command", () => {
  const posted = () =>
    services.sandboxDefender.calls.filter(
      ({ method, path }) => method === "POST" && path.endsWith("/indicators"),
    );

  test("are one request with a call for each; what must not be blocked is left out and named", async () => {
    const before = posted().length;
    const words =
      "block evil-one.test.example, evil-two.test.example, login.microsoftonline.com C2 of the wave";
    const said = await harness.say("ana", flows.soc, words);
    const card = said.find(({ content }) => textOf(content).includes('"state":"Requested"'))!;
    expect(said.map(({ content }) => textOf(content)).join(" ")).toMatch(/Left out: login\.microsoftonline/);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Succeeded");
    const bodies = posted()
      .slice(before)
      .map(({ body }) => JSON.stringify(body));
    expect(bodies).toHaveLength(2);
    for (const name of ["evil-one", "evil-two"]) expect(bodies.join()).toContain(`${name}.test.example`);
  });
});

test("explain tells of each of several what it comes to, and does nothing", async () => {
  services.sandboxEntra.setRoles("erin", ["Admin"]);
  const before = await services.store.read((tx) => tx.requests.open());
  const [people, values] = [
    `${upn("m.keller")}, ${personByKey("carla").upn}`,
    "evil-3.test.example, 8.8.4.4",
  ];
  const shown = await said(`explain suspend ${people} phished`);
  expect(shown).toMatch(/m\.keller[^}]*It would wait for/);
  expect(shown).toMatch(/carla[^}]*Fewer than two people/);
  expect(await said(`explain block ${values} C2`)).toMatch(
    /"title":"evil-3[^}]*It would wait for.*"title":"8\.8\.4\.4"/,
  );
  expect(await services.store.read((tx) => tx.requests.open())).toEqual(before);
});
