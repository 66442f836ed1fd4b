import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cardOf, own, words, write } from "../support/hunting.ts";
import { conversation, openHarness, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** Hunts that people keep in a conversation. */

let services: Services;
let harness: Harness;

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph" });
  for (const key of ["ana", "david"] as const) await services.signIn(key);
  harness = openHarness(services);
});
afterAll(() => services?.close());

const channel = conversation("19:soc@thread.tacv2", "channel");
const asked = () =>
  (
    services.sandboxGraph.calls.findLast((call) => call.path.endsWith("runHuntingQuery"))?.body as {
      Query: string;
    }
  ).Query;
const deviceId = () =>
  services.sandboxDefender.devices.find(
    ({ computerDnsName }) => computerDnsName?.startsWith("web01") === true,
  )?.id;

describe("a hunt is saved", () => {
  test("with its query, is run by its name with its parameters, listed, and forgotten; audited as a change", async () => {
    const kql = "DeviceInfo\n| where DeviceId == {device} // one\n| project DeviceName";
    expect(words(await write(harness, "ana", own, `hunt save Where-Is ${kql}`))).toContain(
      "Type: hunt where-is device:…",
    );
    expect(words(await write(harness, "ana", own, "hunt where-is"))).toContain("add device:");
    const [shown] = await write(harness, "ana", own, "hunt where-is device:web01");
    expect(cardOf(shown).heading).toContain("where-is · web01");
    expect(asked()).toBe(`DeviceInfo\n| where DeviceId == "${deviceId()}" // one\n| project DeviceName`);
    const [list] = await write(harness, "ana", own, "hunts");
    expect(cardOf(list).rows[0]).toMatchObject({ title: "where-is" });
    expect(words(await write(harness, "ana", own, "hunt forget where-is"))).toContain("is forgotten");
    expect(words(await write(harness, "ana", own, "hunt forget where-is"))).toContain("No hunt of the name");
    const records = await services.store.transaction((tx) => tx.audit.list(null, 100));
    expect(
      records
        .filter(({ event }) => event === "changed")
        .map(({ command }) => command)
        .toSorted(),
    ).toEqual(["hunt forget", "hunt save"]);
  });

  test("as the last one that was run here by whoever saves it, from a code block too", async () => {
    expect(words(await write(harness, "david", own, "hunt save mine"))).toContain("no hunt here");
    await write(harness, "ana", own, "hunt AlertInfo | count");
    expect(words(await write(harness, "david", own, "hunt save mine"))).toContain("no hunt here");
    await write(harness, "ana", own, "hunt save counted");
    await write(harness, "ana", own, "hunt DeviceInfo | take 1");
    await write(harness, "ana", own, "hunt counted");
    expect(asked()).toBe("AlertInfo | count");
    await write(
      harness,
      "ana",
      own,
      "hunt save blocked",
      "<p>hunt save blocked</p><pre>AlertInfo | take 2</pre>",
    );
    await write(harness, "ana", own, "hunt blocked");
    expect(asked()).toBe("AlertInfo | take 2");
  });

  test.each([
    ["hunt save logons DeviceInfo", "Please choose another name"],
    ["hunt save x/y DeviceInfo", "2 to 40 letters"],
    ["hunt save quoted DeviceInfo | where DeviceId == '{device}'", "without quotes"],
    ["hunt save", "name"],
  ])("%s is refused, with what to do", async (text, said) => {
    expect(words(await write(harness, "ana", own, text))).toContain(said);
  });

  test("in that conversation alone, and in a channel by an Admin or a Responder", async () => {
    await write(harness, "ana", own, "hunt save here DeviceInfo | take 3");
    expect(words(await write(harness, "ana", channel, "hunt forget here"))).toContain("No hunt of the name");
    expect(words(await write(harness, "david", channel, "hunt save there DeviceInfo | take 3"))).toContain(
      "You need the role",
    );
    expect(words(await write(harness, "ana", channel, "hunt save there DeviceInfo | take 3"))).toContain(
      "Saved",
    );
  });
});
