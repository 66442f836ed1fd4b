import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SANDBOX_DOMAIN, personByKey } from "../../sandbox/people.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import { openFlows, type Flows, openUsual } from "../support/flows.ts";
import { openHarness, textOf, type Harness } from "../support/harness.ts";
import type { Services } from "../support/services.ts";

/** What keeps people from locking themselves out, and from deciding on themselves. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual({
    alertsApi: "graph",
    policy: USUAL_POLICY,
    enabled: false,
  }));
});
afterAll(() => services.close());
beforeEach(() => {
  services.sandboxGraph.faults.clear();
  services.sandboxGraph.people.setLag(0);
});

const upn = (local: string): string => `${local}@${SANDBOX_DOMAIN}`;
const account = (local: string) => services.sandboxGraph.people.find(upn(local))!;

describe("guards", () => {
  test("the accused decides nothing: neither approves nor denies what is about their own account", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    const card = await flows.ask(`revoke-sessions ${personByKey("erin").upn} phished`);
    for (const title of ["Approve", "Deny"]) {
      const answer = await harness.click("erin", card, title, { reason: "no" });
      expect(JSON.stringify(answer)).toContain("about your own account");
    }
    expect((await flows.request(card)).state).toBe("Requested");
    services.sandboxEntra.setRoles("erin", ["Admin"]);
  });

  test("of the last two Approvers nobody is locked out", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin"]);
    for (const action of ["suspend", "revoke-sessions", "compromised"]) {
      const [said] = await harness.say("ana", flows.soc, `${action} ${personByKey("carla").upn} phished`);
      expect(textOf(said!.content)).toContain("Fewer than two people would be left with the role Approver");
    }
  });

  test("what is approved counts as done: of three Approvers a second one is not locked out", async () => {
    services.sandboxEntra.setRoles("erin", ["Admin", "Approver"]);
    const first = await flows.ask(`revoke-sessions ${personByKey("erin").upn} phished, surely`);
    const second = await flows.ask(`revoke-sessions ${personByKey("carla").upn} phished`);
    await harness.click("carla", first, "Approve");
    const answer = await harness.click("david", second, "Approve");
    expect(JSON.stringify(answer)).toMatch(/Fewer than two people|denies/);
    services.sandboxEntra.setRoles("erin", ["Admin"]);
  });

  test("holders that can't be listed: suspend is refused, the rest takes two approvals", async () => {
    const down = {
      method: "GET",
      path: /servicePrincipals/,
      status: 403,
      body: {
        error: {
          code: "Authorization_RequestDenied",
          message: "Insufficient privileges to complete the operation.",
        },
      },
    };
    services.sandboxGraph.faults.set(down);
    const [said] = await harness.say("ana", flows.soc, `suspend ${upn("rolf.alt")} phished`);
    expect(textOf(said!.content)).toContain("could not be listed");
    const card = await flows.ask(`revoke-sessions ${upn("rolf.alt")} phished`);
    expect((await flows.request(card)).verdict.approvals).toBe(2);
    services.sandboxGraph.faults.set(null);
  });

  test("who can't read the account can't approve what is about it", async () => {
    const card = await flows.ask(`revoke-sessions ${upn("sam.lee2")} phished`);
    services.sandboxGraph.faults.next(1, {
      method: "GET",
      path: /\/users\/[^/]+$/,
      status: 404,
      body: { error: { code: "Request_ResourceNotFound", message: "x" } },
    });
    const answer = await harness.click("carla", card, "Approve");
    expect(JSON.stringify(answer)).toContain("so you can't decide on it");
    expect((await flows.request(card)).state).toBe("Requested");
  });

  test("the card says who holds directory roles, is an approver here, is synchronised, or asked for it", async () => {
    const storm = await flows.ask(`revoke-sessions ${upn("ida.storm")} phished`);
    expect(textOf(storm.content)).toContain("holds the directory role Global Administrator");
    expect(textOf(storm.content)).toContain("synchronised from Active Directory");
    const own = await flows.ask(`revoke-sessions ${personByKey("ana").upn} I clicked on a link`);
    expect(textOf(own.content)).toContain("asked for by this very person");
    expect(textOf(own.content)).toContain("may last some minutes");
  });
});

describe("policies speak of people", () => {
  test("when.user by directory role, UPN and department", async () => {
    const strict = openHarness(services, {
      ...USUAL_POLICY,
      rules: [
        { name: "admins", when: { user: { role: ["Global *"] } }, then: { approvals: 3 } },
        {
          name: "nursing",
          when: { user: { department: ["Nursing"] } },
          then: { deny: "Ask the ward first." },
        },
        { name: "sam", when: { user: { upn: ["sam.*"] } }, then: { approvals: 2 } },
      ],
    });
    const other = openFlows(services, strict);
    const storm = await other.ask(`compromised ${upn("ida.storm")} phished`);
    expect((await other.request(storm)).verdict.approvals).toBe(3);
    const sam = await other.ask(`compromised ${upn("sam.lee2")} phished`);
    expect((await other.request(sam)).verdict.approvals).toBe(2);
    const [said] = await strict.say("ana", other.soc, `compromised ${upn("m.keller")} phished`);
    expect(textOf(said!.content)).toContain("Ask the ward first.");
  });

  test("a role that somebody gets behind the approval voids it", async () => {
    const card = await flows.ask(`compromised ${upn("sam.lee2")} phished again`);
    const sam = account("sam.lee2");
    sam.directoryRoles = ["Helpdesk Administrator"];
    const answer = await harness.click("carla", card, "Approve");
    expect(JSON.stringify(answer)).toContain("Helpdesk Administrator");
    expect((await flows.request(card)).state).toBe("Requested");
    sam.directoryRoles = [];
  });
});
