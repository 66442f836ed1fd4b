import type { z } from "zod";
import { UserError } from "../../shared/errors.ts";
import { addressIn, domainOf, hashKindOf, type Observable } from "../../defender/observable.ts";
import type { FileFacts, Lookups } from "../../defender/lookups.ts";
import { OPERATIONS, pathOf, type Row } from "../../defender/operations.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import { say } from "../../texts/text.ts";
import { callDefender, type CallerDeps, type Lane } from "./caller.ts";
import * as read from "./lookup-schemas.ts";
import { toDevice } from "./map-device.ts";
import { literal, query } from "./odata.ts";
import { checkedId, one, orNone, shaped } from "./reading.ts";
import { wholeBy } from "./linked-pages.ts";
import { machineSchema } from "./schemas.ts";

/** Defender's longest look back for prevalence, 30 days in hours. */
const LOOK_BACK = "?lookBackHours=720";
const PRESENCE = {
  file: OPERATIONS.filePresence,
  ip: OPERATIONS.addressPresence,
  domain: OPERATIONS.domainPresence,
} as const;
const CVE = /^[A-Z]+-[\w-]{3,60}$/i;
const MOST_SOFTWARE = 50;

type Source = <S extends z.ZodType, T>(
  operation: Row,
  path: string,
  schema: S,
  convert: (raw: z.output<S>) => T | null,
) => Promise<T[]>;

/** Everything that is looked up but alerts, which come by the API that was chosen for them. */
export function lookupMethods(deps: CallerDeps, lane: Lane): Omit<Lookups, "openAlertsOn" | "fleetSize"> {
  const list: Source = (operation, path, schema, convert) =>
    wholeBy(deps, lane, { operation, path }, [schema, convert]);
  return {
    ...findings(deps, lane, list),
    ...weaknesses(deps, lane, list),
    ...shortcomings(list),
    exposureScore: () => score(deps, lane, OPERATIONS.exposureScore),
    exposureByGroup: () =>
      list(OPERATIONS.exposureByGroup, OPERATIONS.exposureByGroup.path, read.scoreSchema, read.toScore),
    configurationScore: () => score(deps, lane, OPERATIONS.configurationScore),
  };
}

function findings(
  deps: CallerDeps,
  lane: Lane,
  list: Source,
): Pick<Lookups, "file" | "presence" | "devicesWith"> {
  return {
    async file(hash) {
      const operation = OPERATIONS.file;
      const path = pathOf(operation, { id: checkedHash(hash) });
      const answer = await callDefender(deps, lane, { operation, path });
      // The answer is about the file that was asked for, by whichever digest.
      const idOf = (file: FileFacts) => (hash.length === 40 ? file.sha1 : (file.sha256 ?? hash));
      const convert = (raw: Parameters<typeof read.toFile>[0]) => {
        const file = read.toFile(raw);
        return { id: idOf(file), file };
      };
      return one(answer, read.fileSchema, convert, hash).file;
    },
    async presence(of) {
      const operation = PRESENCE[of.kind];
      const path = `${pathOf(operation, { id: checked(of) })}${LOOK_BACK}`;
      const answer = await callDefender(deps, lane, { operation, path });
      return shaped(answer, read.presenceSchema, read.toPresence);
    },
    devicesWith(of) {
      const operation = of.kind === "file" ? OPERATIONS.fileDevices : OPERATIONS.domainDevices;
      const path = pathOf(operation, { id: checked(of) });
      return orNone(list(operation, path, machineSchema, toDevice), [404], []);
    },
  };
}

function weaknesses(
  deps: CallerDeps,
  lane: Lane,
  list: Source,
): Pick<Lookups, "vulnerability" | "devicesExposedTo" | "softwareNamed" | "softwareVersions"> {
  const { vulnerability, vulnerableDevices, software, softwareVersions } = OPERATIONS;
  return {
    async vulnerability(id) {
      const request = { operation: vulnerability, path: pathOf(vulnerability, { id: checkedCve(id) }) };
      return one(await callDefender(deps, lane, request), read.vulnerabilitySchema, read.toVulnerability, id);
    },
    devicesExposedTo(id) {
      const path = pathOf(vulnerableDevices, { id: checkedCve(id) });
      return orNone(list(vulnerableDevices, path, read.referenceSchema, read.toReference), [404], []);
    },
    softwareNamed(name) {
      const filter = name.includes("-_-") ? `id eq ${literal(name)}` : `name eq ${literal(name)}`;
      const path = `${software.path}${query({ filter, top: MOST_SOFTWARE })}`;
      return orNone(list(software, path, read.softwareSchema, read.toSoftware), [404], []);
    },
    softwareVersions(id) {
      if (!read.SOFTWARE_ID.test(id)) throw new UserError("usage", say("defender.noSoftwareId"));
      const path = pathOf(softwareVersions, { id: encodeURIComponent(id) });
      return list(softwareVersions, path, read.versionSchema, read.toVersion);
    },
  };
}

function shortcomings(list: Source): Pick<Lookups, "missingUpdates" | "recommendations"> {
  const { missingUpdates, recommendations } = OPERATIONS;
  return {
    missingUpdates(deviceId) {
      const path = pathOf(missingUpdates, { id: checkedId(deviceId, DEVICE_ID, "device") });
      return orNone(list(missingUpdates, path, read.missingUpdateSchema, read.toMissingUpdate), [404], []);
    },
    recommendations(deviceId) {
      const path = pathOf(recommendations, { id: checkedId(deviceId, DEVICE_ID, "device") });
      return orNone(list(recommendations, path, read.recommendationSchema, read.toRecommendation), [404], []);
    },
  };
}

async function score(
  deps: CallerDeps,
  lane: Lane,
  operation: typeof OPERATIONS.exposureScore | typeof OPERATIONS.configurationScore,
) {
  const answer = await callDefender(deps, lane, { operation, path: operation.path });
  return shaped(answer, read.scoreSchema, read.toScore);
}

function checkedHash(hash: string): string {
  const kind = hashKindOf(hash);
  if (kind === "sha1" || kind === "sha256") return hash.toLowerCase();
  throw new UserError("usage", say("defender.noHash"));
}

function checkedCve(id: string): string {
  if (!CVE.test(id)) throw new UserError("usage", say("defender.noCve"));
  return encodeURIComponent(id);
}

/** What a finding is asked for by, safe in a path. @throws UserError `usage` */
export function checked(of: Observable): string {
  switch (of.kind) {
    case "file":
      return checkedHash(of.value);
    case "ip":
      return encodeURIComponent(orUsage(addressIn(of.value)));
    case "domain":
      return encodeURIComponent(orUsage(domainOf(of.value)));
  }
}

function orUsage(value: string | null): string {
  if (value === null) throw new UserError("usage", say("defender.noFinding"));
  return value;
}
