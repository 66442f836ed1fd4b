import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCards } from "../../src/adapters/teams/cards.ts";
import { CLOUDS } from "../../src/config/clouds.ts";
import { isOnFileHost } from "../../src/shared/file-hosts.ts";
import { tongueOf } from "../../src/texts/render.ts";
import { openUsual, type Flows } from "../support/flows.ts";
import { obstruct } from "../support/obstacles.ts";
import { textOf, type Harness, type Shown } from "../support/harness.ts";
import { silentLog, type Services } from "../support/services.ts";

/** An investigation package: its link is for who asked for it, in their 1:1 chat, and kept nowhere. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual());
});

afterAll(() => services?.close());

/** The card with the button, once the package is there. */
async function ready(): Promise<Shown> {
  const card = await flows.ask(`collect ${flows.workstation().id} beaconing`);
  await harness.click("carla", card, "Approve");
  await flows.settle(card, "Succeeded");
  await harness.tick();
  return harness.shown.findLast(({ content }) => textOf(content).includes("package is ready"))!;
}

const LINK = /http:[^"]*safedownload[^"]*token=[0-9a-f]+/;

describe("collect", () => {
  test("ends with a button, whose link goes to who asked, in their own chat, also from an enabled channel", async () => {
    const offer = await ready();
    expect(textOf(offer.content)).not.toMatch(LINK);
    const before = harness.shown.length;
    const answer = await harness.click("ana", offer, "Download link");
    expect(JSON.stringify(answer)).not.toMatch(LINK);
    expect(JSON.stringify(answer)).toContain("for you alone");
    const told = harness.shown.slice(before).filter(({ content }) => LINK.test(textOf(content)));
    expect(told.map(({ at }) => at.conversation.kind)).toEqual(["personal"]);
    const link = LINK.exec(textOf(told[0]!.content))?.[0] ?? "";
    expect((await fetch(link)).headers.get("content-type")).toBe("application/zip");
  });

  test("gives its link to nobody else, and before its end to nobody", async () => {
    const offer = await ready();
    const answer = await harness.click("carla", offer, "Download link");
    expect(JSON.stringify(answer)).toContain("that you asked for");
    services.sandboxDefender.setSpeed(0);
    const card = await flows.ask(`collect ${flows.workstation().id} later`);
    await harness.click("carla", card, "Approve");
    await flows.settle(card, "Pending");
    const { id } = await flows.request(card);
    const said = await harness.say("ana", flows.soc, `package ${id}`);
    expect(JSON.stringify(said)).toContain("is Pending");
    services.sandboxDefender.setSpeed(100);
  });

  test("keeps the link out of the store, also where Teams does not take the answer", async () => {
    const offer = await ready();
    services.advance(120_000);
    const teams = obstruct(harness);
    teams.set(({ shown }) => LINK.test(shown), "passing");
    await harness.click("ana", offer, "Download link");
    expect(teams.attempts.some(({ shown }) => LINK.test(shown))).toBe(true);
    teams.clear();
    await expect
      .poll(async () => {
        services.advance(5_000);
        await harness.tick();
        return harness.shown.some(({ content }) => textOf(content).includes("Please ask for it again."));
      })
      .toBe(true);
    const { DATA_DIR: folder } = services.env;
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(kept).not.toEqual([]);
    for (const { parentPath, name } of kept) {
      expect(readFileSync(join(parentPath, name)).includes("safedownload"), name).toBe(false);
    }
  });
});

describe("a link leads to listed hosts only", () => {
  const hosts = [...CLOUDS.commercial.FILE_HOSTS.split(","), "127.0.0.1:81"];
  test.each([
    ["https://userrequests-us.securitycenter.windows.com:443/a.zip?token=x", true],
    ["https://core.windows.net/x?se=2026", true],
    ["https://automatedirstrprdneu.blob.core.windows.net/investigation-actions-data/1?sig=x", true],
    ["https://AutomatedIRstrPrdWeu.Blob.Core.Windows.NET:443/1?sig=x", true],
    ["https://blob.core.windows.net/1?sig=x", false],
    ["https://evilcore.windows.net/1?sig=x", false],
    ["https://evilblob.core.windows.net/1?sig=x", false],
    ["https://a.file.core.windows.net/1?sig=x", false],
    ["https://a.blob.core.windows.net.evil.example/1?sig=x", false],
    ["https://a.blob.core.windows.net./1?sig=x", false],
    ["https://a.blob.core.windows.net:8443/1?sig=x", false],
    ["https://evil.example:443@a.blob.core.windows.net/1?sig=x", false],
    ["https://evil.example\\@a.blob.core.windows.net/1?sig=x", false],
    ["https://evil.example/.blob.core.windows.net", false],
    ["https://a.blob.core.windows.net@evil.example/1", false],
    ["http://a.blob.core.windows.net/1?sig=x", false],
    ["https://a.blob.core.windows.net%2eevil.example/1?sig=x", false],
    ["http://127.0.0.1:81/x", true],
    ["http://127.0.0.1:82/x", false],
    ["https://securitycenter.windows.com.evil.example/x", false],
    ["https://evilsecuritycenter.windows.com/x", false],
    ["https://evil.example/?https://core.windows.net/", false],
    ["https://a@core.windows.net/x", false],
    ["http://a.securitycenter.windows.com/x", false],
    ["https://a.securitycenter.windows.com:8443/x", false],
    ["javascript:alert(1)", false],
  ])("%s: %s", (url, isListed) => {
    expect(isOnFileHost(url, hosts)).toBe(isListed);
    const data = { heading: "x", tone: "neutral", intro: "", facts: [], rows: [], more: "", buttons: [] };
    const content = { kind: "card", card: "facts", data: { ...data, linkUrl: url }, summary: "x" } as never;
    const rendered = createCards({ log: silentLog, fileHosts: hosts }).render(content, tongueOf("en"));
    expect(JSON.stringify(rendered).includes("Action.OpenUrl")).toBe(isListed);
  });
});
