import { isIP } from "node:net";
import type { Caller } from "../api/callers.ts";
import { get, type Call, type Route } from "../api/route.ts";
import { NEEDS } from "./access.ts";
import { DefenderFault, notFound } from "./errors.ts";
import { COMMON_FILE, fileOf, hostIn, type SandboxFile } from "./finding-seed.ts";
import { LOOKUP_NEEDS } from "./lookup-needs.ts";
import { entityAnswer, listAnswer, type World } from "./route.ts";
import type { SandboxAlert, SandboxDevice, SandboxEvidence } from "./types.ts";

/** What is asked for by a digest, an address or a name. */
type Kind = "files" | "ips" | "domains";

const MOST_HOURS = 720;

const MATCHES: Readonly<Record<Kind, (piece: SandboxEvidence, value: string) => boolean>> = {
  files: ({ sha1, sha256 }, value) => sha1 === value || sha256 === value,
  ips: ({ ipAddress }, value) => ipAddress === value,
  domains: ({ url }, value) => url !== null && hostIn(url) === value,
};

/** Files, addresses and domains: what is known of them, how common they are, and the devices and alerts that have them. */
export function findingRoutes(world: World): Route[] {
  const alertsWith = (kind: Kind, value: string, alerts: readonly SandboxAlert[]) =>
    alerts.filter(({ evidence }) => evidence.some((piece) => MATCHES[kind](piece, value)));
  function devicesWith(kind: Kind, value: string): readonly SandboxDevice[] {
    if (kind === "files" && value === COMMON_FILE.sha1)
      return world.devices.filter(({ osPlatform }) => osPlatform.startsWith("Windows"));
    const ids = new Set(alertsWith(kind, value, world.alerts).map(({ machineId }) => machineId));
    return world.devices.filter(({ id }) => ids.has(id));
  }
  const sees = (caller: Caller) => (one: { rbacGroupName: SandboxDevice["rbacGroupName"] }) =>
    world.rbac.may(caller, "view", one.rbacGroupName);

  function file(call: Call): Response {
    const value = digest(call, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
    const found = fileNamed(world, value);
    if (found === null) throw notFound("File", value);
    return entityAnswer("Files", found.facts);
  }
  /** Of the whole organisation, whatever the caller may see of it. */
  function stats(kind: Kind, call: Call): Response {
    const value = asked(kind, call);
    const hours = call.query.get("lookBackHours") ?? String(MOST_HOURS);
    if (!/^\d{1,3}$/.test(hours) || Number(hours) > MOST_HOURS)
      throw new DefenderFault(400, "InvalidInput", "lookBackHours is at most 720.");
    const devices = devicesWith(kind, value);
    const times = alertsWith(kind, value, world.alerts)
      .map(({ alertCreationTime }) => alertCreationTime)
      .sort();
    const own = kind === "files" ? fileNamed(world, value) : null;
    const named = { files: { sha1: value }, ips: { ipAddress: value }, domains: { host: value } }[kind];
    return entityAnswer("InOrgStats", {
      ...named,
      organizationPrevalence: devices.length,
      orgFirstSeen: times[0] ?? devices[0]?.firstSeen ?? null,
      orgLastSeen: times.at(-1) ?? devices[0]?.lastSeen ?? null,
      ...(kind === "files"
        ? {
            globallyPrevalence: own?.facts.globalPrevalence ?? 0,
            topFileNames: own === null ? [] : [own.name],
          }
        : {}),
    });
  }
  function machines(kind: Kind, call: Call): Response {
    const rows = devicesWith(kind, asked(kind, call)).filter(sees(call.caller));
    return listAnswer(world, call, "Machines", rows, {}).response([...rows]);
  }
  function alerts(kind: Kind, call: Call): Response {
    const rows = alertsWith(kind, asked(kind, call), world.alerts.filter(sees(call.caller)));
    return listAnswer(world, call, "Alerts", rows, {}).response(rows);
  }
  return [
    get(/^files\/([^/]+)$/i, LOOKUP_NEEDS.file, file),
    get(/^files\/([^/]+)\/stats$/i, LOOKUP_NEEDS.file, (call) => stats("files", call)),
    get(/^ips\/([^/]+)\/stats$/i, LOOKUP_NEEDS.ip, (call) => stats("ips", call)),
    get(/^domains\/([^/]+)\/stats$/i, LOOKUP_NEEDS.domain, (call) => stats("domains", call)),
    get(/^files\/([^/]+)\/machines$/i, NEEDS.machineRead, (call) => machines("files", call)),
    get(/^domains\/([^/]+)\/machines$/i, NEEDS.machineRead, (call) => machines("domains", call)),
    get(/^files\/([^/]+)\/alerts$/i, NEEDS.alertRead, (call) => alerts("files", call)),
    get(/^ips\/([^/]+)\/alerts$/i, NEEDS.alertRead, (call) => alerts("ips", call)),
    get(/^domains\/([^/]+)\/alerts$/i, NEEDS.alertRead, (call) => alerts("domains", call)),
  ];
}

/** The file of that digest, as far as it is known anywhere. */
function fileNamed(world: World, value: string): SandboxFile | null {
  if (value === COMMON_FILE.sha1 || value === COMMON_FILE.sha256) return fileOf(COMMON_FILE);
  const pieces = world.alerts.flatMap(({ evidence }) => evidence);
  const piece = pieces.find((one) => MATCHES.files(one, value));
  return piece === undefined ? null : fileOf(piece);
}

/** @throws DefenderFault 400 InvalidHashValue, InvalidIpAddress, InvalidDomainName */
function asked(kind: Kind, call: Call): string {
  if (kind === "files") return digest(call, /^[0-9a-f]{40}$/);
  const value = (call.params[0] ?? "").toLowerCase();
  if (kind === "ips" && isIP(value) === 0)
    throw new DefenderFault(400, "InvalidIpAddress", "The IP address is not valid.");
  if (kind === "domains" && !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(value))
    throw new DefenderFault(400, "InvalidDomainName", "The domain name is not valid.");
  return value;
}

function digest(call: Call, shape: RegExp): string {
  const value = (call.params[0] ?? "").toLowerCase();
  if (!shape.test(value)) throw new DefenderFault(400, "InvalidHashValue", "The hash value is not valid.");
  return value;
}
