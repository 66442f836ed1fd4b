import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AlertsCardData } from "../../src/alerts/row.ts";
import type { IncidentCardData } from "../../src/commands/parts/incident-card.ts";
import { contentOf } from "../support/clicks.ts";
import { conversation, openHarness, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, startServices, type Services } from "../support/services.ts";
import { USUAL_POLICY } from "../support/policy.ts";
import type { Policy } from "../../src/policy/model.ts";
import { personByKey } from "../../sandbox/people.ts";

/** Incidents of the sandbox's Graph, from the chat to the card. */

let services: Services;
let harness: Harness;
const own = conversation("1:1-ana", "personal");
const carlas = conversation("1:1-carla", "personal");

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph" });
  harness = openHarness(services);
  for (const key of ["ana", "ben", "carla"] as const) await services.signIn(key);
});
afterAll(() => services?.close());

function dataOf<T>(shown: Shown | undefined): T {
  if (shown?.content.kind !== "card") throw new Error(`no card: ${shown && textOf(shown.content)}`);
  return shown.content.data as T;
}

async function list(line: string): Promise<AlertsCardData> {
  const [shown] = await harness.say("ana", own, line);
  return dataOf<AlertsCardData>(shown);
}

function titleOf(row: { readonly button: { readonly title: unknown } } | undefined): string {
  return typeof row?.button.title === "string" ? row.button.title : "";
}

/** An incident of several alerts that Ana may see. */
function attack(): { id: string; alerts: number } {
  const groups = Map.groupBy(services.sandboxDefender.alerts, ({ incidentId }) => incidentId);
  const [id, alerts] = [...groups]
    .filter(([key]) => key !== null)
    .toSorted(([, a], [, b]) => b.length - a.length)[0]!;
  return { id: String(id), alerts: alerts.length };
}

describe("incidents", () => {
  test("are listed, each a click away from its card", async () => {
    const card = await list("incidents since:180d");
    expect(card.heading).toMatch(/^\d+ incidents?/);
    const [shown] = await harness.say("ana", own, "incidents since:180d");
    await harness.click("ana", shown!, titleOf(card.rows[0]));
    expect(harness.shown.length).toBeGreaterThan(0);
  });

  test("can be narrowed by severity, state, owner and tag, which are said", async () => {
    const card = await list(
      "incidents severity:high status:active assigned:nobody tag:Ransomware since:180d",
    );
    expect(card.filter).toBe("High · Active · last 180 d · assigned to nobody · tagged Ransomware");
    expect(
      (await list("incidents severity:high since:180d")).rows.map(({ severity }) => severity),
    ).not.toContain("Low");
    const mine = await list("incidents assigned:me since:180d");
    const all = await list("incidents since:180d");
    expect(mine.rows.length).toBeLessThan(all.rows.length);
    for (const { line } of mine.rows) expect(line).toContain(" · ana.ruiz@");
  });

  test("with an unknown severity are refused, with what is allowed", async () => {
    const [shown] = await harness.say("ana", own, "incidents severity:red");
    expect(textOf(shown!.content)).toContain("high");
  });
});

describe("one incident", () => {
  test("shows its alerts, devices and people, each alert and device a click away", async () => {
    const { id, alerts } = attack();
    const [shown] = await harness.say("ana", own, `incident ${id}`);
    const card = dataOf<IncidentCardData>(shown);
    expect(card.name).toBe(`Incident ${id}`);
    const headings = card.sections.map(({ heading }) => heading);
    expect(headings[0]).toBe(`${alerts} alerts`);
    expect(headings).toEqual(expect.arrayContaining([expect.stringMatching(/^\d+ devices?$/)]));
    expect(card.portalUrl).toBe(`https://security.microsoft.com/incident2/${id}/overview`);
    const device = card.sections
      .flatMap(({ rows }) => rows)
      .find(({ button }) => titleOf({ button }).startsWith("Open device"));
    const answer = await harness.click("ana", shown!, titleOf(device));
    expect(JSON.stringify(answer)).toContain("isolation");
  });

  test("is found by a link to it, and by the link alone", async () => {
    const { id } = attack();
    for (const line of [
      `incident https://security.microsoft.com/incident2/${id}/overview?tid=x`,
      `https://security.microsoft.com/incidents/${id}`,
    ]) {
      const [shown] = await harness.say("ana", own, line);
      expect(dataOf<IncidentCardData>(shown).name).toBe(`Incident ${id}`);
    }
  });

  test("that nobody knows is said to be unknown; what is no number is refused with an example", async () => {
    const [unknown] = await harness.say("ana", own, "incident 999999999");
    expect(textOf(unknown!.content)).toContain("does not know the incident 999999999");
    const [junk] = await harness.say("ana", own, "incident ../users");
    expect(textOf(junk!.content)).toContain("the number of an incident");
  });
});

describe("triage of an incident by buttons alone", () => {
  const seen = (id: string) => services.defender.as(senderOf("ana"), AbortSignal.timeout(5_000)).incident(id);
  const next = (on: Shown, answer: Parameters<typeof contentOf>[0]): Shown => ({
    ...on,
    content: contentOf(answer),
  });

  test("each act takes at most three clicks and leads back to the list, where the row is marked", async () => {
    let [shown] = await harness.say(
      "ana",
      own,
      "incidents since:180d top:20 status:active,inprogress,resolved",
    );
    const [row] = dataOf<AlertsCardData>(shown).rows;
    const open = titleOf(row);
    const id = /\d+$/.exec(open)![0];
    const acts: readonly (readonly [string, Readonly<Record<string, string>> | null, RegExp])[] = [
      ["Assign to me", null, /^✓ Assign/],
      ["In progress", null, /^✓ /],
      ["Comment", { text: "looked at by button" }, /^✓ Comment/],
      ["Resolve", { class: "false" }, /^✓ Resolve as/],
    ];
    for (const [title, inputs, mark] of acts) {
      const card = next(shown!, await harness.click("ana", shown!, open));
      expect(textOf(card.content)).toContain(`"name":"Incident ${id}"`);
      let answer = await harness.click("ana", card, title);
      if (inputs !== null) answer = await harness.click("ana", next(card, answer), title, inputs);
      shown = next(card, answer);
      const marked = dataOf<AlertsCardData>(shown).rows.filter(({ done }) => done !== "");
      expect(marked.map(({ done }) => done)).toEqual([expect.stringMatching(mark)]);
      expect(titleOf(marked[0])).toBe(open);
    }
    expect(await seen(id)).toMatchObject({
      ...{ status: "Resolved", classification: "FalsePositive" },
      assignedTo: personByKey("ana").upn,
    });
    const card = next(shown!, await harness.click("ana", shown!, open));
    expect(textOf(card.content)).not.toContain('"Resolve"');
    expect(textOf(next(card, await harness.click("ana", card, "Back")).content)).toContain('"card":"alerts"');
    expect(textOf(next(card, await harness.click("ana", card, "Contain")).content)).toContain("Contain");
  });
});

describe("triage of an incident", () => {
  const seen = (id: string) => services.defender.as(senderOf("ana"), AbortSignal.timeout(5_000)).incident(id);

  test("takes its number where an alert's id would stand, with the person's own token", async () => {
    const { id } = attack();
    await harness.say("ana", own, `assign ${id} to:me`);
    expect((await seen(id)).assignedTo).toBe(personByKey("ana").upn);
    await harness.say("ana", own, `comment ${id} seen on two more devices`);
    await harness.say("ana", own, `resolve ${id} class:true determination:Malware contained`);
    const resolved = await seen(id);
    expect(resolved).toMatchObject({ status: "Resolved", classification: "TruePositive" });
    expect(resolved.comments.map(({ text }) => text)).toEqual(["seen on two more devices", "contained"]);
    await harness.say("ana", own, `reopen ${id}`);
    expect((await seen(id)).status).toBe("InProgress");
  });

  test("is done to several at once, incidents and alerts in one line, each with a call of its own", async () => {
    const [one, other] = (await list("incidents since:180d top:20 status:active,inprogress")).rows.map(
      (row) => /\d+$/.exec(titleOf(row))![0],
    );
    const alert = services.sandboxDefender.alerts.find(
      ({ incidentId, status }) => ![one, other].includes(String(incidentId)) && status !== "Resolved",
    )!;
    const line = `resolve ${one}, ${other}, ${alert.id} class:false a test`;
    const [split] = await harness.say("carla", carlas, line);
    expect(textOf(split!.content)).toContain("Different things are done here");
    for (let round = 0; round < 6; round += 1) {
      services.advance(2_000);
      await harness.tick();
    }
    for (const id of [one!, other!])
      expect(await seen(id)).toMatchObject({ status: "Resolved", classification: "FalsePositive" });
    expect(services.sandboxDefender.alerts.find(({ id }) => id === alert.id)?.status).toBe("Resolved");
  });

  test("is answered with the incident as it is now", async () => {
    const { id } = attack();
    const said = await harness.say("ana", own, `comment ${id} looked at`);
    expect(said.map(({ content }) => textOf(content)).join("\n")).toContain(`"name":"Incident ${id}"`);
  });

  /** One more alert joins the incident. */
  function joins(id: string): void {
    const [alert] = services.sandboxDefender.alerts.filter(({ incidentId }) => String(incidentId) === id);
    const { machineId, computerDnsName, rbacGroupName } = alert!;
    services.sandboxDefender.raiseAlert({
      machineId,
      computerDnsName,
      rbacGroupName,
      incidentId: Number(id),
    });
  }

  test("by its card closes the alerts that the card showed: where more have come since, that is said, and nothing done", async () => {
    const { id } = attack();
    const [card] = await harness.say("ana", own, `incident ${id}`);
    const pressed = async (on: Shown) => {
      const form = { ...on, content: contentOf(await harness.click("ana", on, "Resolve")) };
      return JSON.stringify(await harness.click("ana", form, "Resolve", { class: "false" }));
    };
    joins(id);
    expect(await pressed(card!)).toMatch(/1 alert has come to incident \d+ after this card was made/);
    expect((await seen(id)).status).not.toBe("Resolved");
    const assigned = await harness.click("ana", card!, "Assign to me");
    expect(textOf(contentOf(assigned))).toContain(`"name":"Incident ${id}"`);
    await pressed({ ...card!, content: contentOf(assigned) });
    expect((await seen(id)).status).toBe("Resolved");
    await harness.say("ana", own, `reopen ${id}`);
  });

  test("is approved with the alerts that it had on the card: one more has to be looked at first", async () => {
    const { id } = attack();
    const rules: Policy["rules"] = [{ name: "ask", when: { action: ["resolve"] }, then: { approvals: 1 } }];
    const strict = openHarness(services, { ...USUAL_POLICY, rules });
    const said = await strict.say(
      "ana",
      conversation("1:1-bound", "personal"),
      `resolve ${id} class:false a test`,
    );
    const card = said.find(({ content }) => textOf(content).includes('"state":"Requested"'))!;
    expect(textOf(card.content)).toMatch(/It closes the incident with all of its alerts: \d+ alerts/);
    joins(id);
    const answer = JSON.stringify(await strict.click("carla", card, "Approve"));
    expect(answer).toMatch(/the card did not show this: It closes the incident/);
    expect((await seen(id)).status).not.toBe("Resolved");
  });

  test("waits for approval where a rule names the action and one of its devices", async () => {
    const device = services.sandboxDefender.device(
      String((await seen(attack().id)).alerts?.flatMap(({ deviceIds }) => deviceIds)[0]),
    );
    const rules: Policy["rules"] = [
      {
        name: "ask first",
        when: { action: ["resolve"], device: { name: [device.computerDnsName ?? ""] } },
        then: { approvals: 1 },
      },
    ];
    const strict = openHarness(services, { ...USUAL_POLICY, rules });
    const shown = await strict.say(
      "ana",
      conversation("1:1-strict", "personal"),
      `resolve ${attack().id} class:true determination:Malware again`,
    );
    expect(shown.map(({ content }) => textOf(content)).join("\n")).toContain('"state":"Requested"');
  });

  test("merges two incidents into one, and shows the one that they are now", async () => {
    const groups = Map.groupBy(services.sandboxDefender.alerts, ({ incidentId }) => incidentId);
    const visible = await list("incidents since:180d status:active,inprogress,resolved top:20");
    const ids = visible.rows
      .map(({ line }) => /^\d+/.exec(typeof line === "string" ? line : "")?.[0] ?? "")
      .filter((one) => groups.has(Number(one)));
    const [one = "", into = ""] = ids.filter((each) => each !== attack().id);
    const said = await harness.say(
      "carla",
      conversation("1:1-carla", "personal"),
      `merge ${one} into:${into}`,
    );
    const now = (await seen(one)).id;
    expect([one, into]).toContain(now);
    expect((await seen(into)).id).toBe(now);
    expect(said.map(({ content }) => textOf(content)).join("\n")).toContain(`"name":"Incident ${now}"`);
    // They are one now, by either number: nothing is left to merge.
    for (const line of [`merge ${now} into:${now}`, `merge ${one} into:${into}`]) {
      const again = await harness.say("carla", conversation("1:1-carla", "personal"), line);
      expect(again.map(({ content }) => textOf(content)).join("\n")).toContain(`Both are incident ${now}`);
    }
  });
});

describe("an id of the other kind", () => {
  test("is taken by alert and by incident: a number shows the incident, an alert's id the incident it belongs to", async () => {
    const { id } = attack();
    const inIt = services.sandboxDefender.alerts.find(({ incidentId }) => String(incidentId) === id)!;
    for (const line of [`alert ${id}`, `incident ${inIt.id}`]) {
      const [shown] = await harness.say("ana", own, line);
      expect(dataOf<IncidentCardData>(shown).name, line).toBe(`Incident ${id}`);
    }
    const alone = services.sandboxDefender.raiseAlert({ incidentId: null });
    const [shown] = await harness.say("ana", own, `incident ${alone.id}`);
    expect(textOf(shown!.content)).toContain(alone.title);
  });
});
