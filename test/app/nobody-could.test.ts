import { describe, expect, test } from "vitest";
import type { Rule } from "../../src/policy/model.ts";
import { SANDBOX_DOMAIN, type PersonKey } from "../../sandbox/people.ts";
import { conversation, textOf } from "../support/harness.ts";
import { listOf, PLAIN, usingSeveral } from "../support/several.ts";

/** What nobody could approve is refused when it is asked for: it would only wait until it expires. Carla and David approve here. */

const flows = usingSeveral();

const under = (then: Rule["then"], when: Rule["when"] = {}) =>
  flows.under({
    ...PLAIN,
    rules: [{ name: "much", when, then }],
    emergency: { enabled: true, actions: ["isolate"] },
  });

async function says(key: PersonKey, line: string): Promise<string> {
  const said = await flows.harness.say(key, conversation(`1:1-hope-${key}`, "personal"), line);
  return said.map(({ content }) => textOf(content)).join("\n");
}

const REFUSED = /nobody could approve it: it needs \d/;

describe("asked for under a rule that nobody meets", () => {
  test.each<[string, PersonKey, Rule["then"], RegExp]>([
    ["more approvals than there are Approvers", "ana", { approvals: 3 }, /it needs 3, .* only 2 may/],
    ["as many as there are, and one of them asks", "carla", { approvals: 2 }, /it needs 2, .* only 1 may/],
    ["everybody is excluded", "ana", { exclude: ["*"] }, /it needs 1, .* nobody may/],
    ["each of them is, by name", "ana", { exclude: [`*@${SANDBOX_DOMAIN}`] }, REFUSED],
  ])("%s: it is refused, and on record", async (_, key, then, why) => {
    under(then);
    const [device] = flows.fresh(1);
    expect(await says(key, `isolate ${device!.name} beaconing`)).toMatch(why);
    const { open, last } = await flows.services.store.read(async (tx) => ({
      open: await tx.requests.openOn(device!.id, "isolate"),
      last: (await tx.audit.list(null, 1))[0],
    }));
    expect(open).toHaveLength(0);
    expect(last).toMatchObject({ event: "refused", command: "isolate" });
  });

  test("one of several: that is left out and named, the others are asked for", async () => {
    under({ approvals: 3 }, { device: { tag: ["Tier0"] } });
    const [one] = flows.fresh(1, { machineTags: ["Tier0"] });
    const others = flows.fresh(2);
    const said = await says("ana", `isolate ${listOf([one!, ...others])} worm`);
    expect(said).toMatch(REFUSED);
    expect(said).toMatch(/"state":"Requested"/);
    const open = await flows.services.store.read((tx) => tx.requests.openOn(one!.id, "isolate"));
    expect(open).toHaveLength(0);
  });

  test("all of several: nothing is asked for", async () => {
    under({ approvals: 3 });
    expect(await says("ana", `isolate ${listOf(flows.fresh(3))} worm`)).toMatch(
      /Nothing is left to ask for.*nobody could/,
    );
  });
});

test("explain tells it of one and of several, and not of what waits for nobody", async () => {
  under({ approvals: 3 });
  const devices = flows.fresh(2);
  expect(await says("ana", `explain isolate ${devices[0]!.name} beaconing`)).toMatch(REFUSED);
  expect(await says("ana", `explain isolate ${listOf(devices)} worm`)).toMatch(REFUSED);
  expect(await says("ana", `explain isolate ${devices[0]!.name} emergency:true worm`)).not.toMatch(REFUSED);
});

describe("is asked for all the same", () => {
  test("where who asks may approve, and no more are needed", async () => {
    under({ approvals: 2, selfApproval: true });
    flows.under({ ...flows.harness.deps.policy(), default: { ...PLAIN.default, selfApproval: true } });
    expect(await says("carla", `isolate ${flows.fresh(1)[0]!.name} beaconing`)).toMatch(
      /"state":"Requested"/,
    );
  });

  test("where it can't be read who holds the role", async () => {
    under({ approvals: 3 });
    flows.services.sandboxGraph.faults.set({ status: 500, path: /appRoleAssignedTo|servicePrincipals/ });
    const said = await says("ana", `scan ${flows.fresh(1)[0]!.name} beaconing`);
    flows.services.sandboxGraph.faults.clear();
    expect(said).toMatch(/"state":"Requested"/);
  });

  test("in an emergency, which waits for nobody", async () => {
    under({ approvals: 3 });
    flows.services.sandboxEntra.setRoles("david", ["Approver", "BreakGlass"]);
    const said = await says("david", `isolate ${flows.fresh(1)[0]!.name} emergency:true worm`);
    expect(said).toMatch(/"state":"(Approved|Executing)"/);
  });
});
