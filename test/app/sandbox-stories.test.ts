import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STORIES } from "../../sandbox/stories/stories.ts";
import type { StoryAlert, StoryPiece } from "../../sandbox/stories/story.ts";
import type { SandboxAlert } from "../../sandbox/defender/types.ts";
import { recorded } from "../../src/texts/render.ts";
import { say } from "../../src/texts/text.ts";
import { conversation, openHarness, textOf, type Harness } from "../support/harness.ts";
import { startServices, type Services } from "../support/services.ts";

/** The incidents of the sandbox that are told as analysts know them, from Graph's answers to the bot's cards. */

let services: Services;
let harness: Harness;
let served: Map<string, Record<string, unknown>>;
const own = conversation("1:1-carla", "personal");

const GRAPH_KINDS: Readonly<Record<Exclude<StoryPiece["kind"], "other">, string>> = {
  process: "process",
  file: "file",
  user: "user",
  ip: "ip",
  url: "url",
  registry: "registryValue",
};

beforeAll(async () => {
  services = await startServices({ alertsApi: "graph" });
  harness = openHarness(services);
  await services.signIn("carla");
  served = new Map((await alertsOfGraph()).map((alert) => [String(alert["id"]), alert]));
});
afterAll(() => services?.close());

/** As the application reads them. */
async function alertsOfGraph(): Promise<readonly Record<string, unknown>[]> {
  const { sandboxGraph, entra } = services;
  const token = await entra.applicationToken("graph", AbortSignal.timeout(5_000));
  const answer = await fetch(`${sandboxGraph.url}/v1.0/security/alerts_v2?$top=1000`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { value: Record<string, unknown>[] }).value;
}

function alertsOf(name: string): readonly SandboxAlert[] {
  return services.sandboxDefender.alerts.filter(({ graph }) => graph?.incidentName === name);
}

function kindsOf({ evidence }: StoryAlert): readonly string[] {
  return evidence.map((piece) => (piece.kind === "other" ? piece.type : GRAPH_KINDS[piece.kind]));
}

/** A kind of evidence as people read it. */
function called(kind: string): string {
  return recorded(say("terms.evidence", { value: capitalised(kind) }));
}

function capitalised(kind: string): string {
  return kind.slice(0, 1).toUpperCase() + kind.slice(1);
}

function kindsTold(alert: Record<string, unknown>): Set<string> {
  const pieces = alert["evidence"] as readonly Record<string, unknown>[];
  return new Set(pieces.map((one) => String(one["@odata.type"]).replace(/^.*\.(\w+)Evidence$/, "$1")));
}

describe.each(STORIES.map((story) => [story.name, story] as const))("%s", (name, story) => {
  test("Graph serves its alerts with every kind of evidence, and all devices with their roles", () => {
    const alerts = alertsOf(name);
    expect(alerts).toHaveLength(story.alerts.length);
    for (const [index, told] of story.alerts.entries()) {
      const alert = served.get(alerts[index]!.id)!;
      const kinds = kindsOf(told);
      const devices = told.devices ?? [];
      expect(kindsTold(alert)).toEqual(new Set([...kinds, ...(devices.length > 0 ? ["device"] : [])]));
      const evidence = alert["evidence"] as readonly Record<string, unknown>[];
      const roles = evidence.filter((one) => "mdeDeviceId" in one && "deviceDnsName" in one);
      expect(roles.map((one) => one["detailedRoles"])).toEqual(devices.map((one) => one.roles));
      expect(alert).toMatchObject({ title: told.title, incidentId: String(alerts[0]!.incidentId) });
      expect(alert["productName"]).toEqual(expect.any(String));
    }
  });

  test("the bot shows the incident with its alerts, and each alert with its evidence", async () => {
    const alerts = alertsOf(name);
    const [incident] = await harness.say("carla", own, `incident ${alerts[0]!.incidentId}`);
    const words = textOf(incident!.content);
    expect(words).toContain(name);
    for (const [index, told] of story.alerts.entries()) {
      expect(words).toContain(told.title);
      const [card] = await harness.say("carla", own, `alert ${alerts[index]!.id}`);
      const shown = textOf(card!.content);
      expect(shown).toContain(told.title);
      for (const piece of told.evidence) if (piece.kind === "ip") expect(shown).toContain(piece.address);
      const line = told.evidence.find((piece) => piece.kind === "process")?.line ?? "";
      expect(shown).toContain(JSON.stringify(line).slice(1, -1));
      for (const kind of kindsOf(told)) expect(shown).toContain(`"type":"${called(kind)}"`);
    }
  });
});
