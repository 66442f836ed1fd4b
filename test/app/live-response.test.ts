import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openUsual, type Flows } from "../support/flows.ts";
import { buttonOf, conversation, textOf, type Harness, type Shown } from "../support/harness.ts";
import { senderOf, type Services } from "../support/services.ts";

/** Live response: what is approved is what runs, and what it brings goes to who asked, as a file in their own chat. */

let services: Services;
let harness: Harness;
let flows: Flows;

beforeAll(async () => {
  ({ services, harness, flows } = await openUsual());
});
afterAll(() => services?.close());

async function approved(line: string): Promise<Shown> {
  const card = await flows.ask(line);
  await harness.click("carla", card, "Approve");
  return card;
}

async function fetched(line: string, title: string) {
  const card = await approved(line);
  await flows.settle(card, "Succeeded");
  await harness.tick();
  const ready = harness.shown.findLast(({ content }) => hasButton(content, title))!;
  const before = harness.shown.length;
  const answer = await harness.click("ana", ready, title);
  await harness.tick();
  const offer = harness.shown.slice(before).find(({ content }) => content.kind === "file-offer");
  return { card, ready, answer, offer, said: harness.shown.slice(before) };
}

function hasButton(content: Shown["content"], title: string): boolean {
  try {
    return buttonOf(content, title).verb === "run";
  } catch {
    return false;
  }
}

async function accept(offer: Shown | undefined): Promise<Buffer | undefined> {
  if (offer?.content.kind !== "file-offer") throw new Error("no file was offered");
  const { ref, name } = offer.content;
  await harness.deliver({
    ...{ activityId: `accept-${ref}`, sender: senderOf("ana"), conversation: offer.at.conversation, at: 0 },
    ...{ kind: "file-consent", ref, accepted: true, target: services.drive.open("ana", name) },
  });
  await harness.tick();
  return services.drive.files.at(-1)?.bytes;
}

const bodies = () =>
  services.sandboxDefender.calls
    .filter(({ path }) => path.endsWith("runliveresponse"))
    .map(({ body }) => body as { Commands: unknown; Comment: string });

describe("run", () => {
  test("runs the script with its arguments exactly as the card shows them, and brings its output to who asked alone", async () => {
    const { id } = flows.workstation();
    const { card, ready, answer, offer } = await fetched(
      `run ${id} triage.ps1 args:"-Days 7  -Deep; $x" what runs`,
      "Get the output",
    );
    expect(textOf(card.content)).toContain(`Run triage.ps1 with arguments \\"-Days 7  -Deep; $x\\"`);
    expect(bodies().at(-1)?.Commands).toEqual([
      {
        type: "RunScript",
        params: [
          { key: "ScriptName", value: "triage.ps1" },
          { key: "Args", value: "-Days 7  -Deep; $x" },
        ],
      },
    ]);
    expect(textOf(ready.content)).not.toContain("rclone");
    expect(JSON.stringify(answer)).not.toContain("rclone");
    expect(offer?.at.conversation).toEqual(conversation(`1:1-${senderOf("ana").oid}`, "personal"));
    expect((await accept(offer))?.toString()).toContain("rclone          4711");
    // Nobody else gets it.
    const others = await harness.click("carla", ready, "Get the output");
    expect(JSON.stringify(others)).toContain("Only who asked for one");
  });

  test("offers the library's scripts by name where the name is missing or not among them", async () => {
    const { id } = flows.workstation();
    const [missing] = await harness.say("ana", flows.soc, `run ${id}`);
    expect(textOf(missing!.content)).toContain("triage.ps1");
    expect(textOf(missing!.content)).not.toContain("memdump.exe");
    const [unknown] = await harness.say("ana", flows.soc, `run ${id} triag.ps1 args:"-Days 2" what runs`);
    expect(textOf(unknown!.content)).toContain('no script \\"triag.ps1\\"');
    const before = bodies().length;
    const opened = await harness.click("ana", unknown!, "Run script", {
      script: "triage.ps1",
      args: "-Days 2",
    });
    expect(JSON.stringify(opened)).toContain("is open");
    expect(bodies().length).toBe(before);
  });

  test("goes on without the library where a person may not read it, and Defender's words end it", async () => {
    services.sandboxDefender.faults.next(1, { path: /libraryfiles/, status: 403, body: {} });
    const card = await approved(`run ${flows.workstation().id} nothere.ps1 what runs`);
    await flows.settle(card, "Failed");
    expect(textOf(card.content)).toContain("was not found in the library");
  });

  test.each([
    ["a path", "..\\\\evil.ps1"],
    ["an address", "http://evil.example/x.ps1"],
    ["what can't be seen", "tri\u202eage.ps1"],
  ])("takes no script that is named by %s", async (_what, name) => {
    const before = bodies().length;
    const said = await harness.say("ana", flows.soc, `run ${flows.workstation().id} ${name} what runs`);
    expect(
      said.some(({ content }) => content.kind === "card" && /"state":"Requested"/.test(textOf(content))),
    ).toBe(false);
    expect(bodies().length).toBe(before);
  });

  test("waits where 25 sessions are open or 10 were started in a minute, says so, and is not lost", async () => {
    services.sandboxDefender.faults.next(1, {
      path: /runliveresponse/,
      status: 429,
      headers: { "retry-after": "60" },
      body: { error: { code: "TooManyRequests", message: "Too many sessions" } },
    });
    const card = await approved(`run ${flows.workstation().id} triage.ps1 what runs`);
    await expect
      .poll(async () => {
        await harness.tick();
        return textOf(card.content);
      })
      .toContain("25 at a time");
    await flows.settle(card, "Succeeded", 10_000);
  });

  test("on a device that is offline says before the click that it waits up to three days", async () => {
    const device = flows.workstation();
    Object.assign(device, { healthStatus: "Inactive" });
    const card = await flows.ask(`run ${device.id} triage.ps1 what runs`);
    expect(textOf(card.content)).toContain("within 3 days");
  });
});

describe("getfile", () => {
  test("shows the whole path, and brings the file by a name that nothing opens at a touch", async () => {
    const { id } = flows.workstation();
    const { card, offer } = await fetched(
      `getfile ${id} C:\\Users\\Public\\invoice.docm from the phish`,
      "Get the file",
    );
    expect(textOf(card.content)).toContain("Get file C:\\\\Users\\\\Public\\\\invoice.docm");
    expect(offer?.content).toMatchObject({ name: "invoice.docm.sample" });
    expect((await accept(offer))?.toString()).toContain("not a real document");
  });

  test("brings a table by such a name too: a spreadsheet would run what an intruder wrote into it", async () => {
    const { id } = flows.workstation();
    const { offer } = await fetched(`getfile ${id} C:\\Users\\Public\\invoice.csv its rows`, "Get the file");
    expect(offer?.content).toMatchObject({ name: "invoice.csv.sample" });
  });

  test("takes a path in quotes, and no part of one, no pattern and nothing that can't be seen", async () => {
    const { id } = flows.workstation();
    const quoted = await flows.ask(`getfile ${id} "C:\\Program Files\\acme\\acme.ini" its server`);
    expect(textOf(quoted.content)).toContain("C:\\\\Program Files\\\\acme\\\\acme.ini");
    for (const path of [
      "update.log",
      "C:\\Temp\\*.log",
      "C:\\Temp\\",
      "C:\\a\u200bb.log",
      "C:\\a\u2800b.log",
      '"C:\\a\u3000b.log"',
    ]) {
      const said = await harness.say("ana", flows.soc, `getfile ${id} ${path} its server`);
      expect(said.some(({ content }) => /"state":"Requested"/.test(textOf(content)))).toBe(false);
    }
  });

  test("of a file that is not there ends as Failed, with the device's words", async () => {
    const card = await approved(`getfile ${flows.workstation().id} C:\\nothing.txt its content`);
    await flows.settle(card, "Failed");
    expect(textOf(card.content)).toContain("cannot find the file");
  });

  test.each([
    ["bigger than 4 MB", "C:\\memory.dmp", "bigger than the 4 MB"],
    ["empty", "C:\\empty.txt", "is empty"],
  ])("of a file that is %s is refused in words", async (_what, path, words) => {
    const { answer, said, offer } = await fetched(
      `getfile ${flows.workstation().id} ${path} its content`,
      "Get the file",
    );
    expect(offer).toBeUndefined();
    expect(JSON.stringify([answer, said])).toContain(words);
  });

  test("follows no link to a host that is not listed", async () => {
    const card = await approved(
      `getfile ${flows.workstation().id} C:\\Windows\\Temp\\update.log its content`,
    );
    await flows.settle(card, "Succeeded");
    await harness.tick();
    const ready = harness.shown.findLast(({ content }) => hasButton(content, "Get the file"))!;
    services.sandboxDefender.faults.next(1, {
      path: /GetLiveResponseResultDownloadLink/,
      body: { value: "https://evil.example/x" },
    });
    const before = harness.shown.length;
    const answer = await harness.click("ana", ready, "Get the file");
    expect(JSON.stringify([answer, harness.shown.slice(before)])).toContain("evil");
    expect(harness.shown.slice(before).some(({ content }) => content.kind === "file-offer")).toBe(false);
  });
});

describe("Defender's own limits of live response", () => {
  const sessions = () => services.sandboxDefender.actions.filter(({ type }) => type === "LiveResponse");
  const started = () =>
    services.sandboxDefender.calls
      .filter(({ path, status }) => path.endsWith("runliveresponse") && status === 201)
      .map(({ at }) => at);

  test("12 sessions of one request all come to their end, and no more than 10 begin in a minute", async () => {
    services.advance(61_000);
    const ids = Array.from({ length: 12 }, () => flows.workstation().id);
    const before = started().length;
    const card = await approved(`run ${ids.join(", ")} triage.ps1 what runs`);
    await flows.settle(card, "Succeeded", 5_000);
    const times = started().slice(before);
    expect(times).toHaveLength(12);
    for (const at of times)
      expect(times.filter((one) => one >= at && one < at + 60_000).length).toBeLessThanOrEqual(10);
  }, 60_000);

  test("with 25 open ones the next waits, says why, and goes on when one has ended; the device's three days are told", async () => {
    const away = Array.from({ length: 25 }, () => flows.workstation());
    for (const device of away) Object.assign(device, { healthStatus: "Inactive" });
    for (let from = 0; from < 25; from += 5) {
      services.advance(61_000);
      const some = away.slice(from, from + 5).map(({ id }) => id);
      const card = await approved(`run ${some.join(", ")} triage.ps1 wait for it`);
      await flows.settle(card, "Pending", 10_000);
      expect(textOf(card.content)).toMatch(/waiting for the device \(3 days at most\)/);
    }
    expect(sessions().filter(({ status }) => status === "Pending")).toHaveLength(25);
    services.advance(61_000);
    const next = await approved(`run ${flows.workstation().id} triage.ps1 what runs`);
    await vi.waitUntil(async () => {
      services.advance(1_000);
      await flows.rest();
      return textOf(next.content).includes("25 at a time");
    });
    const [first] = sessions().filter(({ status }) => status === "Pending");
    services.sandboxDefender.finishAction(first!.id, "Succeeded");
    await flows.settle(next, "Succeeded", 20_000);
  }, 120_000);

  test("what its device does not take in three days ends as TimedOut, and who asked is told", async () => {
    const device = flows.workstation();
    Object.assign(device, { healthStatus: "Inactive" });
    for (const { id, status } of sessions())
      if (status === "Pending") services.sandboxDefender.finishAction(id, "Succeeded");
    const card = await approved(`run ${device.id} triage.ps1 what runs`);
    await flows.settle(card, "Pending", 10_000);
    services.advance(3 * 86_400_000);
    await flows.settle(card, "TimedOut", 900_000);
  }, 60_000);
});
