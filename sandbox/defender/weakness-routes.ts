import type { Caller } from "../api/callers.ts";
import { get, type Call, type Route } from "../api/route.ts";
import { accessibleDevice } from "./access.ts";
import { notFound } from "./errors.ts";
import { LOOKUP_NEEDS } from "./lookup-needs.ts";
import { defenderTime } from "./random.ts";
import { entityAnswer, listAnswer, type World } from "./route.ts";
import { MISSING_UPDATES, PRODUCTS, RECOMMENDATIONS, VULNERABILITIES } from "./weakness-seed.ts";
import type { SandboxDevice } from "./types.ts";

const SOFTWARE_FIELDS = { id: "text", name: "text", vendor: "text" } as const;

/** Vulnerabilities, the software inventory, what a device lacks, and the scores. */
export function weaknessRoutes(world: World): Route[] {
  const { rbac } = world;
  const affected = (os: string, caller: Caller): readonly SandboxDevice[] =>
    world.devices.filter(
      (device) => device.osPlatform.startsWith(os) && rbac.may(caller, "view", device.rbacGroupName),
    );
  function vulnerability(call: Call): (typeof VULNERABILITIES)[number] {
    const id = call.params[0] ?? "";
    const found = VULNERABILITIES.find((one) => one.id.toLowerCase() === id.toLowerCase());
    if (found === undefined) throw notFound("Vulnerability", id);
    return found;
  }
  function shown(call: Call): Response {
    const { os, ...facts } = vulnerability(call);
    return entityAnswer("Vulnerabilities", {
      ...facts,
      exposedMachines: affected(os, call.caller).length,
    });
  }
  function references(call: Call): Response {
    const rows = affected(vulnerability(call).os, call.caller).map((device) => ({
      id: device.id,
      computerDnsName: device.computerDnsName,
      osPlatform: device.osPlatform,
      rbacGroupName: device.rbacGroupName,
    }));
    return listAnswer(world, call, "MachineReferences", rows, {}).response(rows);
  }
  function software(call: Call): Response {
    const rows = PRODUCTS.map(({ versions: _, os, ...facts }) => ({
      ...facts,
      exposedMachines: affected(os, call.caller).length,
    }));
    const { rows: found, response } = listAnswer(world, call, "Software", rows, SOFTWARE_FIELDS);
    return response(found);
  }
  function distributions(call: Call): Response {
    const id = (call.params[0] ?? "").toLowerCase();
    const found = PRODUCTS.find((one) => one.id === id);
    if (found === undefined) throw notFound("Software", id);
    return listAnswer(world, call, "Distributions", found.versions, {}).response([...found.versions]);
  }
  return [
    get(/^vulnerabilities\/([^/]+)$/i, LOOKUP_NEEDS.vulnerability, shown),
    get(/^vulnerabilities\/([^/]+)\/machineReferences$/i, LOOKUP_NEEDS.vulnerability, references),
    get(/^software$/i, LOOKUP_NEEDS.software, software),
    get(/^software\/([^/]+)\/distributions$/i, LOOKUP_NEEDS.software, distributions),
    ...deviceRoutes(world),
    ...scoreRoutes(world),
  ];
}

function deviceRoutes(world: World): Route[] {
  function find(call: Call): SandboxDevice {
    const id = call.params[0] ?? "";
    const device = world.devices.find((one) => one.id === id.toLowerCase());
    return accessibleDevice(world.rbac, call.caller, device, id);
  }
  const fitting = (call: Call, rows: readonly { readonly os: string }[]): object[] => {
    const { osPlatform } = find(call);
    return rows.filter(({ os }) => osPlatform.startsWith(os)).map(({ os: _, ...row }) => row);
  };
  const answered = (call: Call, set: string, rows: object[]) =>
    listAnswer(world, call, set, rows, {}).response(rows);
  return [
    get(/^machines\/([^/]+)\/getmissingkbs$/i, LOOKUP_NEEDS.software, (call) =>
      answered(call, "Collection(PublicProductFixDto)", fitting(call, MISSING_UPDATES)),
    ),
    get(/^machines\/([^/]+)\/recommendations$/i, LOOKUP_NEEDS.recommendation, (call) =>
      answered(call, "Recommendations", fitting(call, RECOMMENDATIONS)),
    ),
  ];
}

const WEIGHTS: Readonly<Record<SandboxDevice["exposureLevel"], number>> = {
  None: 0,
  Low: 15,
  Medium: 45,
  High: 85,
};

function scoreRoutes(world: World): Route[] {
  const time = () => defenderTime(world.now() - 3_600_000, 7, 1234);
  const scoreOf = (devices: readonly SandboxDevice[]) =>
    devices.reduce((sum, { exposureLevel }) => sum + WEIGHTS[exposureLevel], 0) / Math.max(1, devices.length);
  function byGroup(call: Call): Response {
    const groups = [...new Set(world.devices.flatMap(({ rbacGroupName }) => rbacGroupName ?? []))];
    const rows = groups
      .filter((group) => world.rbac.may(call.caller, "view", group))
      .map((group) => ({
        time: time(),
        score: scoreOf(world.devices.filter(({ rbacGroupName }) => rbacGroupName === group)),
        rbacGroupName: group,
      }));
    return listAnswer(world, call, "ExposureScore", rows, {}).response(rows);
  }
  const need = LOOKUP_NEEDS.score;
  return [
    get(/^exposureScore$/i, need, () =>
      entityAnswer("ExposureScore", { time: time(), score: scoreOf(world.devices) }),
    ),
    get(/^exposureScore\/ByMachineGroups$/i, need, byGroup),
    get(/^configurationScore$/i, need, () =>
      entityAnswer("ConfigurationScore", { time: time(), score: 612 }),
    ),
  ];
}
