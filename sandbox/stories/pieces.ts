import { createHash } from "node:crypto";
import { blank } from "../defender/evidence.ts";
import type { SandboxDevice, SandboxEvidence } from "../defender/types.ts";
import { STAFF } from "../staff.ts";
import type { StoryAlert, StoryPiece } from "./story.ts";

interface Scene {
  /** When the story began, epoch milliseconds. */
  readonly began: number;
  readonly time: (ms: number) => string;
  /** @throws Error for a name that none has */
  readonly machine: (name: string) => SandboxDevice;
}

type Of<Kind extends StoryPiece["kind"]> = Extract<StoryPiece, { readonly kind: Kind }>;
type Facts = Pick<SandboxEvidence, "entityType"> & Partial<SandboxEvidence>;

const MINUTE = 60_000;

/** The pieces of an alert's evidence; a process knows when its parent began. */
export function evidenceOf(alert: StoryAlert, scene: Scene): SandboxEvidence[] {
  const started = new Map<number, string>();
  for (const piece of alert.evidence)
    if (piece.kind === "process") started.set(piece.pid, scene.time(scene.began + piece.start * MINUTE));
  const images = new Map(
    alert.evidence.flatMap((one) => (one.kind === "process" ? [[one.pid, one.image]] : [])),
  );
  const at = scene.time(scene.began + alert.at * MINUTE);
  return alert.evidence.map((piece) => {
    const { graph, ...facts } = factsOf(piece, started, images);
    const { verdict = "suspicious", remediation = "none", remediationDetails = null, roles = [] } = piece;
    const where = piece.on === undefined ? {} : { mdeDeviceId: scene.machine(piece.on).id };
    const judged = { verdict, remediationStatus: remediation, remediationStatusDetails: remediationDetails };
    const said = { ...judged, detailedRoles: roles, ...where, ...graph };
    return { ...blank(facts.entityType, at), ...facts, graph: said };
  });
}

function factsOf(
  piece: StoryPiece,
  started: ReadonlyMap<number, string>,
  images: ReadonlyMap<number, string>,
): Facts {
  switch (piece.kind) {
    case "process":
      return processOf(piece, started, images);
    case "file":
      return fileOf(piece);
    case "user":
      return { entityType: "User", ...accountOf(piece.account, piece.domain) };
    case "ip":
      return {
        ...{ entityType: "Ip", ipAddress: piece.address },
        graph: { countryLetterCode: piece.country ?? null },
      };
    case "url":
      return { entityType: "Url", url: piece.url };
    case "registry":
      return registryOf(piece);
    case "other":
      return { entityType: piece.type, graph: piece.facts };
  }
}

function processOf(
  piece: Of<"process">,
  started: ReadonlyMap<number, string>,
  images: ReadonlyMap<number, string>,
): Facts {
  const [parentFolder, parentName] = split(images.get(piece.parent) ?? piece.parentImage ?? "");
  const account = piece.account === undefined ? null : accountOf(piece.account);
  return {
    ...imageOf(piece.image),
    entityType: "Process",
    processId: piece.pid,
    processCommandLine: piece.line,
    processCreationTime: started.get(piece.pid) ?? null,
    parentProcessId: piece.parent,
    parentProcessCreationTime: started.get(piece.parent) ?? null,
    parentProcessFileName: parentName === "" ? null : parentName,
    parentProcessFilePath: parentFolder === "" ? null : parentFolder,
    detectionStatus: piece.detection ?? "Detected",
    ...(account ?? {}),
    graph:
      piece.signer === undefined ? {} : { imageFile: { filePublisher: piece.signer, signer: piece.signer } },
  };
}

function fileOf({ path, size, signer, detection }: Of<"file">): Facts {
  const signed = signer === undefined ? {} : { filePublisher: signer, signer };
  return {
    ...imageOf(path),
    entityType: "File",
    detectionStatus: detection ?? "Detected",
    graph: { fileDetails: { fileSize: size ?? null, ...signed } },
  };
}

function registryOf({ hive, key, name, value, type }: Of<"registry">): Facts {
  return {
    entityType: "Registry",
    registryHive: hive,
    registryKey: key,
    registryValue: value,
    registryValueType: type ?? "String",
    graph: { registryValueName: name },
  };
}

/** One file has the same hashes wherever it turns up. */
function imageOf(path: string): Pick<SandboxEvidence, "fileName" | "filePath" | "sha1" | "sha256"> {
  const [filePath, fileName] = split(path);
  const hash = (kind: "sha1" | "sha256") => createHash(kind).update(fileName.toLowerCase()).digest("hex");
  return { fileName, filePath, sha1: hash("sha1"), sha256: hash("sha256") };
}

function split(path: string): readonly [folder: string, name: string] {
  const at = Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/"));
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}

/** Somebody of the staff is known to Entra; a local account or one of the system is not. */
function accountOf(account: string, domain = "contoso"): Partial<SandboxEvidence> {
  const person = STAFF.find(({ shortName }) => shortName === account);
  if (person === undefined) return { accountName: account, domainName: domain };
  const rid = 1100 + STAFF.indexOf(person);
  return {
    ...{ accountName: account, domainName: domain, aadUserId: person.oid },
    userSid: `S-1-5-21-1004336348-1177238915-682003330-${rid}`,
    userPrincipalName: person.upn,
  };
}
